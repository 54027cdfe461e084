import { findCollection, findUserToChange } from '../lookup.js';
import { defineOperation } from '../operation.js';

export const DeleteUser = defineOperation({
  name: 'DeleteUser',
  changes: ({ CollectionId, UserId }) => [CollectionId, UserId],
  run: ({ CollectionId, UserId }, context) => {
    const { faces, users } = context.store;
    const user = findUserToChange(context, findCollection(context, CollectionId), UserId);
    faces.freeAllOf(user.key);
    users.remove(user.key);
    return {};
  },
});
