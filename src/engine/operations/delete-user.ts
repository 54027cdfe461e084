import { findCollection, findUserToChange } from '../lookup.js';
import { ClientRequestToken, CollectionId, UserId } from '../protocol/rekognition-shapes.js';
import { defineEngineOperation } from '../operation.js';

export const DeleteUser = defineEngineOperation({
  name: 'DeleteUser',
  callsPerSecond: 5,
  required: { CollectionId, UserId },
  optional: { ClientRequestToken },
  changesUser: true,
  run: ({ CollectionId, UserId }, context) => {
    const { faces, users } = context.store;
    const user = findUserToChange(context, findCollection(context, CollectionId), UserId);
    faces.disassociateAll(user.key);
    users.remove(user.key);
    return {};
  },
});
