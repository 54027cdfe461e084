import type { DeleteFacesCommandInput, DeleteFacesCommandOutput } from '@aws-sdk/client-rekognition';

import {
  areDistinct,
  areSomeOf,
  isFace,
  isFaceDetail,
  isText,
  isTextOrAbsent,
  leadsOn,
  listOf,
  named,
  orAbsent,
  shaped,
  unsuccessful,
} from '../rekognition/answers/answers.js';
import { IMAGE_REFUSALS } from '../rekognition/model/image.dto.js';
import { defineOperation, READ, WRITE } from '../rekognition/operation.js';

/** Rekognition's reason for a missing face. */
const FACE_NOT_FOUND = 'FACE_NOT_FOUND';

const isRecord = shaped({ Face: isFace, FaceDetail: orAbsent(isFaceDetail) });
const areUnindexed = orAbsent(listOf(shaped({ Reasons: listOf(isText), FaceDetail: orAbsent(isFaceDetail) })));

/** With an `ExternalImageId`, indexing the same image twice stores one face, so only then it may be retried. */
export const IndexFaces = defineOperation('IndexFaces', {
  ...WRITE,
  resource: 'collection',
  repeat: ({ ExternalImageId }) => ExternalImageId !== undefined,
  quota: { key: 'IndexFaces', bigRegions: 50, others: 5 },
  audit: {
    reported: ({ FaceRecords = [] }) =>
      named(
        'indexed',
        FaceRecords.map(({ Face }) => Face),
      ),
  },
  // At most MaxFaces, each once, and all of this image.
  answer: ({ FaceRecords = [], UnindexedFaces, FaceModelVersion }, { ExternalImageId: image, MaxFaces }) =>
    isText(FaceModelVersion) &&
    areUnindexed(UnindexedFaces) &&
    areDistinct(FaceRecords, isRecord, ({ Face }) => Face?.FaceId, MaxFaces) &&
    FaceRecords.every(({ Face }) => Face?.ExternalImageId === undefined || Face.ExternalImageId === image),
  freshFaces: { added: ({ FaceRecords = [] }) => FaceRecords.flatMap(({ Face }) => Face?.FaceId ?? []) },
  refusals: ['resource-not-found', ...IMAGE_REFUSALS, 'service-limit-reached'],
});

export const ListFaces = defineOperation('ListFaces', {
  ...READ,
  resource: 'collection',
  quota: { key: 'ListFaces', bigRegions: 50, others: 5 },
  // Requested faces only, each once.
  answer: ({ Faces, NextToken: next }, { UserId: user, FaceIds: ids, NextToken: sent }) =>
    leadsOn(next, sent) &&
    areDistinct(Faces, isFace, ({ FaceId }) => FaceId) &&
    Faces?.every(({ UserId = user }) => user === undefined || UserId === user) === true &&
    Faces.every(({ FaceId = '' }) => ids?.includes(FaceId) ?? true),
  refusals: ['resource-not-found'],
});

export const DeleteFaces = defineOperation('DeleteFaces', {
  ...WRITE,
  resource: 'collection',
  repeat: 'harmless',
  quota: { key: 'DeleteFaces', bigRegions: 5, others: 5 },
  audit: {
    requested: ({ FaceIds }) => FaceIds,
    reported: ({ DeletedFaces, UnsuccessfulFaceDeletions }) => [
      ...named('deleted', DeletedFaces),
      ...unsuccessful(UnsuccessfulFaceDeletions),
    ],
    omitted: 'not-found',
  },
  answer: everyIdOnceAndOurs,
  refusedFace: { reason: FACE_NOT_FOUND, asDone: missingAsDeleted },
  freshFaces: { deleted: ({ DeletedFaces = [] }) => DeletedFaces },
  refusals: ['resource-not-found'],
});

const areUnsuccessful = listOf(shaped({ FaceId: isText, UserId: isTextOrAbsent, Reasons: orAbsent(listOf(isText)) }));

/** Whether the response has a list and names requested faces only, each once. */
function everyIdOnceAndOurs(
  { DeletedFaces: deleted, UnsuccessfulFaceDeletions: failed }: DeleteFacesCommandOutput,
  { FaceIds }: DeleteFacesCommandInput,
): boolean {
  if (deleted === undefined && failed === undefined) return false;
  if (!orAbsent(listOf(isText))(deleted) || !orAbsent(areUnsuccessful)(failed)) return false;
  return areSomeOf(FaceIds, [...(deleted ?? []), ...(failed ?? []).map(({ FaceId }) => FaceId)]);
}

/** Reports faces that were not found as deleted, because an earlier attempt may have deleted them. */
function missingAsDeleted(
  { UnsuccessfulFaceDeletions: failed = [], ...output }: DeleteFacesCommandOutput,
  { FaceIds = [] }: DeleteFacesCommandInput,
): DeleteFacesCommandOutput {
  const kept = failed.filter(({ Reasons = [] }) => !Reasons.some((reason) => reason === FACE_NOT_FOUND));
  const keptIds = new Set(kept.map(({ FaceId }) => FaceId));
  return { ...output, DeletedFaces: FaceIds.filter((id) => !keptIds.has(id)), UnsuccessfulFaceDeletions: kept };
}
