import { anything, areDistinct, isCount, isRecord, isText, leadsOn, listOf } from '../rekognition/answers/answers.js';
import { ADMIN, defineOperation, READ } from '../rekognition/operation.js';

/** Not retried: after a timeout, 'already exists' could mean that our own attempt succeeded. */
export const CreateCollection = defineOperation('CreateCollection', {
  ...ADMIN,
  resource: 'collection',
  repeat: 'never',
  quota: { key: 'CreateCollection', bigRegions: 5, others: 5 },
  audit: {},
  answer: ({ CollectionArn, FaceModelVersion }, { CollectionId }) =>
    isArnOf(CollectionId, CollectionArn) && isText(FaceModelVersion),
  refusals: ['already-exists', 'service-limit-reached'],
});

/** Lists all collections of the account in the region, not only the tenant's. */
export const ListCollections = defineOperation('ListCollections', {
  ...READ,
  resource: 'none',
  quota: { key: 'ListCollections', bigRegions: 5, others: 5 },
  answer: ({ CollectionIds: ids, FaceModelVersions: versions, NextToken: next }, { NextToken: sent }) =>
    areDistinct(ids, isText, (id) => id) &&
    listOf(isText)(versions) &&
    versions?.length === ids?.length &&
    leadsOn(next, sent),
  refusals: ['resource-not-found'],
});

export const DescribeCollection = defineOperation('DescribeCollection', {
  ...READ,
  resource: 'collection',
  quota: { key: 'DescribeCollection', bigRegions: 5, others: 5 },
  answer: ({ FaceCount, UserCount, FaceModelVersion, CollectionARN, CreationTimestamp }, { CollectionId }) =>
    isCount(FaceCount) &&
    isCount(UserCount) &&
    isText(FaceModelVersion) &&
    isArnOf(CollectionId, CollectionARN) &&
    CreationTimestamp instanceof Date &&
    Number.isFinite(CreationTimestamp.getTime()),
  refusals: ['resource-not-found'],
});

export const DeleteCollection = defineOperation('DeleteCollection', {
  ...ADMIN,
  resource: 'collection',
  repeat: 'harmless',
  quota: { key: 'DeleteCollection', bigRegions: 5, others: 5 },
  audit: {},
  answer: ({ StatusCode }) => isCount(StatusCode),
  refusals: [{ code: 'resource-not-found', afterUnclear: 'done' }],
});

function isArnOf(collectionId: string | undefined, arn: unknown): boolean {
  return isText(arn) && arn.endsWith(`:collection/${collectionId}`);
}

/** In all three tag operations the call pipeline replaces the collection id with the collection's ARN. */
export const ListTagsForResource = defineOperation('ListTagsForResource', {
  ...READ,
  resource: 'tagged',
  quota: { key: 'ListTagsForResource', bigRegions: 10, others: 10 },
  answer: ({ Tags }) => isRecord(Tags) && Object.values(Tags).every(isText),
  refusals: ['resource-not-found'],
});

export const TagResource = defineOperation('TagResource', {
  ...ADMIN,
  resource: 'tagged',
  repeat: 'harmless',
  quota: { key: 'TagResource', bigRegions: 10, others: 10 },
  audit: {},
  answer: anything,
  refusals: ['resource-not-found', 'service-limit-reached'],
});

export const UntagResource = defineOperation('UntagResource', {
  ...ADMIN,
  resource: 'tagged',
  repeat: 'harmless',
  quota: { key: 'UntagResource', bigRegions: 10, others: 10 },
  audit: {},
  answer: anything,
  refusals: ['resource-not-found'],
});
