import {
  DisassociateFacesCommand,
  type DisassociateFacesCommandInput,
  type DisassociateFacesCommandOutput,
  type UnsuccessfulFaceDisassociation,
} from '@aws-sdk/client-rekognition';

import { defineOperation } from '../rekognition/operation.js';

/** Takes faces off a user. */
export const DisassociateFaces = defineOperation<DisassociateFacesCommandInput, DisassociateFacesCommandOutput>({
  name: 'DisassociateFaces',
  command: DisassociateFacesCommand,
  effect: 'write',
  scope: 'write',
  repeat: 'token',
  lane: ({ CollectionId = '', UserId = '' }) => [CollectionId, UserId],
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
