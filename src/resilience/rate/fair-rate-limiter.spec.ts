import { setImmediate } from 'node:timers/promises';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { FakeClock } from '../../../test/harness/fake-clock.js';
import { CallerLeft, type CallLimits, Deadline, DeadlinePassed } from '../time/call-limits.js';
import { Rate, UNLIMITED } from './rate.js';
import { Bulkhead, type Leave } from '../bounds/bulkhead.js';
import { FairRateLimiter, type Flow, TurnAfterDeadline } from './fair-rate-limiter.js';

/** A request for a turn. */
type Taker = Flow & CallLimits;

/** A limiter, and when each request got its turn. */
class Course {
  readonly limiter: FairRateLimiter;
  readonly had: { name: string; atMs: number }[] = [];
  /** Attempts that hold a slot, by flow. */
  readonly held = new Map<string, Leave[]>();
  readonly refused: { name: string; reason: Error }[] = [];

  constructor(
    perSecond: number,
    perFlow = 10_000,
    readonly clock = new FakeClock(0),
  ) {
    const slots = new Bulkhead(10_000, [{ share: perFlow / 10_000 }]);
    this.limiter = new FairRateLimiter(this.clock, new Rate(this.clock, perSecond), slots);
  }

  taker(flow = 'acme', timeoutMs = 60_000, signal = new AbortController().signal, weight = 1): Taker {
    return { id: flow, weight, deadline: Deadline.after(this.clock, timeoutMs), signal };
  }

  async take(name: string, taker = this.taker(), again = false): Promise<void> {
    this.limiter.take(taker, taker, again).then(
      (leave) => {
        this.had.push({ name, atMs: this.clock.monotonicMs() });
        this.held.set(taker.id, [...(this.held.get(taker.id) ?? []), leave]);
      },
      (reason: unknown) => this.refused.push({ name, reason: reason as Error }),
    );
    await setImmediate();
  }

  /** Ends up to the given number of attempts of the flow. */
  async end(taker: Taker, most = Number.POSITIVE_INFINITY): Promise<void> {
    for (const leave of this.held.get(taker.id)?.splice(0, most) ?? []) leave();
    await setImmediate();
  }

  async takeMany(count: number, flow = 'acme', timeoutMs = 60_000): Promise<void> {
    for (let n = 0; n < count; n += 1) await this.take(flow, this.taker(flow, timeoutMs));
  }

  isTooFar(taker: Taker): boolean {
    return this.limiter.isTooFar(taker, taker.deadline);
  }

  get names(): string[] {
    return this.had.map(({ name }) => name);
  }
}

describe('FairRateLimiter', () => {
  it('grants turns at once while the bucket has tokens, then one by one at the rate', async () => {
    const course = new Course(5);
    await course.takeMany(10);
    expect(course.had).toHaveLength(4);
    await course.clock.advance(1_200);
    expect(course.had.slice(4).map(({ atMs }) => atMs)).toEqual([200, 400, 600, 800, 1_000, 1_200]);
    expect(course.clock.pending).toBe(0);
  });

  it('shares turns between flows by weight', async () => {
    const course = new Course(5);
    await course.takeMany(54, 'noisy');
    await course.takeMany(5, 'quiet');
    course.had.length = 0;
    await course.clock.advance(2_000);
    expect(course.names.filter((name) => name === 'quiet')).toHaveLength(5);
  });

  it('rejects a waiting request exactly when its limits are reached, and gives its turn to the next', async () => {
    const course = new Course(1);
    const caller = new AbortController();
    await course.take('first');
    await course.take('gone', course.taker('acme', 60_000, caller.signal));
    await course.take('late', course.taker('acme', 2_500));
    await course.take('last');
    caller.abort();
    await course.clock.advance(1_000);
    expect(course.names).toEqual(['first', 'late']);
    await course.clock.advance(1_000);
    expect(course.names).toEqual(['first', 'late', 'last']);
    expect(course.refused).toEqual([{ name: 'gone', reason: expect.any(CallerLeft) }]);
  });

  it('grants turns at the expected time', async () => {
    const course = new Course(5);
    await course.takeMany(14, 'a');
    for (const flow of ['a', 'b']) {
      const expectedMs = course.limiter.expectedWaitMs({ id: flow, weight: 1 });
      const fresh = new Course(5);
      await fresh.takeMany(14, 'a');
      await fresh.take('newcomer', fresh.taker(flow));
      await fresh.clock.advance(10_000);
      const { atMs } = fresh.had.find(({ name }) => name === 'newcomer')!;
      expect(Math.abs(atMs - expectedMs)).toBeLessThanOrEqual(200);
    }
  });

  it('soon rejects a request whose turn others have moved beyond its deadline', async () => {
    const course = new Course(5);
    await course.takeMany(4 + 10, 'a', 2_100);
    expect(course.refused).toEqual([]);
    await course.takeMany(10, 'b', 60_000);
    await course.clock.advance(200);
    expect(course.refused.map(({ name }) => name)).toEqual(['a', 'a', 'a', 'a', 'a']);
    for (const { reason } of course.refused) expect(reason).toBeInstanceOf(TurnAfterDeadline);
    await course.clock.advance(1_900);
    expect(course.refused).toHaveLength(5);
  });

  it('never lets a request wait until its deadline if the wait was predictable', async () => {
    const course = new Course(5);
    for (let second = 0; second < 20; second += 1) {
      for (const flow of ['a', 'b', 'c']) {
        for (let n = 0; n < 5; n += 1) {
          const taker = course.taker(flow, 3_000);
          if (course.limiter.expectedWaitMs(taker) + 100 <= 3_000) await course.take(flow, taker);
        }
      }
      await course.clock.advance(1_000);
    }
    expect(course.refused.filter(({ reason }) => reason instanceof DeadlinePassed)).toEqual([]);
    expect(course.had.length).toBeGreaterThanOrEqual(5 * 19);
  });

  it('serves a retry before the other requests of its flow', async () => {
    const course = new Course(1);
    await course.takeMany(3);
    await course.take('again', course.taker(), true);
    await course.clock.advance(1_000);
    expect(course.names).toEqual(['acme', 'again']);
  });

  it('skips a flow without a free slot and serves the others', async () => {
    const course = new Course(100, 2);
    const hung = course.taker('hung');
    for (let n = 0; n < 4; n += 1) await course.take('hung', hung);
    await course.takeMany(2, 'other');
    expect(course.names).toEqual(['hung', 'hung', 'other', 'other']);
    await course.end(hung, 1);
    expect(course.names).toEqual(['hung', 'hung', 'other', 'other', 'hung']);
    await course.clock.advance(1_000);
    expect(course.names).toHaveLength(5);
  });
});

describe('FairRateLimiter with a flow that hangs', () => {
  /** A limiter whose flow `hung` has had so many attempts without an answer. */
  async function courseWith(unanswered: number): Promise<Course> {
    const course = new Course(UNLIMITED);
    for (let n = 0; n < unanswered; n += 1) course.limiter.hung.started('hung');
    await course.clock.advance(3_000);
    course.limiter.hung.unanswered('hung', 3_000);
    await course.takeMany(10, 'hung');
    return course;
  }

  it('starts one attempt of it a second, while other flows go on', async () => {
    const course = await courseWith(3);
    await course.takeMany(4, 'other');
    expect(course.names).toEqual(['hung', 'other', 'other', 'other', 'other']);
    await course.clock.advance(2_500);
    expect(course.had.filter(({ name }) => name === 'hung').map(({ atMs }) => atMs)).toEqual([3_000, 4_000, 5_000]);
  });

  it('starts all of its waiting attempts as soon as one is answered', async () => {
    const course = await courseWith(3);
    await course.clock.advance(1_000);
    course.limiter.hung.answered('hung');
    await course.end(course.taker('hung'), 1);
    expect([course.had.length, course.limiter.waiting, course.clock.pending]).toEqual([10, 0, 0]);
  });

  it('holds back only what exceeds three attempts without an answer', async () => {
    expect((await courseWith(1)).had).toHaveLength(2);
  });

  it('neither rejects nor counts its requests: they wait until their deadline', async () => {
    const course = await courseWith(3);
    expect(course.limiter.expectedWaitMs({ id: 'other', weight: 1 })).toBe(0);
    expect(course.isTooFar(course.taker('hung', 1_000))).toBe(false);
    await course.clock.advance(60_000);
    expect(course.refused).toEqual([]);
    expect(course.had).toHaveLength(10);
  });
});

describe('FairRateLimiter with flows that have no free slot', () => {
  it('does not count them in the expected wait of others', async () => {
    const course = new Course(5, 2);
    await course.takeMany(60, 'hung');
    expect(course.had).toHaveLength(2);
    await course.takeMany(8, 'quiet', 2_000);
    await course.end(course.taker('quiet'));
    expect(course.isTooFar(course.taker('quiet', 2_000))).toBe(false);
    for (let turn = 0; turn < 6; turn += 1) {
      await course.clock.advance(200);
      await course.end(course.taker('quiet'));
    }
    expect([course.names.slice(2), course.refused]).toEqual([Array(8).fill('quiet'), []]);
  });

  it('does not reject their requests as too far, because the wait for a slot is unknown', async () => {
    const course = new Course(1, 2);
    const hung = course.taker('hung', 5_000);
    for (let n = 0; n < 10; n += 1) await course.take('hung', hung);
    await course.clock.advance(4_000);
    expect(course.refused).toEqual([]);
    await course.clock.advance(1_000);
    expect(course.refused).toEqual(Array(8).fill({ name: 'hung', reason: expect.any(DeadlinePassed) }));
  });

  it('gives them no credit: active flows keep their share when slots are released', async () => {
    const weight = fc.constantFrom(0.5, 1, 2, 3);
    const frees = fc.array(fc.constantFrom(0, 0, 0, 0, 0, 1, 4), { minLength: 20, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(weight, weight, frees, async (busyWeight, hungWeight, freed) => {
        const course = new Course(5, 4);
        const signal = new AbortController().signal;
        const busy = course.taker('busy', 60_000, signal, busyWeight);
        const hung = course.taker('hung', 60_000, signal, hungWeight);
        for (let n = 0; n < 80; n += 1) {
          await course.take('hung', hung);
          await course.take('busy', busy);
        }
        for (const slots of freed) {
          await course.end(hung, slots);
          await course.end(busy);
          await course.clock.advance(200);
        }
        const share = busyWeight / (busyWeight + hungWeight);
        for (let from = 0; from < course.names.length; from += 1) {
          const turns = course.names.slice(from);
          for (let count = 1; count <= turns.length; count += 1) {
            const own = turns.slice(0, count).filter((name) => name === 'busy').length;
            expect(own).toBeGreaterThanOrEqual(Math.floor(share * count) - 1);
          }
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('FairRateLimiter without a rate limit', () => {
  it('never rejects a request as too far, however many wait for slots', async () => {
    const course = new Course(UNLIMITED, 2);
    await course.takeMany(500, 'acme', 1_000);
    expect(course.isTooFar(course.taker('acme', 1))).toBe(false);
    await course.clock.advance(1_000);
    expect(new Set(course.refused.map(({ reason }) => reason.name))).toEqual(new Set(['DeadlinePassed']));
  });
});

describe('FairRateLimiter with turns near the deadline', () => {
  it('considers a turn behind others too far if only the last part of the time would be left', async () => {
    const course = new Course(5);
    await course.takeMany(4 + 10);
    expect([2_200, 2_500, 2_600, 3_000].map((ms) => course.isTooFar(course.taker('acme', ms)))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('serves the first request whenever its turn is before its deadline', async () => {
    const course = new Course(1);
    await course.take('first');
    expect(course.isTooFar(course.taker('acme', 1_001))).toBe(false);
    expect(course.isTooFar(course.taker('acme', 1_000))).toBe(true);
    await course.take('second', course.taker('acme', 1_001));
    await course.clock.advance(1_000);
    expect(course.names).toEqual(['first', 'second']);
  });

  it('grants no turn at the deadline', async () => {
    const course = new Course(100, 1);
    const first = course.taker('acme', 1_000);
    await course.take('first', first);
    course.clock.schedule(1_000, () => void course.end(first));
    await course.take('late', course.taker('acme', 1_000));
    await course.clock.advance(1_000);
    expect([course.names, course.refused]).toEqual([['first'], [{ name: 'late', reason: expect.any(DeadlinePassed) }]]);
  });
});

/** A clock that advances a little with each reading and whose timers fire slightly early. */
class RunningClock extends FakeClock {
  private passedMs = 0;

  override monotonicMs(): number {
    return super.monotonicMs() + (this.passedMs += 0.07);
  }

  override schedule(delayMs: number, task: () => void): () => void {
    return super.schedule(Math.max(0, delayMs - 1), task);
  }
}

describe('FairRateLimiter on a clock that advances with each reading', () => {
  it('serves all requests, even if a turn becomes available during a check', async () => {
    const course = new Course(5, 10_000, new RunningClock(0));
    for (let round = 0; round < 20; round += 1) {
      await course.takeMany(7);
      await course.clock.advance(1_500);
    }
    expect([course.had.length, course.limiter.waiting]).toEqual([140, 0]);
  });
});

describe('Retry suggestions of FairRateLimiter', () => {
  it('are spaced by the share of their flow, starting at the first free turn', async () => {
    const course = new Course(5);
    await course.takeMany(4 + 10);
    const promises = [1, 2, 3].map(() => course.limiter.promiseMs({ id: 'acme', weight: 1 }));
    expect(promises.map(Math.round)).toEqual([2_200, 2_400, 2_600]);
  });

  it('reserve nothing: the first request gets the turn', async () => {
    const course = new Course(5);
    await course.takeMany(4);
    course.limiter.promiseMs({ id: 'acme', weight: 1 });
    expect(course.limiter.expectedWaitMs({ id: 'acme', weight: 1 })).toBeCloseTo(200);
  });

  it('expire when their time has passed', async () => {
    const course = new Course(5);
    await course.takeMany(4);
    for (let n = 0; n < 50; n += 1) course.limiter.promiseMs({ id: 'acme', weight: 1 });
    await course.clock.advance(60_000);
    expect(course.limiter.promiseMs({ id: 'acme', weight: 1 })).toBe(0);
  });

  it('are never more than five minutes ahead', () => {
    const course = new Course(1);
    const promises = Array.from({ length: 1_000 }, () => course.limiter.promiseMs({ id: 'acme', weight: 1 }));
    expect(Math.max(...promises)).toBe(300_000);
  });

  it('let all rejected requests succeed on their second try', async () => {
    const course = new Course(5);
    await course.takeMany(4 + 10);
    const promises = Array.from({ length: 30 }, () => course.limiter.promiseMs({ id: 'acme', weight: 1 }));
    for (const promiseMs of promises) {
      course.clock.schedule(Math.ceil(promiseMs / 1_000) * 1_000, () => {
        const taker = course.taker('acme', 1_000);
        expect(course.limiter.expectedWaitMs(taker)).toBeLessThanOrEqual(1_000);
        void course.take('returned', taker);
      });
    }
    await course.clock.advance(20_000);
    expect(course.names.filter((name) => name === 'returned')).toHaveLength(30);
  });
});

describe('FairRateLimiter with a changed rate', () => {
  it('serves requests, also those already waiting, at a new rate as soon as it is set', async () => {
    const course = new Course(1);
    await course.takeMany(4);
    expect(course.had).toHaveLength(1);
    await course.clock.advance(500);
    course.limiter.configure(10);
    await course.clock.advance(300);
    // Half a token was gained at the old rate; the rest comes ten times as fast.
    expect(course.had.slice(1).map(({ atMs }) => atMs)).toEqual([550, 650, 750]);
    expect(course.clock.pending).toBe(0);
  });

  it('rejects waiting requests whose turn is too late after the rate was lowered', async () => {
    const course = new Course(10);
    await course.takeMany(9);
    await course.take('patient', course.taker('acme', 60_000));
    await course.takeMany(1, 'acme', 1_000);
    course.limiter.configure(1);
    await course.clock.advance(1_000);
    expect(course.refused.map(({ reason }) => reason.name)).toEqual(['TurnAfterDeadline']);
  });

  it('makes new retry suggestions after the rate was raised', async () => {
    const course = new Course(1);
    await course.take('first');
    const asked = { id: 'acme', weight: 1 };
    for (let refused = 0; refused < 60; refused += 1) course.limiter.promiseMs(asked);
    expect(course.limiter.promiseMs(asked)).toBeGreaterThan(60_000);
    course.limiter.configure(100);
    expect(course.limiter.promiseMs(asked)).toBeLessThan(1_000);
  });
});
