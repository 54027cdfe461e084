import type { DeleteFacesCommandInput, DeleteFacesCommandOutput, Face } from '@aws-sdk/client-rekognition';

import { outcomeOf } from '../http/negotiation/preferences.js';
import type { DeleteFacesResponse } from './faces.dto.js';

/** Rekognition's reason for a missing face. The service also reports it for a face that Rekognition omits. */
export const FACE_NOT_FOUND = 'FACE_NOT_FOUND';
/** The reason for a face that Rekognition lists without one. */
const NOT_REPORTED = 'NOT_REPORTED';

/** Reports faces that were not found as deleted, because an earlier attempt may have deleted them. */
export function missingAsDeleted(
  { UnsuccessfulFaceDeletions: failed = [], ...output }: DeleteFacesCommandOutput,
  { FaceIds = [] }: DeleteFacesCommandInput,
): DeleteFacesCommandOutput {
  const kept = failed.filter(({ Reasons = [] }) => !Reasons.some((reason) => reason === FACE_NOT_FOUND));
  const keptIds = new Set(kept.map(({ FaceId }) => FaceId));
  return { ...output, DeletedFaces: FaceIds.filter((id) => !keptIds.has(id)), UnsuccessfulFaceDeletions: kept };
}

type FaceDeletions = Pick<DeleteFacesCommandOutput, 'DeletedFaces' | 'UnsuccessfulFaceDeletions'>;

/** Predicts Rekognition's response to DeleteFaces. @param found the requested faces that are in the collection. */
export function predictedDeletion(requested: readonly string[], found: readonly Face[]): FaceDeletions {
  const owners = new Map(found.map(({ FaceId, UserId }) => [FaceId, UserId]));
  const isDeletable = (id: string): boolean => owners.has(id) && owners.get(id) === undefined;
  return {
    DeletedFaces: requested.filter(isDeletable),
    UnsuccessfulFaceDeletions: requested
      .filter((id) => !isDeletable(id))
      .map((FaceId) => ({
        FaceId,
        UserId: owners.get(FaceId),
        Reasons: [owners.has(FaceId) ? 'ASSOCIATED_TO_AN_EXISTING_USER' : FACE_NOT_FOUND],
      })),
  };
}

/** Reports requested faces that Rekognition omits as not found. */
export function toDeleteFacesResponse(
  { DeletedFaces: deleted = [], UnsuccessfulFaceDeletions: failed = [] }: FaceDeletions,
  requested: readonly string[],
): DeleteFacesResponse {
  const reported = new Set([...deleted, ...failed.map(({ FaceId }) => FaceId)]);
  const unsuccessful = [
    ...failed.map(({ FaceId: faceId = '', UserId: userId, Reasons: reasons = [] }) => ({
      faceId,
      ...(userId !== undefined && { userId }),
      reasons: reasons.length > 0 ? reasons : [NOT_REPORTED],
    })),
    ...requested.filter((id) => !reported.has(id)).map((faceId) => ({ faceId, reasons: [FACE_NOT_FOUND] })),
  ];
  return {
    outcome: outcomeOf(unsuccessful.length, requested.length),
    deletedFaces: deleted.map((faceId) => ({ faceId })),
    unsuccessfulFaceDeletions: unsuccessful,
  };
}
