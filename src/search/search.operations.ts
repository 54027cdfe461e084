import {
  areDistinct,
  isBoundingBox,
  isFace,
  isFaceDetail,
  isNumber,
  isText,
  isTextOrAbsent,
  listOf,
  orAbsent,
  shaped,
} from '../rekognition/answers/answers.js';
import { IMAGE_REFUSALS } from '../rekognition/model/image.dto.js';
import { defineOperation, READ } from '../rekognition/operation.js';

const isFaceMatch = shaped({ Similarity: isNumber, Face: isFace });
const isUserMatch = shaped({ Similarity: isNumber, User: shaped({ UserId: isText, UserStatus: isTextOrAbsent }) });
const areUnsearched = orAbsent(listOf(shaped({ FaceDetails: orAbsent(isFaceDetail), Reasons: listOf(isText) })));

/** Rekognition reports a missing face as InvalidParameterException. */
export const SearchFaces = defineOperation('SearchFaces', {
  ...READ,
  resource: 'collection',
  quota: { key: 'SearchFaces', bigRegions: 50, others: 5 },
  answer: ({ SearchedFaceId: searched, FaceMatches, FaceModelVersion }, { FaceId, MaxFaces }) =>
    orAbsent((id) => id === FaceId)(searched) &&
    areDistinct(FaceMatches, isFaceMatch, ({ Face }) => Face?.FaceId, MaxFaces) &&
    isTextOrAbsent(FaceModelVersion),
  freshFaces: { named: ({ FaceId = '' }) => [FaceId] },
  refusals: ['resource-not-found', { code: 'invalid-parameter', means: 'face-not-found' }],
});

/** Rekognition reports an image without a face as InvalidParameterException. */
export const SearchFacesByImage = defineOperation('SearchFacesByImage', {
  ...READ,
  resource: 'collection',
  quota: { key: 'SearchFacesByImage', bigRegions: 50, others: 5 },
  answer: ({ SearchedFaceBoundingBox, SearchedFaceConfidence, FaceMatches, FaceModelVersion }, { MaxFaces }) =>
    orAbsent(isBoundingBox)(SearchedFaceBoundingBox) &&
    orAbsent(isNumber)(SearchedFaceConfidence) &&
    areDistinct(FaceMatches, isFaceMatch, ({ Face }) => Face?.FaceId, MaxFaces) &&
    isTextOrAbsent(FaceModelVersion),
  refusals: ['resource-not-found', { code: 'invalid-parameter', means: 'no-face-in-image' }, ...IMAGE_REFUSALS],
});

export const SearchUsers = defineOperation('SearchUsers', {
  ...READ,
  resource: 'collection',
  quota: { key: 'SearchUsers', bigRegions: 50, others: 5 },
  answer: ({ UserMatches, SearchedUser, SearchedFace, FaceModelVersion }, { UserId, FaceId, MaxUsers }) =>
    orAbsent(shaped({ UserId: (id) => id === UserId }))(SearchedUser) &&
    orAbsent(shaped({ FaceId: (id) => id === FaceId }))(SearchedFace) &&
    areDistinct(UserMatches, isUserMatch, ({ User }) => User?.UserId, MaxUsers) &&
    isTextOrAbsent(FaceModelVersion),
  refusals: ['resource-not-found'],
});

/** SearchUsers with a FaceId: Rekognition reports a missing face as InvalidParameterException. */
export const SearchUsersByFace: typeof SearchUsers = {
  ...SearchUsers,
  freshFaces: { named: ({ FaceId = '' }) => [FaceId] },
  refusals: ['resource-not-found', { code: 'invalid-parameter', means: 'face-not-found' }],
};

/** Rekognition omits SearchedFace from the response to an image without a face. */
export const SearchUsersByImage = defineOperation('SearchUsersByImage', {
  ...READ,
  resource: 'collection',
  quota: { key: 'SearchUsersByImage', bigRegions: 50, others: 5 },
  answer: ({ UserMatches, SearchedFace, UnsearchedFaces, FaceModelVersion }, { MaxUsers }) =>
    orAbsent(shaped({ FaceDetail: orAbsent(isFaceDetail) }))(SearchedFace) &&
    areUnsearched(UnsearchedFaces) &&
    areDistinct(UserMatches, isUserMatch, ({ User }) => User?.UserId, MaxUsers) &&
    isTextOrAbsent(FaceModelVersion),
  refusals: ['resource-not-found', ...IMAGE_REFUSALS],
});
