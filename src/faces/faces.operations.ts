import {
  DeleteFacesCommand,
  type DeleteFacesCommandInput,
  type DeleteFacesCommandOutput,
  IndexFacesCommand,
  type IndexFacesCommandInput,
  type IndexFacesCommandOutput,
  ListFacesCommand,
  type ListFacesCommandInput,
  type ListFacesCommandOutput,
} from '@aws-sdk/client-rekognition';

import {
  areDifferentTexts,
  isFace,
  isFaceDetail,
  isText,
  isTextOrAbsent,
  leadsOn,
  listOf,
  orAbsent,
  shaped,
} from '../rekognition/answers/answers.js';
import { named, unsuccessful } from '../rekognition/answers/face-audit.js';
import { defineOperation, READ } from '../rekognition/operation.js';
import { FACE_NOT_FOUND, missingAsDeleted } from './deleted-faces.js';

/** With an `ExternalImageId`, indexing the same image twice stores one face, so only then it may be retried. */
export const IndexFaces = defineOperation({
  name: 'IndexFaces',
  command: IndexFacesCommand,
  effect: 'write',
  resource: 'collection',
  scope: 'write',
  repeat: ({ ExternalImageId }) => ExternalImageId !== undefined,
  quota: { key: 'IndexFaces', bigRegions: 50, others: 5 },
  audit: {
    reported: ({ FaceRecords = [] }) =>
      named(
        'indexed',
        FaceRecords.map(({ Face }) => Face),
      ),
  },
  answer: everyFaceOnceAndOfTheImage,
  refusals: [
    'resource-not-found',
    'image-too-large',
    'invalid-image-format',
    'invalid-s3-object',
    'service-limit-reached',
  ],
});

export const ListFaces = defineOperation({
  name: 'ListFaces',
  command: ListFacesCommand,
  ...READ,
  resource: 'collection',
  quota: { key: 'ListFaces', bigRegions: 50, others: 5 },
  answer: everyFaceOnceAndAskedFor,
  refusals: ['resource-not-found'],
});

export const DeleteFaces = defineOperation({
  name: 'DeleteFaces',
  command: DeleteFacesCommand,
  effect: 'write',
  resource: 'collection',
  scope: 'write',
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
  refusals: ['resource-not-found'],
});

const areRecords = listOf(shaped({ Face: isFace, FaceDetail: orAbsent(isFaceDetail) }));
const areUnindexed = orAbsent(listOf(shaped({ Reasons: listOf(isText), FaceDetail: orAbsent(isFaceDetail) })));

/** Whether the response lists each face once, at most MaxFaces of them, and all of this image. */
function everyFaceOnceAndOfTheImage(
  { FaceRecords: records = [], UnindexedFaces: unindexed, FaceModelVersion: version }: IndexFacesCommandOutput,
  { ExternalImageId: image, MaxFaces: most = Number.POSITIVE_INFINITY }: IndexFacesCommandInput,
): boolean {
  if (!isText(version) || !areRecords(records) || !areUnindexed(unindexed)) return false;
  const faces = records.map(({ Face }) => Face);
  return (
    faces.length <= most &&
    areDifferentTexts(faces.map((face) => face?.FaceId)) &&
    faces.every((face) => face?.ExternalImageId === undefined || face.ExternalImageId === image)
  );
}

/** Whether the page lists each face once, requested faces only, and does not repeat the sent NextToken. */
function everyFaceOnceAndAskedFor(
  { Faces: faces, NextToken: next }: ListFacesCommandOutput,
  { UserId: user, FaceIds: ids, NextToken: sent }: ListFacesCommandInput,
): boolean {
  if (!listOf(isFace)(faces) || faces === undefined || !leadsOn(next, sent)) return false;
  return (
    areDifferentTexts(faces.map(({ FaceId }) => FaceId)) &&
    faces.every(({ UserId }) => user === undefined || UserId === undefined || UserId === user) &&
    faces.every(({ FaceId = '' }) => ids === undefined || ids.includes(FaceId))
  );
}

const areUnsuccessful = listOf(shaped({ FaceId: isText, UserId: isTextOrAbsent, Reasons: orAbsent(listOf(isText)) }));

/** Whether the response has a list and names requested faces only, each once. */
function everyIdOnceAndOurs(
  { DeletedFaces: deleted, UnsuccessfulFaceDeletions: failed }: DeleteFacesCommandOutput,
  { FaceIds = [] }: DeleteFacesCommandInput,
): boolean {
  if (deleted === undefined && failed === undefined) return false;
  if (!orAbsent(listOf(isText))(deleted) || !orAbsent(areUnsuccessful)(failed)) return false;
  const reported = [...(deleted ?? []), ...(failed ?? []).map(({ FaceId = '' }) => FaceId)];
  const requested = new Set(FaceIds);
  return areDifferentTexts(reported) && reported.every((id) => requested.has(id));
}
