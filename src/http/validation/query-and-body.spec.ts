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

  it('refuses ids in both places, equal or not', () => {
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
  ])('never takes %s to mean all', (_, form) => {
    expect(() => idsOf(form)).toThrow(failure('face-ids-required'));
  });

  it('tells a body that was lost on the way from one that names no ids', () => {
    expect(() => idsOf({ bodyDropped: true })).toThrow(failure('delete-body-missing'));
    expect(() => idsOf({ query: {}, bodyDropped: true })).toThrow(failure('delete-body-missing'));
  });

  it('does not miss a body where the query names the ids', () => {
    expect(idsOf({ query: { faceId: [ONE] }, bodyDropped: true })).toEqual([ONE]);
  });
});
