import { describe, expect, it } from '@jest/globals';
import { faceVector } from '../recognition/faces.js';
import { bytesOf, similarity, VectorSet } from './vectors.js';

const vectors = Array.from({ length: 300 }, (_, number) => faceVector(`p${number % 30}`, `x${number}`));
const query = vectors[7]!;

function setOf(keys: readonly number[]): VectorSet {
  const set = new VectorSet();
  for (const key of keys) set.put(key, bytesOf(vectors[key]!));
  return set;
}

function bruteForce(keys: readonly number[], threshold: number, limit: number) {
  return keys
    .map((key) => ({ key, similarity: similarity(query, vectors[key]!) }))
    .filter((match) => match.similarity >= threshold)
    .sort((a, b) => b.similarity - a.similarity || a.key - b.key)
    .slice(0, limit);
}

const ALL = [...vectors.keys()];

describe('VectorSet', () => {
  it.each([
    [0, 4096],
    [0, 1],
    [0, 10],
    [0, 150],
    [80, 4096],
    [80, 3],
    [97.1, 4096],
    [100, 4096],
  ])('finds the same as a full comparison at threshold %d and limit %d', (threshold, limit) => {
    const expected = bruteForce(ALL, threshold, limit);
    expect(expected.length).toBeGreaterThan(0);
    expect(setOf(ALL).search({ vector: query, threshold, limit })).toEqual(expected);
    expect(setOf(ALL.toReversed()).search({ vector: query, threshold, limit })).toEqual(expected);
  });

  it('matches a vector with itself at exactly 100 despite rounding errors', () => {
    for (const [key, vector] of vectors.entries())
      expect(setOf(ALL).search({ vector, threshold: 100, limit: 1 })).toEqual([{ key, similarity: 100 }]);
  });

  it('omits the excluded key and still returns as many matches as the limit', () => {
    const found = setOf(ALL).search({ vector: query, threshold: 0, limit: 3, exceptKey: 7 });
    expect(found).toEqual(bruteForce(ALL, 0, 4).slice(1));
  });

  it('keeps the other vectors when some are removed, and replaces a vector put twice', () => {
    const set = setOf(ALL);
    for (const key of ALL) if (key % 3 !== 0) set.remove(key);
    set.remove(-1);
    const left = ALL.filter((key) => key % 3 === 0);
    expect(set.size).toBe(left.length);
    expect(set.search({ vector: query, threshold: 0, limit: 500 })).toEqual(bruteForce(left, 0, 500));
    set.put(0, bytesOf(query));
    expect(set.search({ vector: query, threshold: 100, limit: 500 })).toEqual([{ key: 0, similarity: 100 }]);
  });

  it('is empty after its last vector is removed', () => {
    const set = setOf([1, 2]);
    set.remove(2);
    set.remove(1);
    expect(set.search({ vector: query, threshold: 0, limit: 10 })).toEqual([]);
    expect(set.size).toBe(0);
  });

  it('reports a size of 512 bytes per vector and little overhead', () => {
    const set = new VectorSet();
    set.reserve(1000);
    expect(set.bytes).toBeGreaterThanOrEqual(512_000);
    expect(set.bytes).toBeLessThan(600_000);
  });
});
