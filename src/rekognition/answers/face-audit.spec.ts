import { describe, expect, it } from '@jest/globals';

import { facesOf, named, unsuccessful } from './answers.js';

describe('the faces of a write', () => {
  it('get their outcome from the list of the response that contains them, in any format', () => {
    expect(named('deleted', ['a', 'b'])).toEqual([
      { faceId: 'a', outcome: 'deleted' },
      { faceId: 'b', outcome: 'deleted' },
    ]);
    expect(named('indexed', [{ FaceId: 'a' }])).toEqual([{ faceId: 'a', outcome: 'indexed' }]);
    expect(named('deleted', undefined)).toEqual([]);
  });

  it('have only reasons of Rekognition', () => {
    const Reasons = ['FACE_NOT_FOUND', 'arn:aws:secret words', ...Array<string>(9).fill('LOW_MATCH_CONFIDENCE')];
    const [face] = unsuccessful([{ FaceId: 'a', Reasons }]);
    expect(face).toEqual({
      faceId: 'a',
      outcome: 'unsuccessful',
      reasons: ['FACE_NOT_FOUND', ...Array<string>(3).fill('LOW_MATCH_CONFIDENCE')],
    });
  });

  it('that were requested but are not in the response have an outcome too', () => {
    const audit = {
      requested: ({ ids }: { ids: string[] }) => ids,
      reported: ({ off }: { off: string[] }) => named('disassociated', off),
    };
    const [input, output] = [{ ids: ['a', 'b'] }, { off: ['b'] }];
    const off = { faceId: 'b', outcome: 'disassociated' };
    expect(facesOf({ ...audit, omitted: 'already' }, input, output)).toEqual([
      off,
      { faceId: 'a', outcome: 'already' },
    ]);
    expect(facesOf(audit, input, output)).toEqual([off, { faceId: 'a', outcome: 'unknown' }]);
  });

  it('are those of the response if the request names none, and none if the write changes no faces', () => {
    const reported = (output: { made: string[] }) => named('indexed', output.made);
    expect(facesOf({ reported }, {}, { made: ['a'] })).toEqual([{ faceId: 'a', outcome: 'indexed' }]);
    expect(facesOf({}, {}, {})).toEqual([]);
  });
});
