import type { DeleteFacesCommandOutput } from '@aws-sdk/client-rekognition';

import type { DeleteFacesResponse } from './dto/delete-faces.dto.js';

/** What a face is told to be that Rekognition names in neither list. */
const NOT_REPORTED = ['FACE_NOT_FOUND'];

/** What became of every face that was asked for. What Rekognition does not name was not there. */
export function toDeleteFacesResponse(
  { DeletedFaces: deleted = [], UnsuccessfulFaceDeletions: failed = [] }: DeleteFacesCommandOutput,
  requested: readonly string[],
): DeleteFacesResponse {
  const reported = new Set([...deleted, ...failed.map(({ FaceId }) => FaceId)]);
  const unsuccessful = [
    ...failed.map(({ FaceId: faceId = '', UserId: userId, Reasons: reasons = [] }) => ({
      faceId,
      ...(userId !== undefined && { userId }),
      reasons,
    })),
    ...requested.filter((id) => !reported.has(id)).map((faceId) => ({ faceId, reasons: NOT_REPORTED })),
  ];
  return {
    outcome: outcomeOf(unsuccessful.length, requested.length),
    deletedFaces: deleted.map((faceId) => ({ faceId })),
    unsuccessfulFaceDeletions: unsuccessful,
  };
}

function outcomeOf(unsuccessful: number, requested: number): DeleteFacesResponse['outcome'] {
  if (unsuccessful === 0) return 'complete';
  return unsuccessful === requested ? 'none' : 'partial';
}
