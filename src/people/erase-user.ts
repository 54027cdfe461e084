import type { OperationTraits } from '../rekognition/operation.js';
import { DeleteUser } from '../users/users.operations.js';

/** A composed operation: it consists of calls of other operations, which keep their own quotas, lanes and audit. */
export const EraseUser: OperationTraits = {
  name: 'EraseUser',
  effect: 'write',
  resource: 'collection',
  scope: 'write',
  repeat: 'joined',
  quota: DeleteUser.quota,
  refusals: ['resource-not-found', 'associated-to-a-different-user'],
};
