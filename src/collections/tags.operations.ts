import {
  ListTagsForResourceCommand,
  type ListTagsForResourceCommandInput,
  type ListTagsForResourceCommandOutput,
  TagResourceCommand,
  type TagResourceCommandInput,
  type TagResourceCommandOutput,
  UntagResourceCommand,
  type UntagResourceCommandInput,
  type UntagResourceCommandOutput,
} from '@aws-sdk/client-rekognition';

import { isRecord, isText } from '../rekognition/answers/answers.js';
import { defineOperation } from '../rekognition/operation.js';

/** Lists the tags of a collection. In all three the call pipeline makes the collection's id into its ARN. */
export const ListTagsForResource = defineOperation<ListTagsForResourceCommandInput, ListTagsForResourceCommandOutput>({
  name: 'ListTagsForResource',
  command: ListTagsForResourceCommand,
  effect: 'read',
  scope: 'read',
  repeat: 'read',
  quota: { key: 'ListTagsForResource', bigRegions: 10, others: 10 },
  answer: areTags,
  refusals: ['resource-not-found'],
});

/** Adds tags to a collection, or gives those it has other values. */
export const TagResource = defineOperation<TagResourceCommandInput, TagResourceCommandOutput>({
  name: 'TagResource',
  command: TagResourceCommand,
  effect: 'write',
  scope: 'admin',
  repeat: 'harmless',
  quota: { key: 'TagResource', bigRegions: 10, others: 10 },
  audit: {},
  // Rekognition's answer has no members.
  answer: () => true,
  refusals: ['resource-not-found', 'service-limit-reached'],
});

/** Takes tags off a collection, by their keys. */
export const UntagResource = defineOperation<UntagResourceCommandInput, UntagResourceCommandOutput>({
  name: 'UntagResource',
  command: UntagResourceCommand,
  effect: 'write',
  scope: 'admin',
  repeat: 'harmless',
  quota: { key: 'UntagResource', bigRegions: 10, others: 10 },
  audit: {},
  // Rekognition's answer has no members.
  answer: () => true,
  refusals: ['resource-not-found'],
});

function areTags({ Tags: tags }: ListTagsForResourceCommandOutput): boolean {
  return isRecord(tags) && Object.values(tags).every(isText);
}
