import { findCollection } from '../lookup.js';
import { defineEngineOperation } from '../operation.js';

export const DeleteCollection = defineEngineOperation({
  name: 'DeleteCollection',
  run: ({ CollectionId }, context) => {
    context.store.removeCollection(findCollection(context, CollectionId).key);
    return { StatusCode: 200 };
  },
});
