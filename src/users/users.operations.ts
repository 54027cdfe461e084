import { anything, areDistinct, isText, leadsOn, named, shaped, unsuccessful } from '../rekognition/answers/answers.js';
import { defineOperation, READ, WRITE } from '../rekognition/operation.js';
import { FACE_IDS_PER_CALL } from '../rekognition/model/rekognition.limits.js';
import { areFacesOf, facesNotFound, joinAssociations, splitByFace } from './user-faces.answers.js';

/** Rekognition rejects concurrent writes of one user, so there is one lane per user. */
const USER_WRITE = {
  ...WRITE,
  resource: 'collection',
  repeat: 'token',
  lane: ({ CollectionId = '', UserId = '' }: { CollectionId?: string | undefined; UserId?: string | undefined }) => [
    CollectionId,
    UserId,
  ],
} as const;

export const DisassociateFaces = defineOperation('DisassociateFaces', {
  ...USER_WRITE,
  merge: { list: 'FaceIds', mostItems: FACE_IDS_PER_CALL.most, split: splitByFace },
  quota: { key: 'DisassociateFaces', bigRegions: 5, others: 5 },
  audit: {
    requested: ({ FaceIds }) => FaceIds,
    reported: ({ DisassociatedFaces, UnsuccessfulFaceDisassociations }) => [
      ...named('disassociated', DisassociatedFaces),
      ...unsuccessful(UnsuccessfulFaceDisassociations),
    ],
    omitted: 'already',
  },
  answer: ({ DisassociatedFaces, UnsuccessfulFaceDisassociations, UserStatus }, { FaceIds }) =>
    isText(UserStatus) && areFacesOf(FaceIds, DisassociatedFaces, UnsuccessfulFaceDisassociations),
  refusals: ['resource-not-found', 'user-busy', 'idempotency-key-reused'],
});

/** Never merged, because the threshold and the limit of faces per user make the result depend on the order. */
export const AssociateFaces = defineOperation('AssociateFaces', {
  ...USER_WRITE,
  quota: { key: 'AssociateFaces', bigRegions: 5, others: 5 },
  audit: {
    requested: ({ FaceIds }) => FaceIds,
    reported: ({ AssociatedFaces, UnsuccessfulFaceAssociations }) => [
      ...named('associated', AssociatedFaces),
      ...unsuccessful(UnsuccessfulFaceAssociations),
    ],
  },
  answer: ({ AssociatedFaces, UnsuccessfulFaceAssociations, UserStatus }, { FaceIds }) =>
    isText(UserStatus) && areFacesOf(FaceIds, AssociatedFaces, UnsuccessfulFaceAssociations),
  freshFaces: {
    named: ({ FaceIds = [] }) => FaceIds,
    missing: facesNotFound,
    only: (input, faceIds) => ({ ...input, FaceIds: [...faceIds] }),
    joined: joinAssociations,
  },
  refusals: ['resource-not-found', 'user-busy', 'service-limit-reached', 'idempotency-key-reused'],
});

export const CreateUser = defineOperation('CreateUser', {
  ...USER_WRITE,
  quota: { key: 'CreateUser', bigRegions: 5, others: 5 },
  audit: {},
  answer: anything,
  refusals: [
    'resource-not-found',
    // A user that an earlier attempt is still creating is reported like one that exists.
    { code: 'user-busy', means: 'user-exists', afterUnclear: 'contention' },
    'service-limit-reached',
    'idempotency-key-reused',
  ],
});

export const DeleteUser = defineOperation('DeleteUser', {
  ...USER_WRITE,
  quota: { key: 'DeleteUser', bigRegions: 5, others: 5 },
  audit: {},
  answer: anything,
  refusals: [{ code: 'resource-not-found', afterUnclear: 'done' }, 'user-busy', 'idempotency-key-reused'],
});

export const ListUsers = defineOperation('ListUsers', {
  ...READ,
  resource: 'collection',
  quota: { key: 'ListUsers', bigRegions: 5, others: 5 },
  answer: ({ Users, NextToken: next }, { NextToken: sent }) =>
    areDistinct(Users, shaped({ UserStatus: isText }), ({ UserId }) => UserId) && leadsOn(next, sent),
  refusals: ['resource-not-found'],
});
