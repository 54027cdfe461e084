import type {
  AssociateFacesCommandOutput,
  DisassociateFacesCommandOutput,
  Face,
  UnsuccessfulFaceAssociation as RekognitionUnsuccessful,
} from '@aws-sdk/client-rekognition';

import type { Outcome } from '../http/negotiation/strict.interceptor.js';
import type { AssociateFacesResponse, UnsuccessfulFaceAssociation } from './dto/associate-faces.dto.js';
import type { DisassociateFacesResponse } from './dto/disassociate-faces.dto.js';

/** Rekognition said nothing about the face, and it is not on the user: mostly the user was full. */
const NOT_REPORTED = 'NOT_REPORTED';

interface Named {
  readonly FaceId?: string | undefined;
}

/** Those of the requested faces that stand in none of an answer's lists. */
export function unreportedOf(
  requested: readonly string[],
  ...lists: readonly (readonly Named[] | undefined)[]
): string[] {
  const reported = new Set(lists.flatMap((list = []) => list.map(({ FaceId }) => FaceId)));
  return requested.filter((faceId) => !reported.has(faceId));
}

/** What Rekognition left out was not on the user. */
export function disassociationOutcome(
  output: DisassociateFacesCommandOutput,
  requested: readonly string[],
): DisassociateFacesResponse {
  const { DisassociatedFaces: off = [], UnsuccessfulFaceDisassociations: failed = [], UserStatus = '' } = output;
  return {
    outcome: outcomeOf(failed.length, requested.length),
    disassociatedFaces: namesOf(off),
    alreadyDisassociatedFaces: unreportedOf(requested, off, failed).map((faceId) => ({ faceId })),
    unsuccessfulFaceDisassociations: failed.map(toUnsuccessful),
    userStatus: UserStatus,
  };
}

/**
 * What Rekognition left out was on the user already, or has been left out because the user was full.
 *
 * @param found the faces that were left out, as the collection has them.
 */
export function associationOutcome(
  output: AssociateFacesCommandOutput,
  requested: { readonly userId: string; readonly faceIds: readonly string[] },
  found: readonly Face[],
): AssociateFacesResponse {
  const { AssociatedFaces: on = [], UnsuccessfulFaceAssociations: failed = [], UserStatus = '' } = output;
  const owners = new Map(found.map(({ FaceId, UserId }) => [FaceId, UserId]));
  const unreported = unreportedOf(requested.faceIds, on, failed);
  const already = unreported.filter((faceId) => owners.get(faceId) === requested.userId);
  const left = unreported.filter((faceId) => owners.get(faceId) !== requested.userId);
  const unsuccessful = [
    ...failed.map(toUnsuccessful),
    ...left.map((FaceId) => toUnsuccessful({ FaceId, UserId: owners.get(FaceId), Reasons: [NOT_REPORTED] })),
  ];
  return {
    outcome: outcomeOf(unsuccessful.length, requested.faceIds.length),
    associatedFaces: namesOf(on),
    alreadyAssociatedFaces: already.map((faceId) => ({ faceId })),
    unsuccessfulFaceAssociations: unsuccessful,
    userStatus: UserStatus,
  };
}

function namesOf(faces: readonly Named[]): { faceId: string }[] {
  return faces.map(({ FaceId = '' }) => ({ faceId: FaceId }));
}

type Unsuccessful = Omit<RekognitionUnsuccessful, 'Reasons'> & { readonly Reasons?: readonly string[] | undefined };

function toUnsuccessful({ FaceId = '', UserId, Confidence, Reasons = [] }: Unsuccessful): UnsuccessfulFaceAssociation {
  return {
    faceId: FaceId,
    ...(UserId !== undefined && { userId: UserId }),
    ...(Confidence !== undefined && { confidence: Confidence }),
    reasons: [...Reasons],
  };
}

function outcomeOf(unsuccessful: number, requested: number): Outcome {
  if (unsuccessful === 0) return 'complete';
  return unsuccessful === requested ? 'none' : 'partial';
}
