import { describe, expect, it } from '@jest/globals';

import { AssociateFaces, ListUsers } from './users.operations.js';

const ONE = 'c92265d4-5f9c-43af-a58e-12be0ce02bc3';
const TWO = 'f5817d37-94f6-4335-bfee-6cf79a3d806e';
const INPUT = { CollectionId: 'staff', UserId: 'ann', FaceIds: [ONE, TWO] };
const UserStatus = 'UPDATING';

describe('an answer of AssociateFaces', () => {
  it.each([
    ['lists no face', { UserStatus }],
    ['lists some faces', { UserStatus, AssociatedFaces: [{ FaceId: TWO }] }],
    [
      'lists all faces, with and without a confidence',
      {
        UserStatus,
        AssociatedFaces: [{ FaceId: ONE }],
        UnsuccessfulFaceAssociations: [{ FaceId: TWO, Confidence: 12.5, Reasons: ['LOW_MATCH_CONFIDENCE'] }],
      },
    ],
  ])('is valid if it %s', (_name, output) => {
    expect(AssociateFaces.answer(output as never, INPUT)).toBe(true);
  });

  it.each([
    ['is empty', {}],
    ['has a status that is not a string', { UserStatus: 7 }],
    ['lists a face that was not requested', { UserStatus, AssociatedFaces: [{ FaceId: ONE.replace('c', 'd') }] }],
    ['lists a face twice', { UserStatus, AssociatedFaces: [{ FaceId: ONE }, { FaceId: ONE }] }],
    [
      'lists a face as both associated and unsuccessful',
      { UserStatus, AssociatedFaces: [{ FaceId: ONE }], UnsuccessfulFaceAssociations: [{ FaceId: ONE }] },
    ],
    ['lists an object without a face id', { UserStatus, AssociatedFaces: [{}] }],
    ['has a string instead of a list', { UserStatus, AssociatedFaces: ONE }],
    [
      'has a confidence that is not a number',
      { UserStatus, UnsuccessfulFaceAssociations: [{ FaceId: ONE, Confidence: 'x' }] },
    ],
    ['has reasons that are none', { UserStatus, UnsuccessfulFaceAssociations: [{ FaceId: ONE, Reasons: [7] }] }],
    ['has a user that is none', { UserStatus, UnsuccessfulFaceAssociations: [{ FaceId: ONE, UserId: {} }] }],
  ])('is invalid if it %s', (_name, output) => {
    expect(AssociateFaces.answer(output as never, INPUT)).toBe(false);
  });
});

describe('an answer of ListUsers', () => {
  const ann = { UserId: 'ann', UserStatus: 'ACTIVE' };

  it('is valid if it lists each user once with a status, also if it is empty or the last page', () => {
    expect(ListUsers.answer({ Users: [ann], NextToken: 'next' } as never, INPUT)).toBe(true);
    expect(ListUsers.answer({ Users: [] } as never, { ...INPUT, NextToken: 'sent' })).toBe(true);
  });

  it.each([
    ['is empty', {}],
    ['lists a user twice', { Users: [ann, ann] }],
    ['lists a user without a status', { Users: [{ UserId: 'ann' }] }],
    ['has a status that is not a string', { Users: [{ ...ann, UserStatus: 7 }] }],
    ['lists an entry without a user id', { Users: [{ UserStatus: 'ACTIVE' }] }],
    ['has a string instead of a list', { Users: 'ann' }],
    ['has the token that was sent', { Users: [], NextToken: 'sent' }],
    ['has an empty token', { Users: [], NextToken: '' }],
  ])('is invalid if it %s', (_name, output) => {
    expect(ListUsers.answer(output as never, { ...INPUT, NextToken: 'sent' })).toBe(false);
  });
});
