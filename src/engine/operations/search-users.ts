import { MESSAGES, SEARCH_USERS_OF_ABSENT_FACE, SEARCH_USERS_OF_ABSENT_USER } from '../assumptions.js';
import { FACE_MODEL_VERSION } from '../recognition/faces.js';
import { findCollection, findUser } from '../lookup.js';
import { defineEngineOperation, type CallContext } from '../operation.js';
import { matchUsers, type SearchInput } from '../recognition/search.js';
import type { CollectionRow } from '../store/collection-table.js';
import { WireError } from '../protocol/wire-error.js';

export const SearchUsers = defineEngineOperation({
  name: 'SearchUsers',
  run: ({ CollectionId, UserId, FaceId, UserMatchThreshold, MaxUsers }, context) => {
    if ((UserId === undefined) === (FaceId === undefined))
      throw new WireError('InvalidParameterException', MESSAGES.userOrFace);
    const collection = findCollection(context, CollectionId);
    const asked = { threshold: UserMatchThreshold, limit: MaxUsers };
    return UserId === undefined
      ? searchFace(context, collection, FaceId as string, asked)
      : searchUser(context, collection, UserId, asked);
  },
});

/** A user without a vector has no matches. */
function searchUser(context: CallContext, collection: CollectionRow, UserId: string, asked: SearchInput): object {
  const { store, nowMs } = context;
  const user = findUser(context, collection, UserId, SEARCH_USERS_OF_ABSENT_USER);
  const vector = store.userVectors.find(collection.key, user.key, nowMs);
  return {
    UserMatches: vector ? matchUsers(context, collection, vector, { ...asked, exceptKey: user.key }) : [],
    FaceModelVersion: FACE_MODEL_VERSION,
    SearchedUser: { UserId },
  };
}

function searchFace(context: CallContext, collection: CollectionRow, FaceId: string, asked: SearchInput): object {
  const { faces } = context.store;
  const face = faces.find(collection.key, FaceId);
  if (!face) throw new WireError(SEARCH_USERS_OF_ABSENT_FACE, MESSAGES.faceNotFound(FaceId));
  return {
    UserMatches: matchUsers(context, collection, faces.vectorOf(face.key), asked),
    FaceModelVersion: FACE_MODEL_VERSION,
    SearchedFace: { FaceId },
  };
}
