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

/** In all three tag operations the call pipeline replaces the collection id with the collection's ARN. */
export const ListTagsForResource = defineOperation<ListTagsForResourceCommandInput, ListTagsForResourceCommandOutput>({
  name: 'ListTagsForResource',
  command: ListTagsForResourceCommand,
  effect: 'read',
  resource: 'tagged',
  scope: 'read',
  repeat: 'read',
  quota: { key: 'ListTagsForResource', bigRegions: 10, others: 10 },
  answer: areTags,
  refusals: ['resource-not-found'],
});

export const TagResource = defineOperation<TagResourceCommandInput, TagResourceCommandOutput>({
  name: 'TagResource',
  command: TagResourceCommand,
  effect: 'write',
  resource: 'tagged',
  scope: 'admin',
  repeat: 'harmless',
  quota: { key: 'TagResource', bigRegions: 10, others: 10 },
  audit: {},
  // Rekognition's response is empty.
  answer: () => true,
  refusals: ['resource-not-found', 'service-limit-reached'],
});

export const UntagResource = defineOperation<UntagResourceCommandInput, UntagResourceCommandOutput>({
  name: 'UntagResource',
  command: UntagResourceCommand,
  effect: 'write',
  resource: 'tagged',
  scope: 'admin',
  repeat: 'harmless',
  quota: { key: 'UntagResource', bigRegions: 10, others: 10 },
  audit: {},
  // Rekognition's response is empty.
  answer: () => true,
  refusals: ['resource-not-found'],
});

function areTags({ Tags: tags }: ListTagsForResourceCommandOutput): boolean {
  return isRecord(tags) && Object.values(tags).every(isText);
}
