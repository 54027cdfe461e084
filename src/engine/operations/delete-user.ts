import { findCollection, findUserToChange } from '../lookup.js';
import { defineEngineOperation } from '../operation.js';

export const DeleteUser = defineEngineOperation({
  name: 'DeleteUser',
  changes: ({ CollectionId, UserId }) => [CollectionId, UserId],
  run: ({ CollectionId, UserId }, context) => {
    const { faces, users } = context.store;
    const user = findUserToChange(context, findCollection(context, CollectionId), UserId);
    faces.disassociateAll(user.key);
    users.remove(user.key);
    return {};
  },
});
