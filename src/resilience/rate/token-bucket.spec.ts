import { describe, expect, it } from '@jest/globals';

import { FakeClock } from '../../../test/harness/fake-clock.js';
import { Rate, UNLIMITED } from './rate.js';
import { TokenBucket } from './token-bucket.js';

function bucketOf(perSecond: number) {
  const clock = new FakeClock(0);
  return { clock, bucket: new TokenBucket(clock, new Rate(clock, perSecond)) };
}

function taken(bucket: TokenBucket): number {
  let tokens = 0;
  while (tokens < 1_000 && bucket.take()) tokens += 1;
  return tokens;
}

describe('TokenBucket', () => {
  it.each([
    [5, 4],
    [50, 49],
    [2, 1],
    [1, 1],
    [0.5, 1],
  ])(
    'holds, at %d per second, %d tokens: one less than a second is worth, and at least one',
    async (perSecond, tokens) => {
      const { clock, bucket } = bucketOf(perSecond);
      expect(taken(bucket)).toBe(tokens);
      await clock.advance(3_600_000);
      expect(taken(bucket)).toBe(tokens);
    },
  );

  it('never sends more in any second than an upstream bucket of one second accepts', async () => {
    const { clock, bucket } = bucketOf(5);
    let upstream = 5;
    for (let step = 0; step < 600; step += 1) {
      upstream = Math.min(5, upstream + 0.5) - taken(bucket);
      expect(upstream).toBeGreaterThanOrEqual(0);
      await clock.advance(100);
    }
  });

  it('returns when the nth token from now is available', async () => {
    const { clock, bucket } = bucketOf(5);
    expect(bucket.waitMs(4)).toBe(0);
    expect(bucket.waitMs(5)).toBeCloseTo(200);
    taken(bucket);
    expect(bucket.waitMs(1)).toBeCloseTo(200);
    expect(bucket.waitMs(10)).toBeCloseTo(2_000);
    await clock.advance(199);
    expect(bucket.take()).toBe(false);
    await clock.advance(1);
    expect(bucket.take()).toBe(true);
  });

  it('always has a token if there is no limit', () => {
    const { bucket } = bucketOf(UNLIMITED);
    expect(taken(bucket)).toBe(1_000);
    expect(bucket.waitMs(1_000)).toBe(0);
  });
});
