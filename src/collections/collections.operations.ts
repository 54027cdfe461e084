import {
  CreateCollectionCommand,
  DeleteCollectionCommand,
  DescribeCollectionCommand,
  type DescribeCollectionCommandInput,
  type DescribeCollectionCommandOutput,
  ListCollectionsCommand,
  type ListCollectionsCommandInput,
  type ListCollectionsCommandOutput,
  ListTagsForResourceCommand,
  type ListTagsForResourceCommandOutput,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-rekognition';

import { areDifferentTexts, isCount, isRecord, isText, leadsOn } from '../rekognition/answers/answers.js';
import { defineOperation, READ } from '../rekognition/operation.js';

/** Not retried: after a timeout, 'already exists' could mean that our own attempt succeeded. */
export const CreateCollection = defineOperation({
  name: 'CreateCollection',
  command: CreateCollectionCommand,
  effect: 'write',
  resource: 'collection',
  scope: 'admin',
  repeat: 'never',
  quota: { key: 'CreateCollection', bigRegions: 5, others: 5 },
  audit: {},
  answer: ({ CollectionArn, FaceModelVersion }, { CollectionId }) =>
    isArnOf(CollectionId, CollectionArn) && isText(FaceModelVersion),
  refusals: ['already-exists', 'service-limit-reached'],
});

/** Lists all collections of the account in the region, not only the tenant's. */
export const ListCollections = defineOperation({
  name: 'ListCollections',
  command: ListCollectionsCommand,
  ...READ,
  resource: 'none',
  quota: { key: 'ListCollections', bigRegions: 5, others: 5 },
  answer: everyCollectionOnce,
  refusals: ['resource-not-found'],
});

export const DescribeCollection = defineOperation({
  name: 'DescribeCollection',
  command: DescribeCollectionCommand,
  ...READ,
  resource: 'collection',
  quota: { key: 'DescribeCollection', bigRegions: 5, others: 5 },
  answer: isDescription,
  refusals: ['resource-not-found'],
});

export const DeleteCollection = defineOperation({
  name: 'DeleteCollection',
  command: DeleteCollectionCommand,
  effect: 'write',
  resource: 'collection',
  scope: 'admin',
  repeat: 'harmless',
  quota: { key: 'DeleteCollection', bigRegions: 5, others: 5 },
  audit: {},
  answer: ({ StatusCode }) => isCount(StatusCode),
  refusals: [{ code: 'resource-not-found', afterUnclear: 'done' }],
});

function isArnOf(collectionId: string | undefined, arn: unknown): boolean {
  return isText(arn) && arn.endsWith(`:collection/${collectionId}`);
}

/** Whether the page lists each collection once, each with its face model version. */
function everyCollectionOnce(
  { CollectionIds: ids, FaceModelVersions: versions, NextToken: next }: ListCollectionsCommandOutput,
  { NextToken: sent }: ListCollectionsCommandInput,
): boolean {
  if (!Array.isArray(ids) || !Array.isArray(versions) || !leadsOn(next, sent)) return false;
  return areDifferentTexts(ids) && versions.every(isText) && versions.length === ids.length;
}

function isDescription(
  {
    FaceCount,
    UserCount,
    FaceModelVersion,
    CollectionARN,
    CreationTimestamp: created,
  }: DescribeCollectionCommandOutput,
  { CollectionId }: DescribeCollectionCommandInput,
): boolean {
  return (
    isCount(FaceCount) &&
    isCount(UserCount) &&
    isText(FaceModelVersion) &&
    isArnOf(CollectionId, CollectionARN) &&
    created instanceof Date &&
    Number.isFinite(created.getTime())
  );
}

/** In all three tag operations the call pipeline replaces the collection id with the collection's ARN. */
export const ListTagsForResource = defineOperation({
  name: 'ListTagsForResource',
  command: ListTagsForResourceCommand,
  ...READ,
  resource: 'tagged',
  quota: { key: 'ListTagsForResource', bigRegions: 10, others: 10 },
  answer: areTags,
  refusals: ['resource-not-found'],
});

export const TagResource = defineOperation({
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

export const UntagResource = defineOperation({
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
