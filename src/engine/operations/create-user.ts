import { findCollection } from '../lookup.js';
import { ClientRequestToken, CollectionId, UserId } from '../protocol/rekognition-shapes.js';
import { defineEngineOperation } from '../operation.js';
import { WireError } from '../protocol/wire-error.js';

export const CreateUser = defineEngineOperation({
  name: 'CreateUser',
  callsPerSecond: 5,
  required: { CollectionId, UserId },
  optional: { ClientRequestToken },
  changesUser: true,
  run: ({ CollectionId, UserId }, context) => {
    const collection = findCollection(context, CollectionId);
    if (!context.store.users.insert(collection.key, UserId))
      throw new WireError('ConflictException', context.settings.assumptions.messages.userExists(UserId));
    return {};
  },
});
