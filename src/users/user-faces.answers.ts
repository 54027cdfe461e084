import type {
  AssociateFacesCommandInput,
  AssociateFacesCommandOutput,
  DisassociateFacesCommandInput,
  DisassociateFacesCommandOutput,
} from '@aws-sdk/client-rekognition';

import {
  areDifferentTexts,
  isNumber,
  isText,
  isTextOrAbsent,
  listOf,
  orAbsent,
  shaped,
} from '../rekognition/answers/answers.js';

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

/** Whether the response has a status and lists requested faces only, each once. */
export function isDisassociation(
  { DisassociatedFaces, UnsuccessfulFaceDisassociations, UserStatus }: DisassociateFacesCommandOutput,
  { FaceIds = [] }: DisassociateFacesCommandInput,
): boolean {
  return isText(UserStatus) && areSomeOf(FaceIds, DisassociatedFaces, UnsuccessfulFaceDisassociations);
}

/** Whether the response has a status and lists requested faces only, each once. */
export function isAssociation(
  { AssociatedFaces, UnsuccessfulFaceAssociations, UserStatus }: AssociateFacesCommandOutput,
  { FaceIds = [] }: AssociateFacesCommandInput,
): boolean {
  return isText(UserStatus) && areSomeOf(FaceIds, AssociatedFaces, UnsuccessfulFaceAssociations);
}

function areSomeOf(
  requested: readonly string[],
  changed: readonly FaceReference[] = [],
  unchanged: readonly FaceReference[] = [],
): boolean {
  if (!areChanged(changed) || !areUnchanged(unchanged)) return false;
  const reported = [...changed, ...unchanged].map(({ FaceId = '' }) => FaceId);
  return areDifferentTexts(reported) && reported.every((id) => requested.includes(id));
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
