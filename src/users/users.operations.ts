import {
  DisassociateFacesCommand,
  type DisassociateFacesCommandInput,
  type DisassociateFacesCommandOutput,
  type UnsuccessfulFaceDisassociation,
} from '@aws-sdk/client-rekognition';

import { named, unsuccessful } from '../rekognition/face-audit.js';
import { defineOperation } from '../rekognition/operation.js';
import { FACE_IDS_PER_CALL } from '../rekognition/rekognition.limits.js';

/** Takes faces off a user. */
export const DisassociateFaces = defineOperation<DisassociateFacesCommandInput, DisassociateFacesCommandOutput>({
  name: 'DisassociateFaces',
  command: DisassociateFacesCommand,
  effect: 'write',
  scope: 'write',
  repeat: 'token',
  lane: ({ CollectionId = '', UserId = '' }) => [CollectionId, UserId],
  merge: { list: 'FaceIds', mostItems: FACE_IDS_PER_CALL.most, split: splitByFace },
  quota: { key: 'DisassociateFaces', bigRegions: 5, others: 5 },
  audit: {
    asked: ({ FaceIds }) => FaceIds,
    told: ({ DisassociatedFaces, UnsuccessfulFaceDisassociations }) => [
      ...named('disassociated', DisassociatedFaces),
      ...unsuccessful(UnsuccessfulFaceDisassociations),
    ],
    unnamed: 'already',
  },
  answer: everyIdOnceAndOurs,
  refusals: ['resource-not-found', 'user-busy', 'idempotency-key-reused'],
});

/** An answer counts only if it has a status, and names faces we asked for, each once. */
function everyIdOnceAndOurs(
  output: DisassociateFacesCommandOutput,
  { FaceIds = [] }: DisassociateFacesCommandInput,
): boolean {
  const { DisassociatedFaces: off = [], UnsuccessfulFaceDisassociations: failed = [], UserStatus: status } = output;
  if (typeof status !== 'string' || !Array.isArray(off) || !Array.isArray(failed)) return false;
  if (!failed.every(isUnsuccessful)) return false;
  const named = [...off, ...failed].map(({ FaceId }) => FaceId);
  return new Set(named).size === named.length && named.every((id) => id !== undefined && FaceIds.includes(id));
}

function isUnsuccessful({ UserId, Reasons = [] }: UnsuccessfulFaceDisassociation): boolean {
  const texts: unknown[] = [UserId ?? '', ...Reasons];
  return Array.isArray(Reasons) && texts.every((text) => typeof text === 'string');
}

/**
 * One after another the first who asked would have taken a face off, and for those after them it would have been off
 * already, which Rekognition tells by naming it in neither list. A face that cannot be taken off stays so for all.
 */
function splitByFace(
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
