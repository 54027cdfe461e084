import { findCollection } from '../lookup.js';
import { defineOperation } from '../operation.js';

export const DeleteCollection = defineOperation({
  name: 'DeleteCollection',
  run: ({ CollectionId }, context) => {
    context.store.removeCollection(findCollection(context, CollectionId).key);
    return { StatusCode: 200 };
  },
});
