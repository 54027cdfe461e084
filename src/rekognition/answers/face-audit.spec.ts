import { describe, expect, it } from '@jest/globals';

import { facesOf, named, unsuccessful } from './face-audit.js';

describe('the faces of a write', () => {
  it('are told by the list of the answer that they stand in, however it names them', () => {
    expect(named('deleted', ['a', 'b'])).toEqual([
      { faceId: 'a', outcome: 'deleted' },
      { faceId: 'b', outcome: 'deleted' },
    ]);
    expect(named('indexed', [{ FaceId: 'a' }])).toEqual([{ faceId: 'a', outcome: 'indexed' }]);
    expect(named('deleted', undefined)).toEqual([]);
  });

  it('are told with Rekognition’s reasons, and no other words', () => {
    const Reasons = ['FACE_NOT_FOUND', 'arn:aws:secret words', ...Array<string>(9).fill('LOW_MATCH_CONFIDENCE')];
    const [face] = unsuccessful([{ FaceId: 'a', Reasons }]);
    expect(face).toEqual({
      faceId: 'a',
      outcome: 'unsuccessful',
      reasons: ['FACE_NOT_FOUND', ...Array<string>(3).fill('LOW_MATCH_CONFIDENCE')],
    });
  });

  it('that were asked for and not named by the answer are told too', () => {
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

  it('are those of the answer where the request names none, and none where none are changed', () => {
    const reported = (output: { made: string[] }) => named('indexed', output.made);
    expect(facesOf({ reported }, {}, { made: ['a'] })).toEqual([{ faceId: 'a', outcome: 'indexed' }]);
    expect(facesOf({}, {}, {})).toEqual([]);
  });
});
