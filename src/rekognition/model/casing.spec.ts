import { describe, expect, it } from '@jest/globals';

import { camelCased, capitalized } from './casing.js';

describe('camelCased', () => {
  it('renames members at every depth, and leaves values and empty lists unchanged', () => {
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

  it('omits absent members', () => {
    expect(Object.keys(camelCased(Object, { A: undefined, B: 1 }))).toEqual(['b']);
  });
});

describe('capitalized', () => {
  it('renames the members of a request, and omits absent ones', () => {
    expect(capitalized({ maxFaces: 5, qualityFilter: undefined })).toEqual({ MaxFaces: 5 });
    expect(Object.keys(capitalized({ qualityFilter: undefined }))).toEqual([]);
  });
});
