import {
  AssociateFacesCommand,
  type AssociateFacesCommandInput,
  type AssociateFacesCommandOutput,
  CreateUserCommand,
  type CreateUserCommandInput,
  type CreateUserCommandOutput,
  DeleteUserCommand,
  type DeleteUserCommandInput,
  type DeleteUserCommandOutput,
  DisassociateFacesCommand,
  type DisassociateFacesCommandInput,
  type DisassociateFacesCommandOutput,
  ListUsersCommand,
  type ListUsersCommandInput,
  type ListUsersCommandOutput,
} from '@aws-sdk/client-rekognition';

import { areDifferentTexts, isText, leadsOn } from '../rekognition/answers/answers.js';
import { named, unsuccessful } from '../rekognition/answers/face-audit.js';
import { defineOperation } from '../rekognition/operation.js';
import { FACE_IDS_PER_CALL } from '../rekognition/model/rekognition.limits.js';
import { isAssociation, isDisassociation, splitByFace } from './user-faces.answers.js';

/** Takes faces off a user. */
export const DisassociateFaces = defineOperation<DisassociateFacesCommandInput, DisassociateFacesCommandOutput>({
  name: 'DisassociateFaces',
  command: DisassociateFacesCommand,
  effect: 'write',
  scope: 'write',
  repeat: 'token',
  lane: ofUser,
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
  answer: isDisassociation,
  refusals: ['resource-not-found', 'user-busy', 'idempotency-key-reused'],
});

/** Puts faces on a user. Never merged: its threshold and a user's limit of faces make the order count. */
export const AssociateFaces = defineOperation<AssociateFacesCommandInput, AssociateFacesCommandOutput>({
  name: 'AssociateFaces',
  command: AssociateFacesCommand,
  effect: 'write',
  scope: 'write',
  repeat: 'token',
  lane: ofUser,
  quota: { key: 'AssociateFaces', bigRegions: 5, others: 5 },
  audit: {
    asked: ({ FaceIds }) => FaceIds,
    told: ({ AssociatedFaces, UnsuccessfulFaceAssociations }) => [
      ...named('associated', AssociatedFaces),
      ...unsuccessful(UnsuccessfulFaceAssociations),
    ],
  },
  answer: isAssociation,
  refusals: ['resource-not-found', 'user-busy', 'service-limit-reached', 'idempotency-key-reused'],
});

/** Makes a user without faces. */
export const CreateUser = defineOperation<CreateUserCommandInput, CreateUserCommandOutput>({
  name: 'CreateUser',
  command: CreateUserCommand,
  effect: 'write',
  scope: 'write',
  repeat: 'token',
  lane: ofUser,
  quota: { key: 'CreateUser', bigRegions: 5, others: 5 },
  audit: {},
  // Rekognition's answer has no members.
  answer: () => true,
  means: { 'user-busy': 'user-exists' },
  // Rekognition reports a user that is being created, also by an earlier attempt, as it does one that exists.
  afterUnclear: { refusals: { 'user-exists': 'contention' } },
  refusals: ['resource-not-found', 'user-exists', 'service-limit-reached', 'idempotency-key-reused'],
});

/** Deletes a user. The faces stay in the collection, and are nobody's. */
export const DeleteUser = defineOperation<DeleteUserCommandInput, DeleteUserCommandOutput>({
  name: 'DeleteUser',
  command: DeleteUserCommand,
  effect: 'write',
  scope: 'write',
  repeat: 'token',
  lane: ofUser,
  quota: { key: 'DeleteUser', bigRegions: 5, others: 5 },
  audit: {},
  // Rekognition's answer has no members.
  answer: () => true,
  afterUnclear: { refusals: { 'resource-not-found': 'done' } },
  refusals: ['resource-not-found', 'user-busy', 'idempotency-key-reused'],
});

/** Lists the users of a collection, a page at a time. */
export const ListUsers = defineOperation<ListUsersCommandInput, ListUsersCommandOutput>({
  name: 'ListUsers',
  command: ListUsersCommand,
  effect: 'read',
  scope: 'read',
  repeat: 'read',
  quota: { key: 'ListUsers', bigRegions: 5, others: 5 },
  answer: everyUserOnce,
  refusals: ['resource-not-found'],
});

/** Rekognition refuses one of two writes of a user at once, so one waits for the other. */
function ofUser({
  CollectionId = '',
  UserId = '',
}: {
  CollectionId?: string | undefined;
  UserId?: string | undefined;
}) {
  return [CollectionId, UserId];
}

/** A page counts only if it names each user once, each with a status. */
function everyUserOnce(
  { Users: users, NextToken: next }: ListUsersCommandOutput,
  { NextToken: sent }: ListUsersCommandInput,
): boolean {
  if (!Array.isArray(users) || !leadsOn(next, sent)) return false;
  return (
    areDifferentTexts(users.map(({ UserId }) => UserId)) && users.every(({ UserStatus: status }) => isText(status))
  );
}
