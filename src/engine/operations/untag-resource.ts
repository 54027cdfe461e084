import { findTagged } from '../lookup.js';
import { defineOperation } from '../operation.js';

export const UntagResource = defineOperation({
  name: 'UntagResource',
  run: ({ ResourceArn, TagKeys }, context) => {
    const { collections } = context.store;
    const { key } = findTagged(context, ResourceArn);
    const kept = Object.entries(collections.tagsOf(key)).filter(([tag]) => !TagKeys.includes(tag));
    collections.setTags(key, Object.fromEntries(kept));
    return {};
  },
});
