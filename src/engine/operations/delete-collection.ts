import { findCollection } from '../lookup.js';
import { CollectionId } from '../protocol/rekognition-shapes.js';
import { defineEngineOperation } from '../operation.js';

export const DeleteCollection = defineEngineOperation({
  name: 'DeleteCollection',
  callsPerSecond: 5,
  required: { CollectionId },
  optional: {},
  run: ({ CollectionId }, context) => {
    context.store.removeCollection(findCollection(context, CollectionId).key);
    return { StatusCode: 200 };
  },
});
