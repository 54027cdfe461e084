import { describe, expect, it } from '@jest/globals';

import { FakeClock } from '../../../test/harness/fake-clock.js';
import { Rate, RATE_RECOVERY_MS, TokenBucket, UNLIMITED } from './rate.js';

import fc from 'fast-check';

function rateOf(configured: number) {
  const clock = new FakeClock(0);
  return { clock, rate: new Rate(clock, configured) };
}

describe('Rate', () => {
  it('is the configured rate until the upstream throttles', async () => {
    const { clock, rate } = rateOf(5);
    await clock.advance(3_600_000);
    expect(rate.perSecond).toBe(5);
  });

  it('drops by a tenth when throttled, at most once a second', async () => {
    const { clock, rate } = rateOf(10);
    for (let call = 0; call < 5; call += 1) rate.throttled();
    expect(rate.perSecond).toBeCloseTo(9);
    await clock.advance(999);
    rate.throttled();
    expect(rate.perSecond).toBeGreaterThan(9);
    await clock.advance(1);
    rate.throttled();
    expect(rate.perSecond).toBeCloseTo((9 + 0.1) * 0.9);
  });

  it.each([
    [50, 5],
    [5, 1],
    [0.5, 0.5],
  ])('never drops below its minimum: configured as %d, minimum %d', async (configured, lowest) => {
    const { clock, rate } = rateOf(configured);
    for (let second = 0; second < 100; second += 1) {
      rate.throttled();
      await clock.advance(1_000);
    }
    rate.throttled();
    expect(rate.perSecond).toBeGreaterThanOrEqual(lowest);
    expect(rate.perSecond).toBeLessThan(lowest * 1.1);
  });

  it('regains a hundredth of the configured rate per second, up to 95 % of the throttled rate', async () => {
    const { clock, rate } = rateOf(10);
    rate.throttled();
    await clock.advance(2_000);
    expect(rate.perSecond).toBeCloseTo(9.2);
    await clock.advance(20_000);
    expect(rate.perSecond).toBeCloseTo(9.5);
  });

  it('rises further in steps of 5 % every 30 s, and never above the configured rate', async () => {
    const { clock, rate } = rateOf(10);
    rate.throttled();
    await clock.advance(5_000);
    expect(rate.perSecond).toBeCloseTo(9.5);
    await clock.advance(29_999);
    expect(rate.perSecond).toBeCloseTo(9.5);
    await clock.advance(1);
    expect(rate.perSecond).toBeCloseTo(9.975);
    await clock.advance(30_000);
    expect(rate.perSecond).toBe(10);
    await clock.advance(300_000);
    expect(rate.perSecond).toBe(10);
  });

  it('settles near the granted rate if the upstream grants half of the configured one', async () => {
    const { clock, rate } = rateOf(10);
    let [throttles, calls] = [0, 0];
    for (let second = 0; second < 120; second += 1) {
      const tooMany = rate.perSecond > 5;
      if (tooMany) rate.throttled();
      if (second >= 15) {
        calls += rate.perSecond;
        throttles += tooMany ? 1 : 0;
        expect(Math.abs(rate.perSecond - 5)).toBeLessThanOrEqual(0.55);
      }
      await clock.advance(1_000);
    }
    expect(throttles / calls).toBeLessThan(0.03);
  });

  it('ignores throttles if there is no limit', () => {
    const { rate } = rateOf(UNLIMITED);
    rate.throttled();
    expect(rate.perSecond).toBe(UNLIMITED);
  });

  it('follows a new configured rate at once, up and down, if nothing was throttled', () => {
    const { rate } = rateOf(5);
    rate.configure(50);
    expect([rate.perSecond, rate.configured]).toEqual([50, 50]);
    rate.configure(2);
    expect([rate.perSecond, rate.configured]).toEqual([2, 2]);
    rate.configure(UNLIMITED);
    expect(rate.perSecond).toBe(UNLIMITED);
  });

  it('keeps what it learned when the configured rate is lowered, and discards it when that is raised', async () => {
    const { clock, rate } = rateOf(10);
    for (let second = 0; second < 10; second += 1) {
      rate.throttled();
      await clock.advance(1_000);
    }
    const learned = rate.perSecond;
    expect(learned).toBeLessThan(6);
    rate.configure(8);
    expect(rate.perSecond).toBeCloseTo(learned);
    rate.configure(12);
    expect(rate.perSecond).toBe(12);
    await clock.advance(60_000);
    expect(rate.perSecond).toBe(12);
  });
});

const rates = fc.constantFrom(0.5, 1, 3, 5, 20, 50, 1_000);
const steps = fc.array(
  fc.oneof(
    fc.record({ throttles: fc.integer({ min: 1, max: 5 }) }),
    fc.record({ waitMs: fc.oneof(fc.integer({ min: 1, max: 3_000 }), fc.integer({ min: 1, max: 100_000 })) }),
    fc.record({ configured: rates }),
  ),
  { maxLength: 80 },
);

describe('Rate after the last throttle, from any state', () => {
  const reached = async (configured: number, happened: typeof steps extends fc.Arbitrary<infer T> ? T : never) => {
    const { clock, rate } = rateOf(configured);
    for (const step of happened) {
      if ('waitMs' in step) await clock.advance(step.waitMs);
      else if ('configured' in step) rate.configure(step.configured);
      else for (let n = 0; n < step.throttles; n += 1) rate.throttled();
    }
    return { clock, rate };
  };

  it.each([
    ['read every second', 1_000],
    ['read every ten minutes', 600_000],
    ['never read', RATE_RECOVERY_MS],
  ])('is the configured rate again within 24 minutes: %s', async (_name, everyMs) => {
    await fc.assert(
      fc.asyncProperty(rates, steps, async (configured, happened) => {
        const { clock, rate } = await reached(configured, happened);
        for (let passedMs = 0; passedMs < RATE_RECOVERY_MS; passedMs += everyMs) {
          expect(rate.perSecond).toBeLessThanOrEqual(rate.configured);
          await clock.advance(Math.min(everyMs, RATE_RECOVERY_MS - passedMs));
        }
        expect(rate.perSecond).toBe(rate.configured);
      }),
      { numRuns: everyMs === 1_000 ? 10 : 100 },
    );
  });

  it('does not depend on how often it is read', async () => {
    await fc.assert(
      fc.asyncProperty(rates, steps, fc.integer({ min: 1, max: 200 }), async (configured, happened, seconds) => {
        const [often, seldom] = [await reached(configured, happened), await reached(configured, happened)];
        for (let second = 0; second < seconds; second += 1) {
          await often.clock.advance(1_000);
          expect(often.rate.perSecond).toBeGreaterThan(0);
        }
        await seldom.clock.advance(seconds * 1_000);
        expect(seldom.rate.perSecond).toBeCloseTo(often.rate.perSecond, 6);
      }),
      { numRuns: 50 },
    );
  });

  it('never drops below a tenth of the configured rate, or one call per second', async () => {
    await fc.assert(
      fc.asyncProperty(rates, steps, async (configured, happened) => {
        const { rate } = await reached(configured, happened);
        expect(rate.perSecond).toBeGreaterThanOrEqual(Math.min(1, configured, rate.configured));
      }),
    );
  });
});

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
