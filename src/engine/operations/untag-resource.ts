import { findTagged } from '../lookup.js';
import { ResourceArn, TagKeyList } from '../protocol/rekognition-shapes.js';
import { defineEngineOperation } from '../operation.js';

export const UntagResource = defineEngineOperation({
  name: 'UntagResource',
  callsPerSecond: 10,
  required: { ResourceArn, TagKeys: TagKeyList },
  optional: {},
  run: ({ ResourceArn, TagKeys }, context) => {
    const { collections } = context.store;
    const { key } = findTagged(context, ResourceArn);
    const kept = Object.entries(collections.tagsOf(key)).filter(([tag]) => !TagKeys.includes(tag));
    collections.setTags(key, Object.fromEntries(kept));
    return {};
  },
});
