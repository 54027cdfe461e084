import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { FakeClock } from '../../../test/harness/fake-clock.js';
import { AttemptLimit } from './recent-map.js';

const MINUTE_MS = 60_000;

function limitOf(clock: FakeClock, capacity = 100): AttemptLimit {
  return new AttemptLimit(clock, { most: 10, windowMs: MINUTE_MS, capacity });
}

/** Makes up to `times` attempts and returns how many were accepted. */
function attempt(limit: AttemptLimit, key: string, times: number): number {
  let passed = 0;
  for (let time = 0; time < times; time += 1) {
    if (limit.waitMs(key) > 0) continue;
    limit.note(key);
    passed += 1;
  }
  return passed;
}

describe('AttemptLimit', () => {
  it('accepts the configured number of attempts and no more', () => {
    const limit = limitOf(new FakeClock(0));
    expect([attempt(limit, 'a', 9), attempt(limit, 'a', 10_000)]).toEqual([9, 1]);
  });

  it('counts each key separately', () => {
    const limit = limitOf(new FakeClock(0));
    expect(['a', 'b', '__proto__', ''].map((key) => attempt(limit, key, 20))).toEqual([10, 10, 10, 10]);
  });

  it('returns the exact time of the next allowed attempt', async () => {
    const clock = new FakeClock(0);
    const limit = limitOf(clock);
    attempt(limit, 'a', 1);
    await clock.advance(20_000);
    attempt(limit, 'a', 9);
    expect(limit.waitMs('a')).toBe(40_000);
    await clock.advance(39_999);
    expect(attempt(limit, 'a', 20)).toBe(0);
    await clock.advance(1);
    expect(attempt(limit, 'a', 20)).toBe(1);
  });

  it('never accepts more than the limit in any sliding window', async () => {
    const clock = new FakeClock(0);
    const limit = limitOf(clock);
    const passedAtMs: number[] = [];
    for (let second = 0; second < 300; second += 1) {
      if (attempt(limit, 'a', 1) === 1) passedAtMs.push(clock.monotonicMs());
      await clock.advance(1_000);
    }
    const inWindow = passedAtMs.map((from) => passedAtMs.filter((at) => at >= from && at < from + MINUTE_MS).length);
    expect(Math.max(...inWindow)).toBe(10);
    expect(passedAtMs).toHaveLength(50);
  });

  it('drops the least recently used keys above its capacity', () => {
    const limit = limitOf(new FakeClock(0), 2);
    for (const key of ['a', 'b']) attempt(limit, key, 10);
    attempt(limit, 'b', 1);
    attempt(limit, 'c', 1);
    expect([attempt(limit, 'b', 1), attempt(limit, 'a', 1)]).toEqual([0, 1]);
  });
});

describe('AttemptLimit in any state', () => {
  const steps = fc.array(
    fc.oneof(
      fc.record({ key: fc.constantFrom('a', 'b', 'c'), tries: fc.integer({ min: 1, max: 30 }) }),
      fc.record({ waitMs: fc.nat(30_000) }),
    ),
    { maxLength: 60 },
  );

  it('accepts an attempt after the returned wait, which is at most a minute', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (happened) => {
        const clock = new FakeClock(0);
        const limit = limitOf(clock);
        for (const step of happened) {
          if ('waitMs' in step) await clock.advance(step.waitMs);
          else attempt(limit, step.key, step.tries);
        }
        for (const key of ['a', 'b', 'c', 'new']) {
          const waitMs = limit.waitMs(key);
          expect(waitMs).toBeLessThanOrEqual(MINUTE_MS);
          await clock.advance(waitMs);
          expect(attempt(limit, key, 1)).toBe(1);
        }
        await clock.advance(MINUTE_MS);
        expect(['a', 'b', 'c'].map((key) => attempt(limit, key, 20))).toEqual([10, 10, 10]);
      }),
    );
  });

  it('limits each key independently of the others', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (happened) => {
        const clock = new FakeClock(0);
        const [shared, alone] = [limitOf(clock), limitOf(clock)];
        for (const step of happened) {
          if ('waitMs' in step) {
            await clock.advance(step.waitMs);
            continue;
          }
          const passed = attempt(shared, step.key, step.tries);
          if (step.key === 'a') expect(attempt(alone, 'a', step.tries)).toBe(passed);
        }
      }),
    );
  });
});
