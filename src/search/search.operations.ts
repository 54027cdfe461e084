import {
  type FaceMatch,
  SearchFacesByImageCommand,
  SearchFacesCommand,
  SearchUsersByImageCommand,
  SearchUsersCommand,
  type UserMatch,
} from '@aws-sdk/client-rekognition';

import {
  areDifferentTexts,
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

/** Rekognition reports a missing face as InvalidParameterException. */
export const SearchFaces = defineOperation({
  name: 'SearchFaces',
  command: SearchFacesCommand,
  ...READ,
  resource: 'collection',
  quota: { key: 'SearchFaces', bigRegions: 50, others: 5 },
  answer: ({ SearchedFaceId: searched, FaceMatches, FaceModelVersion }, { FaceId, MaxFaces }) =>
    orAbsent((id) => id === FaceId)(searched) &&
    areFaceMatches(FaceMatches, MaxFaces) &&
    isTextOrAbsent(FaceModelVersion),
  refusals: ['resource-not-found', { code: 'invalid-parameter', means: 'face-not-found' }],
});

/** Rekognition reports an image without a face as InvalidParameterException. */
export const SearchFacesByImage = defineOperation({
  name: 'SearchFacesByImage',
  command: SearchFacesByImageCommand,
  ...READ,
  resource: 'collection',
  quota: { key: 'SearchFacesByImage', bigRegions: 50, others: 5 },
  answer: ({ SearchedFaceBoundingBox, SearchedFaceConfidence, FaceMatches, FaceModelVersion }, { MaxFaces }) =>
    orAbsent(isBoundingBox)(SearchedFaceBoundingBox) &&
    orAbsent(isNumber)(SearchedFaceConfidence) &&
    areFaceMatches(FaceMatches, MaxFaces) &&
    isTextOrAbsent(FaceModelVersion),
  refusals: ['resource-not-found', { code: 'invalid-parameter', means: 'no-face-in-image' }, ...IMAGE_REFUSALS],
});

export const SearchUsers = defineOperation({
  name: 'SearchUsers',
  command: SearchUsersCommand,
  ...READ,
  resource: 'collection',
  quota: { key: 'SearchUsers', bigRegions: 50, others: 5 },
  answer: ({ UserMatches, SearchedUser, SearchedFace, FaceModelVersion }, { UserId, FaceId, MaxUsers }) =>
    orAbsent(shaped({ UserId: (id) => id === UserId }))(SearchedUser) &&
    orAbsent(shaped({ FaceId: (id) => id === FaceId }))(SearchedFace) &&
    areUserMatches(UserMatches, MaxUsers) &&
    isTextOrAbsent(FaceModelVersion),
  refusals: ['resource-not-found'],
});

/** SearchUsers with a FaceId: Rekognition reports a missing face as InvalidParameterException. */
export const SearchUsersByFace: typeof SearchUsers = {
  ...SearchUsers,
  refusals: ['resource-not-found', { code: 'invalid-parameter', means: 'face-not-found' }],
};

const areUnsearched = orAbsent(listOf(shaped({ FaceDetails: orAbsent(isFaceDetail), Reasons: listOf(isText) })));

/** Rekognition omits SearchedFace from the response to an image without a face. */
export const SearchUsersByImage = defineOperation({
  name: 'SearchUsersByImage',
  command: SearchUsersByImageCommand,
  ...READ,
  resource: 'collection',
  quota: { key: 'SearchUsersByImage', bigRegions: 50, others: 5 },
  answer: ({ UserMatches, SearchedFace, UnsearchedFaces, FaceModelVersion }, { MaxUsers }) =>
    orAbsent(shaped({ FaceDetail: orAbsent(isFaceDetail) }))(SearchedFace) &&
    areUnsearched(UnsearchedFaces) &&
    areUserMatches(UserMatches, MaxUsers) &&
    isTextOrAbsent(FaceModelVersion),
  refusals: ['resource-not-found', ...IMAGE_REFUSALS],
});

const haveFaces = listOf(shaped({ Similarity: isNumber, Face: isFace }));
const haveUsers = listOf(
  shaped({ Similarity: isNumber, User: shaped({ UserId: isText, UserStatus: isTextOrAbsent }) }),
);

/** Whether each face is listed once, and at most `most` of them. */
function areFaceMatches(matches: FaceMatch[] | undefined, most = Number.POSITIVE_INFINITY): boolean {
  return (
    matches !== undefined &&
    haveFaces(matches) &&
    matches.length <= most &&
    areDifferentTexts(matches.map(({ Face }) => Face?.FaceId))
  );
}

function areUserMatches(matches: UserMatch[] | undefined, most = Number.POSITIVE_INFINITY): boolean {
  return (
    matches !== undefined &&
    haveUsers(matches) &&
    matches.length <= most &&
    areDifferentTexts(matches.map(({ User }) => User?.UserId))
  );
}
