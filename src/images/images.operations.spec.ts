import { describe, expect, it } from '@jest/globals';

import { CompareFaces, DetectFaces } from './images.operations.js';

const BOX = { Width: 0.5, Height: 0.5, Left: 0, Top: 0 };

function isTrue(definition: { answer: unknown }, output: object, input: object): boolean {
  return (definition.answer as (output: object, input: object) => boolean)(output, input);
}

describe('DetectFaces', () => {
  it('may only be answered with a list of faces', () => {
    expect(isTrue(DetectFaces, { FaceDetails: [] }, {})).toBe(true);
    expect(isTrue(DetectFaces, { FaceDetails: [{ BoundingBox: BOX, AgeRange: { Low: 1, High: 2 } }] }, {})).toBe(true);
    for (const FaceDetails of [undefined, {}, [7], [{ AgeRange: {} }], [{ Emotions: [{}] }], [{ Confidence: {} }]]) {
      expect(isTrue(DetectFaces, { FaceDetails }, {})).toBe(false);
    }
  });
});

describe('CompareFaces', () => {
  const source = { SourceImageFace: { BoundingBox: BOX, Confidence: 99 } };

  it('may only be answered with a source and faces', () => {
    expect(isTrue(CompareFaces, { ...source, FaceMatches: [] }, {})).toBe(true);
    expect(
      isTrue(CompareFaces, { ...source, FaceMatches: [{ Similarity: 9, Face: {} }], UnmatchedFaces: [{}] }, {}),
    ).toBe(true);
    for (const answer of [
      {},
      { FaceMatches: [] },
      { SourceImageFace: {}, FaceMatches: [] },
      { ...source },
      { ...source, FaceMatches: [{ Face: {} }] },
      { ...source, FaceMatches: [{ Similarity: 9 }] },
      { ...source, FaceMatches: [], UnmatchedFaces: {} },
    ]) {
      expect([answer, isTrue(CompareFaces, answer, {})]).toEqual([answer, false]);
    }
  });
});
