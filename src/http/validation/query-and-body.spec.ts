import { describe, expect, it } from '@jest/globals';

import { type FaceIdsForm, namedFaceIds } from './query-and-body.js';

const [ONE, TWO] = ['c92265d4-5f9c-43af-a58e-12be0ce02bc3', 'f5817d37-94f6-4335-bfee-6cf79a3d806e'];

function idsOf(form: Partial<FaceIdsForm>): string[] {
  return namedFaceIds({ body: {}, bodyDropped: false, ...form });
}

const failure = (code: string): unknown => expect.objectContaining({ code });

describe('namedFaceIds', () => {
  it('finds the ids of the body, or those of the query', () => {
    expect(idsOf({ body: { faceIds: [ONE, TWO] } })).toEqual([ONE, TWO]);
    expect(idsOf({ query: { faceId: [TWO] } })).toEqual([TWO]);
    expect(idsOf({ query: {}, body: { faceIds: [ONE] } })).toEqual([ONE]);
  });

  it('rejects ids in both query and body, even if they are equal', () => {
    for (const faceId of [[ONE], [TWO]]) {
      expect(() => idsOf({ query: { faceId }, body: { faceIds: [ONE] } })).toThrow(failure('ids-in-query-and-body'));
    }
    expect(() => idsOf({ query: { faceId: [ONE] }, body: { faceIds: [] } })).toThrow(failure('ids-in-query-and-body'));
  });

  it.each<[string, Partial<FaceIdsForm>]>([
    ['nothing', {}],
    ['an empty list in the body', { body: { faceIds: [] } }],
    ['an empty list in the query', { query: { faceId: [] } }],
    ['a token alone', { body: { clientRequestToken: 'order-7' } }],
  ])('never treats %s as all faces', (_, form) => {
    expect(() => idsOf(form)).toThrow(failure('face-ids-required'));
  });

  it('distinguishes a dropped body from one without ids', () => {
    expect(() => idsOf({ bodyDropped: true })).toThrow(failure('delete-body-missing'));
    expect(() => idsOf({ query: {}, bodyDropped: true })).toThrow(failure('delete-body-missing'));
  });

  it('does not require a body if the query contains the ids', () => {
    expect(idsOf({ query: { faceId: [ONE] }, bodyDropped: true })).toEqual([ONE]);
  });
});
