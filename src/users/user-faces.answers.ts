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

interface Named {
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

/** An answer counts only if it has a status, and names faces we asked for, each once. */
export function isDisassociation(
  { DisassociatedFaces, UnsuccessfulFaceDisassociations, UserStatus }: DisassociateFacesCommandOutput,
  { FaceIds = [] }: DisassociateFacesCommandInput,
): boolean {
  return isText(UserStatus) && areSomeOf(FaceIds, DisassociatedFaces, UnsuccessfulFaceDisassociations);
}

/** The same of faces that were to join a user. */
export function isAssociation(
  { AssociatedFaces, UnsuccessfulFaceAssociations, UserStatus }: AssociateFacesCommandOutput,
  { FaceIds = [] }: AssociateFacesCommandInput,
): boolean {
  return isText(UserStatus) && areSomeOf(FaceIds, AssociatedFaces, UnsuccessfulFaceAssociations);
}

function areSomeOf(
  asked: readonly string[],
  changed: readonly Named[] = [],
  unchanged: readonly Named[] = [],
): boolean {
  if (!areChanged(changed) || !areUnchanged(unchanged)) return false;
  const named = [...changed, ...unchanged].map(({ FaceId = '' }) => FaceId);
  return areDifferentTexts(named) && named.every((id) => asked.includes(id));
}

/**
 * One after another the first who asked would have taken a face off, and for those after them it would have been off
 * already, which Rekognition tells by naming it in neither list. A face that cannot be taken off stays so for all.
 */
export function splitByFace(
  output: DisassociateFacesCommandOutput,
  inputs: readonly DisassociateFacesCommandInput[],
): DisassociateFacesCommandOutput[] {
  const { DisassociatedFaces = [], UnsuccessfulFaceDisassociations: failed = [] } = output;
  const off = new Set(DisassociatedFaces.map(({ FaceId = '' }) => FaceId));
  return inputs.map(({ FaceIds = [] }) => ({
    ...output,
    DisassociatedFaces: FaceIds.filter((id) => off.delete(id)).map((FaceId) => ({ FaceId })),
    UnsuccessfulFaceDisassociations: failed.filter(({ FaceId = '' }) => FaceIds.includes(FaceId)),
  }));
}
