import { describe, expect, it } from '@jest/globals';

import { SearchFaces, SearchFacesByImage, SearchUsers, SearchUsersByImage } from './search.operations.js';

const A = 'c92265d4-5f9c-43af-a58e-12be0ce02bc3';
const B = 'f5817d37-94f6-4335-bfee-6cf79a3d806e';
const BOX = { Width: 0.5, Height: 0.5, Left: 0, Top: 0 };
const faceMatch = (FaceId: unknown, Similarity: unknown = 97): object => ({ Similarity, Face: { FaceId } });
const userMatch = (UserId: unknown, Similarity: unknown = 97): object => ({ Similarity, User: { UserId } });

function isTrue(row: { answer: unknown }, output: object, input: object): boolean {
  return (row.answer as (output: object, input: object) => boolean)(output, input);
}

const FACE_SEARCHES = [SearchFaces, SearchFacesByImage].map((row) => [row.name, row] as const);
const USER_SEARCHES = [SearchUsers, SearchUsersByImage].map((row) => [row.name, row] as const);

it.each([...FACE_SEARCHES, ...USER_SEARCHES])(
  '%s cannot be answered with a model version that is not a string',
  (_name, row) => {
    const none = { FaceMatches: [], UserMatches: [] };
    expect(['7.0', undefined].map((version) => isTrue(row, { ...none, FaceModelVersion: version }, {}))).toEqual([
      true,
      true,
    ]);
    expect([7, null, {}, ['7.0']].map((version) => isTrue(row, { ...none, FaceModelVersion: version }, {}))).toEqual([
      false,
      false,
      false,
      false,
    ]);
  },
);

describe.each(FACE_SEARCHES)('%s', (_name, row) => {
  it.each<[string, unknown, object]>([
    ['no match', [], {}],
    ['matches', [faceMatch(A), faceMatch(B, 80)], { MaxFaces: 2 }],
  ])('may be answered with %s', (_case, FaceMatches, input) => {
    expect(isTrue(row, { FaceMatches }, input)).toBe(true);
  });

  it.each<[string, unknown, object]>([
    ['nothing', undefined, {}],
    ['matches that are not a list', {}, {}],
    ['a face twice', [faceMatch(A), faceMatch(A)], {}],
    ['more matches than requested', [faceMatch(A), faceMatch(B)], { MaxFaces: 1 }],
    ['a face without an id', [faceMatch(undefined)], {}],
    ['a similarity that is not a number', [faceMatch(A, '97')], {}],
    ['a match without a face', [{ Similarity: 97 }], {}],
  ])('cannot be answered with %s', (_case, FaceMatches, input) => {
    expect(isTrue(row, { FaceMatches }, input)).toBe(false);
  });
});

describe.each(USER_SEARCHES)('%s', (_name, row) => {
  it.each<[string, unknown, object]>([
    ['no match', [], {}],
    ['matches', [userMatch('ann'), userMatch('bob')], { MaxUsers: 2 }],
  ])('may be answered with %s', (_case, UserMatches, input) => {
    expect(isTrue(row, { UserMatches }, input)).toBe(true);
  });

  it.each<[string, unknown, object]>([
    ['nothing', undefined, {}],
    ['a user twice', [userMatch('ann'), userMatch('ann')], {}],
    ['more matches than requested', [userMatch('ann'), userMatch('bob')], { MaxUsers: 1 }],
    ['a user without an id', [userMatch(undefined)], {}],
    ['a similarity that is not a number', [userMatch('ann', Number.NaN)], {}],
  ])('cannot be answered with %s', (_case, UserMatches, input) => {
    expect(isTrue(row, { UserMatches }, input)).toBe(false);
  });
});

describe('a search', () => {
  it('cannot be answered about another face or user', () => {
    expect(isTrue(SearchFaces, { SearchedFaceId: B, FaceMatches: [] }, { FaceId: A })).toBe(false);
    expect(isTrue(SearchUsers, { SearchedUser: { UserId: 'bob' }, UserMatches: [] }, { UserId: 'ann' })).toBe(false);
    expect(isTrue(SearchUsers, { SearchedFace: { FaceId: B }, UserMatches: [] }, { FaceId: A })).toBe(false);
    expect(isTrue(SearchUsers, { SearchedUser: { UserId: 'ann' }, UserMatches: [] }, { UserId: 'ann' })).toBe(true);
  });

  it('by image cannot be answered with an invalid face', () => {
    const matches = { FaceMatches: [], UserMatches: [] };
    expect(isTrue(SearchFacesByImage, { ...matches, SearchedFaceBoundingBox: {} }, {})).toBe(false);
    expect(isTrue(SearchFacesByImage, { ...matches, SearchedFaceConfidence: 'high' }, {})).toBe(false);
    expect(isTrue(SearchUsersByImage, { ...matches, SearchedFace: { FaceDetail: { Pose: {} } } }, {})).toBe(false);
    expect(isTrue(SearchUsersByImage, { ...matches, UnsearchedFaces: [{ Reasons: 'x' }] }, {})).toBe(false);
    expect(isTrue(SearchUsersByImage, { ...matches, SearchedFace: { FaceDetail: { BoundingBox: BOX } } }, {})).toBe(
      true,
    );
  });
});
