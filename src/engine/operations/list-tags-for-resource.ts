import { findTagged } from '../lookup.js';
import { ResourceArn } from '../protocol/rekognition-shapes.js';
import { defineEngineOperation } from '../operation.js';

export const ListTagsForResource = defineEngineOperation({
  name: 'ListTagsForResource',
  callsPerSecond: 10,
  required: { ResourceArn },
  optional: {},
  run: ({ ResourceArn }, context) => ({ Tags: context.store.collections.tagsOf(findTagged(context, ResourceArn).key) }),
});
