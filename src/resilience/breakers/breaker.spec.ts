import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { FakeClock } from '../../../test/harness/fake-clock.js';
import { Breaker, BREAKER_RECOVERY, type EndAttempt } from './breaker.js';

type Result = Parameters<EndAttempt>[0];

function breakerOf(random = 0) {
  const clock = new FakeClock(0);
  return { clock, breaker: new Breaker(clock, { random: () => random }) };
}

function attempt(breaker: Breaker, results: readonly Result[]): void {
  for (const result of results) breaker.begin()(result);
}

const times = (count: number, result: Result): Result[] => Array<Result>(count).fill(result);

describe('Breaker', () => {
  it('opens when half of twenty attempts failed, and not with fewer attempts', () => {
    const { breaker } = breakerOf();
    attempt(breaker, [...times(9, 'failed'), ...times(10, 'succeeded')]);
    expect(breaker.state).toBe('closed');
    attempt(breaker, times(1, 'failed'));
    expect(breaker.state).toBe('open');
  });

  it('stays closed while fewer than half of the attempts fail', () => {
    const { breaker } = breakerOf();
    for (let round = 0; round < 20; round += 1) attempt(breaker, [...times(3, 'succeeded'), ...times(2, 'failed')]);
    expect(breaker.state).toBe('closed');
  });

  it('ignores attempts that are older than ten seconds', async () => {
    const { clock, breaker } = breakerOf();
    attempt(breaker, times(19, 'failed'));
    await clock.advance(10_000);
    attempt(breaker, times(1, 'failed'));
    expect(breaker.state).toBe('closed');
  });

  it('opens by `isFailing` if that is set', () => {
    const breaker = new Breaker(new FakeClock(0), { isFailing: ({ failuresInARow }) => failuresInARow >= 5 });
    attempt(breaker, [...times(4, 'failed'), 'succeeded', ...times(4, 'failed')]);
    expect(breaker.state).toBe('closed');
    attempt(breaker, times(1, 'failed'));
    expect(breaker.state).toBe('open');
  });

  it.each([
    [0, 2_000],
    [0.5, 3_000],
    [0.999_999, 4_000],
  ])('allows no attempt for two to four seconds (random %d: %d ms)', async (random, openMs) => {
    const { clock, breaker } = breakerOf(random);
    attempt(breaker, times(20, 'failed'));
    expect(Math.round(breaker.closedForMs)).toBe(openMs);
    await clock.advance(openMs);
    expect([breaker.state, breaker.closedForMs]).toEqual(['half-open', 0]);
  });

  it('allows one attempt per second while half-open', async () => {
    const { clock, breaker } = breakerOf();
    attempt(breaker, times(20, 'failed'));
    await clock.advance(2_000);
    breaker.begin();
    expect(breaker.closedForMs).toBe(1_000);
    await clock.advance(1_000);
    expect(breaker.closedForMs).toBe(0);
  });

  it('closes when a probe succeeds, and resets its counts', async () => {
    const { clock, breaker } = breakerOf();
    attempt(breaker, times(20, 'failed'));
    await clock.advance(2_000);
    attempt(breaker, ['succeeded']);
    expect(breaker.state).toBe('closed');
    attempt(breaker, times(19, 'failed'));
    expect(breaker.state).toBe('closed');
  });

  it('opens again when a probe fails', async () => {
    const { clock, breaker } = breakerOf();
    attempt(breaker, times(20, 'failed'));
    await clock.advance(2_000);
    attempt(breaker, ['failed']);
    expect([breaker.state, breaker.closedForMs]).toEqual(['open', 2_000]);
  });

  it('ignores the results of attempts that began before it opened, even if they end while it is half-open', async () => {
    const { clock, breaker } = breakerOf();
    const underWay = [breaker.begin(), breaker.begin(), breaker.begin()] as const;
    attempt(breaker, times(20, 'failed'));
    underWay[0]('succeeded');
    expect([breaker.state, breaker.closedForMs]).toEqual(['open', 2_000]);
    await clock.advance(2_000);
    underWay[1]('failed');
    underWay[2]('succeeded');
    expect([breaker.state, breaker.closedForMs]).toEqual(['half-open', 0]);
  });
});

/** All events of a breaker: attempts with and without a result, and time. */
const happenings = fc.array(
  fc.oneof(
    fc.record({ result: fc.constantFrom<Result | 'unknown'>('succeeded', 'failed', 'failed', 'unknown') }),
    fc.record({ failures: fc.integer({ min: 1, max: 25 }) }),
    fc.record({ waitMs: fc.integer({ min: 0, max: 5_000 }) }),
    fc.record({ asTold: fc.constant(true) }),
  ),
  { maxLength: 60 },
);

type Happening = (typeof happenings extends fc.Arbitrary<infer T> ? T : never)[number];

async function happen(clock: FakeClock, breaker: Breaker, happening: Happening): Promise<void> {
  if ('waitMs' in happening) await clock.advance(happening.waitMs);
  else if ('asTold' in happening) await clock.advance(breaker.closedForMs);
  else if (breaker.closedForMs > 0) return;
  else if ('failures' in happening) attempt(breaker, times(happening.failures, 'failed'));
  else {
    const end = breaker.begin();
    if (happening.result !== 'unknown') end(happening.result);
  }
}

describe('Breaker after the fault is gone, from any state', () => {
  const reached = async (random: number, before: readonly Happening[]) => {
    const { clock, breaker } = breakerOf(random);
    for (const happening of before) await happen(clock, breaker, happening);
    return { clock, breaker };
  };
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

  it('is closed by the first attempt, which it allows within 4 s', async () => {
    await fc.assert(
      fc.asyncProperty(random, happenings, async (chance, before) => {
        const { clock, breaker } = await reached(chance, before);
        const waitMs = breaker.closedForMs;
        expect(waitMs).toBeLessThanOrEqual(BREAKER_RECOVERY.probeMs);
        await clock.advance(waitMs);
        expect(breaker.closedForMs).toBe(0);
        attempt(breaker, ['succeeded']);
        expect([breaker.state, breaker.closedForMs]).toEqual(['closed', 0]);
      }),
    );
  });

  it('is closed within 14 s even if every probe ends without a result', async () => {
    await fc.assert(
      fc.asyncProperty(random, happenings, async (chance, before) => {
        const { clock, breaker } = await reached(chance, before);
        const goneAtMs = clock.monotonicMs();
        while (breaker.state !== 'closed') {
          await clock.advance(breaker.closedForMs + 1);
          breaker.begin();
        }
        expect(clock.monotonicMs() - goneAtMs).toBeLessThanOrEqual(BREAKER_RECOVERY.closedMs + 1_001);
        await clock.advance(Math.max(0, goneAtMs + BREAKER_RECOVERY.closedMs - clock.monotonicMs()));
        expect(breaker.closedForMs).toBe(0);
      }),
    );
  });
});
