import { findTagged } from '../lookup.js';
import { ResourceArn, TagMap } from '../protocol/rekognition-shapes.js';
import { defineEngineOperation } from '../operation.js';
import { WireError } from '../protocol/wire-error.js';

/**
 * @source API reference, TagResource: at most 200 entries in `Tags`. That the limit also applies to a resource is
 *   unverified
 */
const TAGS_PER_RESOURCE = 200;

export const TagResource = defineEngineOperation({
  name: 'TagResource',
  callsPerSecond: 10,
  required: { ResourceArn, Tags: TagMap },
  optional: {},
  run: ({ ResourceArn, Tags }, context) => {
    const { collections } = context.store;
    const { key } = findTagged(context, ResourceArn);
    const tags = { ...collections.tagsOf(key), ...Tags };
    if (Object.keys(tags).length > TAGS_PER_RESOURCE)
      throw new WireError(
        'ServiceQuotaExceededException',
        context.settings.assumptions.messages.tooManyTags(TAGS_PER_RESOURCE),
      );
    collections.setTags(key, tags);
    return {};
  },
});
