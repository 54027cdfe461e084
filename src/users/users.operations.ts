import {
  AssociateFacesCommand,
  CreateUserCommand,
  DeleteUserCommand,
  DisassociateFacesCommand,
  ListUsersCommand,
  type ListUsersCommandInput,
  type ListUsersCommandOutput,
} from '@aws-sdk/client-rekognition';

import { areDifferentTexts, isText, leadsOn } from '../rekognition/answers/answers.js';
import { named, unsuccessful } from '../rekognition/answers/face-audit.js';
import { defineOperation, READ } from '../rekognition/operation.js';
import { FACE_IDS_PER_CALL } from '../rekognition/model/rekognition.limits.js';
import { isAssociation, isDisassociation, splitByFace } from './user-faces.answers.js';

export const DisassociateFaces = defineOperation({
  name: 'DisassociateFaces',
  command: DisassociateFacesCommand,
  effect: 'write',
  resource: 'collection',
  scope: 'write',
  repeat: 'token',
  lane: ofUser,
  merge: { list: 'FaceIds', mostItems: FACE_IDS_PER_CALL.most, split: splitByFace },
  quota: { key: 'DisassociateFaces', bigRegions: 5, others: 5 },
  audit: {
    requested: ({ FaceIds }) => FaceIds,
    reported: ({ DisassociatedFaces, UnsuccessfulFaceDisassociations }) => [
      ...named('disassociated', DisassociatedFaces),
      ...unsuccessful(UnsuccessfulFaceDisassociations),
    ],
    omitted: 'already',
  },
  answer: isDisassociation,
  refusals: ['resource-not-found', 'user-busy', 'idempotency-key-reused'],
});

/** Never merged, because the threshold and the limit of faces per user make the result depend on the order. */
export const AssociateFaces = defineOperation({
  name: 'AssociateFaces',
  command: AssociateFacesCommand,
  effect: 'write',
  resource: 'collection',
  scope: 'write',
  repeat: 'token',
  lane: ofUser,
  quota: { key: 'AssociateFaces', bigRegions: 5, others: 5 },
  audit: {
    requested: ({ FaceIds }) => FaceIds,
    reported: ({ AssociatedFaces, UnsuccessfulFaceAssociations }) => [
      ...named('associated', AssociatedFaces),
      ...unsuccessful(UnsuccessfulFaceAssociations),
    ],
  },
  answer: isAssociation,
  refusals: ['resource-not-found', 'user-busy', 'service-limit-reached', 'idempotency-key-reused'],
});

export const CreateUser = defineOperation({
  name: 'CreateUser',
  command: CreateUserCommand,
  effect: 'write',
  resource: 'collection',
  scope: 'write',
  repeat: 'token',
  lane: ofUser,
  quota: { key: 'CreateUser', bigRegions: 5, others: 5 },
  audit: {},
  // Rekognition's response is empty.
  answer: () => true,
  refusals: [
    'resource-not-found',
    // A user that an earlier attempt is still creating is reported like one that exists.
    { code: 'user-busy', means: 'user-exists', afterUnclear: 'contention' },
    'service-limit-reached',
    'idempotency-key-reused',
  ],
});

/** Deletes a user. The faces stay in the collection without a user. */
export const DeleteUser = defineOperation({
  name: 'DeleteUser',
  command: DeleteUserCommand,
  effect: 'write',
  resource: 'collection',
  scope: 'write',
  repeat: 'token',
  lane: ofUser,
  quota: { key: 'DeleteUser', bigRegions: 5, others: 5 },
  audit: {},
  // Rekognition's response is empty.
  answer: () => true,
  refusals: [{ code: 'resource-not-found', afterUnclear: 'done' }, 'user-busy', 'idempotency-key-reused'],
});

export const ListUsers = defineOperation({
  name: 'ListUsers',
  command: ListUsersCommand,
  ...READ,
  resource: 'collection',
  quota: { key: 'ListUsers', bigRegions: 5, others: 5 },
  answer: everyUserOnce,
  refusals: ['resource-not-found'],
});

/** One lane per user: Rekognition rejects concurrent writes of one user. */
function ofUser({
  CollectionId = '',
  UserId = '',
}: {
  CollectionId?: string | undefined;
  UserId?: string | undefined;
}) {
  return [CollectionId, UserId];
}

/** Whether the page lists each user once, each with a status. */
function everyUserOnce(
  { Users: users, NextToken: next }: ListUsersCommandOutput,
  { NextToken: sent }: ListUsersCommandInput,
): boolean {
  if (!Array.isArray(users) || !leadsOn(next, sent)) return false;
  return (
    areDifferentTexts(users.map(({ UserId }) => UserId)) && users.every(({ UserStatus: status }) => isText(status))
  );
}
