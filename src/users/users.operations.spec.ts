import { describe, expect, it } from '@jest/globals';

import { AssociateFaces, ListUsers } from './users.operations.js';

const ONE = 'c92265d4-5f9c-43af-a58e-12be0ce02bc3';
const TWO = 'f5817d37-94f6-4335-bfee-6cf79a3d806e';
const INPUT = { CollectionId: 'staff', UserId: 'ann', FaceIds: [ONE, TWO] };
const UserStatus = 'UPDATING';

describe('an answer of AssociateFaces', () => {
  it.each([
    ['names nobody', { UserStatus }],
    ['names some', { UserStatus, AssociatedFaces: [{ FaceId: TWO }] }],
    [
      'names all, with and without a confidence',
      {
        UserStatus,
        AssociatedFaces: [{ FaceId: ONE }],
        UnsuccessfulFaceAssociations: [{ FaceId: TWO, Confidence: 12.5, Reasons: ['LOW_MATCH_CONFIDENCE'] }],
      },
    ],
  ])('is true when it %s', (_name, output) => {
    expect(AssociateFaces.answer(output as never, INPUT)).toBe(true);
  });

  it.each([
    ['is empty', {}],
    ['has a status that is none', { UserStatus: 7 }],
    ['names a face that was not asked for', { UserStatus, AssociatedFaces: [{ FaceId: ONE.replace('c', 'd') }] }],
    ['names a face twice', { UserStatus, AssociatedFaces: [{ FaceId: ONE }, { FaceId: ONE }] }],
    [
      'names a face as on and not on',
      { UserStatus, AssociatedFaces: [{ FaceId: ONE }], UnsuccessfulFaceAssociations: [{ FaceId: ONE }] },
    ],
    ['names no face', { UserStatus, AssociatedFaces: [{}] }],
    ['has a text for a list', { UserStatus, AssociatedFaces: ONE }],
    ['has a confidence that is none', { UserStatus, UnsuccessfulFaceAssociations: [{ FaceId: ONE, Confidence: 'x' }] }],
    ['has reasons that are none', { UserStatus, UnsuccessfulFaceAssociations: [{ FaceId: ONE, Reasons: [7] }] }],
    ['has a user that is none', { UserStatus, UnsuccessfulFaceAssociations: [{ FaceId: ONE, UserId: {} }] }],
  ])('is impossible when it %s', (_name, output) => {
    expect(AssociateFaces.answer(output as never, INPUT)).toBe(false);
  });
});

describe('an answer of ListUsers', () => {
  const ann = { UserId: 'ann', UserStatus: 'ACTIVE' };

  it('is true when it names each user once with a status, also none, also at the end', () => {
    expect(ListUsers.answer({ Users: [ann], NextToken: 'next' } as never, INPUT)).toBe(true);
    expect(ListUsers.answer({ Users: [] } as never, { ...INPUT, NextToken: 'sent' })).toBe(true);
  });

  it.each([
    ['is empty', {}],
    ['names a user twice', { Users: [ann, ann] }],
    ['names a user without a status', { Users: [{ UserId: 'ann' }] }],
    ['has a status that is none', { Users: [{ ...ann, UserStatus: 7 }] }],
    ['names nobody in an entry', { Users: [{ UserStatus: 'ACTIVE' }] }],
    ['has a text for a list', { Users: 'ann' }],
    ['goes on with itself', { Users: [], NextToken: 'sent' }],
    ['goes on with nothing', { Users: [], NextToken: '' }],
  ])('is impossible when it %s', (_name, output) => {
    expect(ListUsers.answer(output as never, { ...INPUT, NextToken: 'sent' })).toBe(false);
  });
});
