import { describe, expect, it } from '@jest/globals';
import { seededId, seededFraction } from './seeded-ids.js';

describe('seededId', () => {
  it('depends only on seed, kind and number', () => {
    expect(seededId(1, 'face', 1)).toBe(seededId(1, 'face', 1));
    const ids = [seededId(1, 'face', 1), seededId(2, 'face', 1), seededId(1, 'image', 1), seededId(1, 'face', 2)];
    expect(new Set(ids).size).toBe(4);
  });

  it('is a lower-case UUID of version 4', () => {
    for (let number = 0; number < 100; number += 1)
      expect(seededId(7, 'face', number)).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
  });
});

describe('seededFraction', () => {
  it('is uniformly distributed between 0 and 1', () => {
    const draws = Array.from({ length: 1000 }, (_, number) => seededFraction(1, 'fault', number));
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...draws)).toBeLessThan(1);
    expect(draws.filter((draw) => draw < 0.3).length).toBeGreaterThan(240);
    expect(draws.filter((draw) => draw < 0.3).length).toBeLessThan(360);
  });
});
