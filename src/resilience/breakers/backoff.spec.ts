import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { backoffMs } from './backoff.js';

const RANGE = { baseMs: 250, capMs: 2_000 };

describe('backoffMs', () => {
  it.each([
    [1, 250],
    [2, 500],
    [3, 1_000],
    [4, 2_000],
    [5, 2_000],
    [50, 2_000],
    [5_000, 2_000],
  ])('is, after %i tries, between 0 and %i ms', (tries, mostMs) => {
    expect(backoffMs(RANGE, tries, 0)).toBe(0);
    expect(backoffMs(RANGE, tries, 0.5)).toBe(mostMs / 2);
    expect(backoffMs(RANGE, tries, 1)).toBe(mostMs);
  });

  it('is between 0 and the cap for every random value', () => {
    const draw = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(
        fc.nat(10_000),
        fc.nat(60_000),
        fc.integer({ min: 1, max: 1_000 }),
        draw,
        (base, cap, tries, random) => {
          const delayMs = backoffMs({ baseMs: base, capMs: cap }, tries, random);
          expect(delayMs).toBeGreaterThanOrEqual(0);
          expect(delayMs).toBeLessThanOrEqual(cap);
        },
      ),
    );
  });
});
