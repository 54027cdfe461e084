import { findTagged } from '../lookup.js';
import { defineEngineOperation } from '../operation.js';

export const UntagResource = defineEngineOperation({
  name: 'UntagResource',
  run: ({ ResourceArn, TagKeys }, context) => {
    const { collections } = context.store;
    const { key } = findTagged(context, ResourceArn);
    const kept = Object.entries(collections.tagsOf(key)).filter(([tag]) => !TagKeys.includes(tag));
    collections.setTags(key, Object.fromEntries(kept));
    return {};
  },
});
