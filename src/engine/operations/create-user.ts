import { MESSAGES } from '../assumptions.js';
import { findCollection } from '../lookup.js';
import { defineEngineOperation } from '../operation.js';
import { WireError } from '../protocol/wire-error.js';

export const CreateUser = defineEngineOperation({
  name: 'CreateUser',
  changes: ({ CollectionId, UserId }) => [CollectionId, UserId],
  run: ({ CollectionId, UserId }, context) => {
    const collection = findCollection(context, CollectionId);
    if (!context.store.users.insert(collection.key, UserId))
      throw new WireError('ConflictException', MESSAGES.userExists(UserId));
    return {};
  },
});
