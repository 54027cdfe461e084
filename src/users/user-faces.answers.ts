import type {
  AssociateFacesCommandOutput,
  DisassociateFacesCommandInput,
  DisassociateFacesCommandOutput,
  Face,
  UnsuccessfulFaceAssociation as RekognitionUnsuccessful,
} from '@aws-sdk/client-rekognition';

import { outcomeOf } from '../http/negotiation/preferences.js';
import {
  areSomeOf,
  isNumber,
  isText,
  isTextOrAbsent,
  listOf,
  orAbsent,
  shaped,
} from '../rekognition/answers/answers.js';
import type { AssociateFacesResponse, DisassociateFacesResponse, UnsuccessfulFaceAssociation } from './users.dto.js';

interface FaceReference {
  readonly FaceId?: string | undefined;
}

const areChanged = orAbsent(listOf(shaped({ FaceId: isText })));
const areUnchanged = orAbsent(
  listOf(
    shaped({
      FaceId: isText,
      UserId: isTextOrAbsent,
      Confidence: orAbsent(isNumber),
      Reasons: orAbsent(listOf(isText)),
    }),
  ),
);

/** Whether a response lists requested faces only, each once. */
export function areFacesOf(
  requested: readonly string[] | undefined,
  changed: readonly FaceReference[] = [],
  unchanged: readonly FaceReference[] = [],
): boolean {
  const isValid = areChanged(changed) && areUnchanged(unchanged);
  return (
    isValid &&
    areSomeOf(
      requested,
      [...changed, ...unchanged].map(({ FaceId }) => FaceId),
    )
  );
}

/**
 * Splits the response to a merged call into those that the calls would have received one after another. The first call
 * with a face disassociates it; Rekognition omits it from the responses to the others. Failures are reported to all.
 */
export function splitByFace(
  output: DisassociateFacesCommandOutput,
  inputs: readonly DisassociateFacesCommandInput[],
): DisassociateFacesCommandOutput[] {
  const { DisassociatedFaces = [], UnsuccessfulFaceDisassociations: failed = [] } = output;
  const disassociated = new Set(DisassociatedFaces.map(({ FaceId = '' }) => FaceId));
  return inputs.map(({ FaceIds = [] }) => ({
    ...output,
    DisassociatedFaces: FaceIds.filter((id) => disassociated.delete(id)).map((FaceId) => ({ FaceId })),
    UnsuccessfulFaceDisassociations: failed.filter(({ FaceId = '' }) => FaceIds.includes(FaceId)),
  }));
}

/** @source Amazon Rekognition API reference, UnsuccessfulFaceAssociation, Reasons */
const FACE_NOT_FOUND = 'FACE_NOT_FOUND';

export function facesNotFound({ UnsuccessfulFaceAssociations: failed = [] }: AssociateFacesCommandOutput): string[] {
  return failed.flatMap(({ FaceId, Reasons = [] }) =>
    FaceId !== undefined && Reasons.includes(FACE_NOT_FOUND) ? FaceId : [],
  );
}

/** The output of two calls, of which the later one was about these faces, which the earlier one did not find. */
export function joinAssociations(
  earlier: AssociateFacesCommandOutput,
  later: AssociateFacesCommandOutput,
  faceIds: readonly string[],
): AssociateFacesCommandOutput {
  const { AssociatedFaces: before = [], UnsuccessfulFaceAssociations: failed = [] } = earlier;
  const settled = failed.filter(({ FaceId = '' }) => !faceIds.includes(FaceId));
  return {
    ...later,
    AssociatedFaces: [...before, ...(later.AssociatedFaces ?? [])],
    UnsuccessfulFaceAssociations: [...settled, ...(later.UnsuccessfulFaceAssociations ?? [])],
  };
}

/** The reason for a face that Rekognition omits or lists without a reason, usually because the user has 100 faces. */
const NOT_REPORTED = 'NOT_REPORTED';

export function unreportedOf(
  requested: readonly string[],
  ...lists: readonly (readonly FaceReference[] | undefined)[]
): string[] {
  const reported = new Set(lists.flatMap((list = []) => list.map(({ FaceId }) => FaceId)));
  return requested.filter((faceId) => !reported.has(faceId));
}

type Disassociations = Pick<DisassociateFacesCommandOutput, 'DisassociatedFaces' | 'UnsuccessfulFaceDisassociations'>;

/**
 * Predicts Rekognition's response to DisassociateFaces.
 *
 * @param own the user's faces.
 * @param found the requested faces that are in the collection.
 */
export function predictedDisassociation(
  requested: readonly string[],
  own: readonly Face[],
  found: readonly Face[],
): Disassociations {
  const ownIds = new Set(own.map(({ FaceId }) => FaceId));
  const owners = new Map(found.map(({ FaceId, UserId }) => [FaceId, UserId]));
  const others = requested.filter((id) => !ownIds.has(id));
  return {
    DisassociatedFaces: requested.filter((id) => ownIds.has(id)).map((FaceId) => ({ FaceId })),
    UnsuccessfulFaceDisassociations: others
      .filter((id) => !owners.has(id) || owners.get(id) !== undefined)
      .map((FaceId) => ({
        FaceId,
        UserId: owners.get(FaceId),
        Reasons: [owners.has(FaceId) ? 'ASSOCIATED_TO_A_DIFFERENT_USER' : 'FACE_NOT_FOUND'],
      })),
  };
}

/** Faces that Rekognition omits were not on the user. */
export function disassociationOutcome(
  output: Disassociations & { readonly UserStatus?: string | undefined },
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
    ...failedSilently.map((FaceId) => toUnsuccessful({ FaceId, UserId: owners.get(FaceId), Reasons: [NOT_REPORTED] })),
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
