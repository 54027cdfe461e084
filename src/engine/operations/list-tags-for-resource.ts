import { findTagged } from '../lookup.js';
import { defineEngineOperation } from '../operation.js';

export const ListTagsForResource = defineEngineOperation({
  name: 'ListTagsForResource',
  run: ({ ResourceArn }, context) => ({ Tags: context.store.collections.tagsOf(findTagged(context, ResourceArn).key) }),
});
