import { describe, expect, it } from '@jest/globals';

import { camelCased, capitalized } from './casing.js';

describe('camelCased', () => {
  it('renames members at every depth, values and empty lists left as they are', () => {
    const answer = {
      FaceMatches: [{ Similarity: 97.5, Face: { FaceId: 'a', ImageId: undefined } }],
      UnmatchedFaces: [],
    };
    expect(camelCased(Object, answer)).toEqual({
      faceMatches: [{ similarity: 97.5, face: { faceId: 'a' } }],
      unmatchedFaces: [],
    });
    expect(camelCased(Object, { Type: 'HAPPY', X: 0, Value: false })).toEqual({ type: 'HAPPY', x: 0, value: false });
  });

  it('leaves out what was left out', () => {
    expect(Object.keys(camelCased(Object, { A: undefined, B: 1 }))).toEqual(['b']);
  });
});

describe('capitalized', () => {
  it('renames the members of a request, and leaves out what was left out', () => {
    expect(capitalized({ maxFaces: 5, qualityFilter: undefined })).toEqual({ MaxFaces: 5 });
    expect(Object.keys(capitalized({ qualityFilter: undefined }))).toEqual([]);
  });
});
