import type { Operation } from './operation.js';
import { AssociateFaces } from './operations/associate-faces.js';
import { CreateCollection } from './operations/create-collection.js';
import { CreateUser } from './operations/create-user.js';
import { DisassociateFaces } from './operations/disassociate-faces.js';
import { IndexFaces } from './operations/index-faces.js';
import { ListCollections } from './operations/list-collections.js';
import { ListFaces } from './operations/list-faces.js';
import { ListUsers } from './operations/list-users.js';

/** Every operation this engine knows. */
export const OPERATIONS: readonly Operation[] = [
  AssociateFaces,
  CreateCollection,
  CreateUser,
  DisassociateFaces,
  IndexFaces,
  ListCollections,
  ListFaces,
  ListUsers,
];

const TARGETS = new Map(OPERATIONS.map((operation) => [`RekognitionService.${operation.name}`, operation]));

/** @param target the value of `X-Amz-Target`. */
export function operationFor(target: string): Operation | undefined {
  return TARGETS.get(target);
}
