import type {
  AssociateFacesCommandOutput,
  DisassociateFacesCommandOutput,
  Face,
  UnsuccessfulFaceAssociation as RekognitionUnsuccessful,
} from '@aws-sdk/client-rekognition';

import type { Outcome } from '../http/negotiation/preferences.js';
import type { AssociateFacesResponse, UnsuccessfulFaceAssociation } from './dto/associate-faces.dto.js';
import type { DisassociateFacesResponse } from './dto/disassociate-faces.dto.js';

/** The reason for a face that Rekognition omits or lists without a reason, usually because the user has 100 faces. */
const NOT_REPORTED = 'NOT_REPORTED';

interface FaceReference {
  readonly FaceId?: string | undefined;
}

/** Returns the requested faces that are in none of the lists of a response. */
export function unreportedOf(
  requested: readonly string[],
  ...lists: readonly (readonly FaceReference[] | undefined)[]
): string[] {
  const reported = new Set(lists.flatMap((list = []) => list.map(({ FaceId }) => FaceId)));
  return requested.filter((faceId) => !reported.has(faceId));
}

/** Faces that Rekognition omits were not on the user. */
export function disassociationOutcome(
  output: DisassociateFacesCommandOutput,
  requested: readonly string[],
): DisassociateFacesResponse {
  const {
    DisassociatedFaces: disassociated = [],
    UnsuccessfulFaceDisassociations: failed = [],
    UserStatus = '',
  } = output;
  return {
    outcome: outcomeOf(failed.length, requested.length),
    disassociatedFaces: faceIdsOf(disassociated),
    alreadyDisassociatedFaces: unreportedOf(requested, disassociated, failed).map((faceId) => ({ faceId })),
    unsuccessfulFaceDisassociations: failed.map(toUnsuccessful),
    userStatus: UserStatus,
  };
}

/**
 * Faces that Rekognition omits were on the user already, or could not be associated.
 *
 * @param found the omitted faces that are in the collection.
 */
export function associationOutcome(
  output: AssociateFacesCommandOutput,
  requested: { readonly userId: string; readonly faceIds: readonly string[] },
  found: readonly Face[],
): AssociateFacesResponse {
  const { AssociatedFaces: associated = [], UnsuccessfulFaceAssociations: failed = [], UserStatus = '' } = output;
  const owners = new Map(found.map(({ FaceId, UserId }) => [FaceId, UserId]));
  const unreported = unreportedOf(requested.faceIds, associated, failed);
  const already = unreported.filter((faceId) => owners.get(faceId) === requested.userId);
  const failedSilently = unreported.filter((faceId) => owners.get(faceId) !== requested.userId);
  const unsuccessful = [
    ...failed.map(toUnsuccessful),
    ...failedSilently.map((FaceId) => toUnsuccessful({ FaceId, UserId: owners.get(FaceId) })),
  ];
  return {
    outcome: outcomeOf(unsuccessful.length, requested.faceIds.length),
    associatedFaces: faceIdsOf(associated),
    alreadyAssociatedFaces: already.map((faceId) => ({ faceId })),
    unsuccessfulFaceAssociations: unsuccessful,
    userStatus: UserStatus,
  };
}

function faceIdsOf(faces: readonly FaceReference[]): { faceId: string }[] {
  return faces.map(({ FaceId = '' }) => ({ faceId: FaceId }));
}

type Unsuccessful = Omit<RekognitionUnsuccessful, 'Reasons'> & { readonly Reasons?: readonly string[] | undefined };

function toUnsuccessful({ FaceId = '', UserId, Confidence, Reasons = [] }: Unsuccessful): UnsuccessfulFaceAssociation {
  return {
    faceId: FaceId,
    ...(UserId !== undefined && { userId: UserId }),
    ...(Confidence !== undefined && { confidence: Confidence }),
    reasons: Reasons.length > 0 ? [...Reasons] : [NOT_REPORTED],
  };
}

function outcomeOf(unsuccessful: number, requested: number): Outcome {
  if (unsuccessful === 0) return 'complete';
  return unsuccessful === requested ? 'none' : 'partial';
}
