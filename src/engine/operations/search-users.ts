import { findCollection, findFace, findUser, matchesOf } from '../lookup.js';
import { defineEngineOperation } from '../operation.js';
import { CollectionId, FaceId, MaxUserResults, Percent, UserId } from '../protocol/rekognition-shapes.js';
import { WireError } from '../protocol/wire-error.js';
import { FACE_MODEL_VERSION } from '../recognition/faces.js';

export const SearchUsers = defineEngineOperation({
  name: 'SearchUsers',
  callsPerSecond: { bigRegions: 50, others: 5 },
  required: { CollectionId },
  optional: { UserId, FaceId, UserMatchThreshold: Percent, MaxUsers: MaxUserResults },
  run: ({ CollectionId, UserId, FaceId, UserMatchThreshold, MaxUsers }, context) => {
    const { store, nowMs, settings } = context;
    const { messages, userAndFace, searchUsersOfAbsentUser, searchUsersOfAbsentFace } = settings.assumptions;
    const isBoth = UserId !== undefined && FaceId !== undefined;
    if (UserId === undefined && FaceId === undefined)
      throw new WireError('InvalidParameterException', messages.userOrFace());
    if (isBoth && userAndFace !== 'user' && userAndFace !== 'face')
      throw new WireError(userAndFace, messages.userOrFace());
    const collection = findCollection(context, CollectionId);
    const limits = { threshold: UserMatchThreshold, limit: MaxUsers };
    if (FaceId !== undefined && (!isBoth || userAndFace === 'face')) {
      const { key } = findFace(context, collection, FaceId, searchUsersOfAbsentFace);
      return {
        UserMatches: matchesOf('users', context, collection, store.faces.vectorOf(key), limits),
        FaceModelVersion: FACE_MODEL_VERSION,
        SearchedFace: { FaceId },
      };
    }
    const { key } = findUser(context, collection, UserId as string, searchUsersOfAbsentUser);
    const vector = store.userVectors.find(collection.key, key, nowMs);
    return {
      // A user without a vector has no matches.
      UserMatches: vector ? matchesOf('users', context, collection, vector, { ...limits, exceptKey: key }) : [],
      FaceModelVersion: FACE_MODEL_VERSION,
      SearchedUser: { UserId },
    };
  },
});
