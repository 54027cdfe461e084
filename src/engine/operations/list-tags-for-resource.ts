import { findTagged } from '../lookup.js';
import { defineOperation } from '../operation.js';

export const ListTagsForResource = defineOperation({
  name: 'ListTagsForResource',
  run: ({ ResourceArn }, context) => ({ Tags: context.store.collections.tagsOf(findTagged(context, ResourceArn).key) }),
});
