import { findCollection, findFace, matchUsers, type SearchInput } from '../lookup.js';
import { defineEngineOperation, type CallContext } from '../operation.js';
import { CollectionId, FaceId, MaxUserResults, Percent, UserId } from '../protocol/rekognition-shapes.js';
import { WireError } from '../protocol/wire-error.js';
import { FACE_MODEL_VERSION } from '../recognition/faces.js';
import type { CollectionRow } from '../store/collection-table.js';
import { findUser } from '../user-changes.js';

export const SearchUsers = defineEngineOperation({
  name: 'SearchUsers',
  callsPerSecond: { bigRegions: 50, others: 5 },
  required: { CollectionId },
  optional: { UserId, FaceId, UserMatchThreshold: Percent, MaxUsers: MaxUserResults },
  run: ({ CollectionId, UserId, FaceId, UserMatchThreshold, MaxUsers }, context) => {
    const { messages, userAndFace } = context.settings.assumptions;
    const isBoth = UserId !== undefined && FaceId !== undefined;
    if (UserId === undefined && FaceId === undefined)
      throw new WireError('InvalidParameterException', messages.userOrFace());
    if (isBoth && userAndFace !== 'user' && userAndFace !== 'face')
      throw new WireError(userAndFace, messages.userOrFace());
    const collection = findCollection(context, CollectionId);
    const asked = { threshold: UserMatchThreshold, limit: MaxUsers };
    return UserId === undefined || (isBoth && userAndFace === 'face')
      ? searchFace(context, collection, FaceId as string, asked)
      : searchUser(context, collection, UserId, asked);
  },
});

/** A user without a vector has no matches. */
function searchUser(context: CallContext, collection: CollectionRow, UserId: string, asked: SearchInput): object {
  const { store, nowMs, settings } = context;
  const user = findUser(context, collection, UserId, settings.assumptions.searchUsersOfAbsentUser);
  const vector = store.userVectors.find(collection.key, user.key, nowMs);
  return {
    UserMatches: vector ? matchUsers(context, collection, vector, { ...asked, exceptKey: user.key }) : [],
    FaceModelVersion: FACE_MODEL_VERSION,
    SearchedUser: { UserId },
  };
}

function searchFace(context: CallContext, collection: CollectionRow, FaceId: string, asked: SearchInput): object {
  const { key } = findFace(context, collection, FaceId, context.settings.assumptions.searchUsersOfAbsentFace);
  return {
    UserMatches: matchUsers(context, collection, context.store.faces.vectorOf(key), asked),
    FaceModelVersion: FACE_MODEL_VERSION,
    SearchedFace: { FaceId },
  };
}
