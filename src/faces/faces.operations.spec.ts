import { describe, expect, it } from '@jest/globals';

import { DeleteFaces, IndexFaces, ListFaces } from './faces.operations.js';

const A = 'c92265d4-5f9c-43af-a58e-12be0ce02bc3';
const B = 'f5817d37-94f6-4335-bfee-6cf79a3d806e';
const BOX = { Width: 0.5, Height: 0.5, Left: 0, Top: 0 };
const face = (FaceId: string): object => ({ FaceId, BoundingBox: BOX, Confidence: 99 });

/** Whether a row takes an answer for one that can be true. */
function isTrue(row: { answer: unknown }, output: object, input: object): boolean {
  return (row.answer as (output: object, input: object) => boolean)(output, input);
}

describe('IndexFaces', () => {
  const record = (FaceId: string, more: object = {}): object => ({
    Face: { ...face(FaceId), ...more },
    FaceDetail: {},
  });
  const output = (records: unknown, more: object = {}): object => ({
    FaceRecords: records,
    FaceModelVersion: '7.0',
    ...more,
  });

  it.each<[string, object, object]>([
    ['no face', output([]), {}],
    ['faces', output([record(A), record(B)]), { MaxFaces: 2 }],
    ['the requested external id', output([record(A, { ExternalImageId: 'x' })]), { ExternalImageId: 'x' }],
    ['faces left out', output([], { UnindexedFaces: [{ Reasons: ['LOW_FACE_QUALITY'], FaceDetail: {} }] }), {}],
  ])('may be answered with %s', (_name, answer, input) => {
    expect(isTrue(IndexFaces, answer, input)).toBe(true);
  });

  it.each<[string, object, object]>([
    ['nothing', {}, {}],
    ['no version', { FaceRecords: [] }, {}],
    ['records that are not a list', output({}), {}],
    ['a record that is not an object', output([7]), {}],
    ['a record without a face', output([{ FaceDetail: {} }]), {}],
    ['a face without an id', output([{ Face: {} }]), {}],
    ['a face twice', output([record(A), record(A)]), {}],
    ['more faces than requested', output([record(A), record(B)]), { MaxFaces: 1 }],
    ["another image's face", output([record(A, { ExternalImageId: 'y' })]), { ExternalImageId: 'x' }],
    ['an external id that was not sent', output([record(A, { ExternalImageId: 'y' })]), {}],
    ['a box that is none', output([record(A, { BoundingBox: {} })]), {}],
    ['a confidence that is none', output([record(A, { Confidence: '99' })]), {}],
    ['looks that are none', output([{ Face: face(A), FaceDetail: { Smile: { Value: 'yes', Confidence: 1 } } }]), {}],
    ['landmarks that are none', output([{ Face: face(A), FaceDetail: { Landmarks: {} } }]), {}],
    ['reasons that are not a list', output([], { UnindexedFaces: [{ Reasons: 'LOW' }] }), {}],
  ])('cannot be answered with %s', (_name, answer, input) => {
    expect(isTrue(IndexFaces, answer, input)).toBe(false);
  });

  it('may be repeated with an ExternalImageId only', () => {
    const repeat = IndexFaces.repeat as (input: object) => boolean;
    expect([repeat({ ExternalImageId: 'x' }), repeat({})]).toEqual([true, false]);
  });
});

describe('ListFaces', () => {
  it.each<[string, object, object]>([
    ['no face', { Faces: [] }, {}],
    ['faces and a token', { Faces: [face(A), face(B)], NextToken: 'next' }, { NextToken: 'sent' }],
    ['faces of the user', { Faces: [{ ...face(A), UserId: 'ann' }] }, { UserId: 'ann' }],
    ['some of the faces', { Faces: [face(A)] }, { FaceIds: [A, B] }],
  ])('may be answered with %s', (_name, answer, input) => {
    expect(isTrue(ListFaces, answer, input)).toBe(true);
  });

  it.each<[string, object, object]>([
    ['nothing', {}, {}],
    ['a face twice', { Faces: [face(A), face(A)] }, {}],
    ["another user's face", { Faces: [{ ...face(A), UserId: 'bob' }] }, { UserId: 'ann' }],
    ['a face that was not requested', { Faces: [face(B)] }, { FaceIds: [A] }],
    ['the same token again', { Faces: [], NextToken: 'sent' }, { NextToken: 'sent' }],
    ['a user id that is not a string', { Faces: [{ ...face(A), UserId: 7 }] }, {}],
  ])('cannot be answered with %s', (_name, answer, input) => {
    expect(isTrue(ListFaces, answer, input)).toBe(false);
  });
});

describe('DeleteFaces', () => {
  const input = { FaceIds: [A, B] };
  const failed = (FaceId: unknown, more: object = {}): object => ({
    UnsuccessfulFaceDeletions: [{ FaceId, Reasons: ['FACE_NOT_FOUND'], ...more }],
  });

  it.each<[string, object]>([
    ['all', { DeletedFaces: [A, B] }],
    ['some of each', { DeletedFaces: [A], ...failed(B) }],
    ['only faces that were not deleted', failed(A, { UserId: 'ann' })],
    ['empty lists', { DeletedFaces: [], UnsuccessfulFaceDeletions: [] }],
  ])('may be answered with %s', (_name, answer) => {
    expect(isTrue(DeleteFaces, answer, input)).toBe(true);
  });

  it.each<[string, object]>([
    ['nothing', {}],
    ['a face twice', { DeletedFaces: [A, A] }],
    ['a face in both lists', { DeletedFaces: [A], ...failed(A) }],
    ['a face that was not requested', { DeletedFaces: ['00000000-0000-4000-8000-000000000000'] }],
    ['a string instead of a list', { DeletedFaces: A }],
    ['ids that are not strings', { DeletedFaces: [7] }],
    ['reasons that are not a list', failed(A, { Reasons: 'FACE_NOT_FOUND' })],
    ['a user id that is not a string', failed(A, { UserId: {} })],
  ])('cannot be answered with %s', (_name, answer) => {
    expect(isTrue(DeleteFaces, answer, input)).toBe(false);
  });
});
