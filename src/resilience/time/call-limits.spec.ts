import { describe, expect, it } from '@jest/globals';

import { FakeClock } from '../../../test/harness/fake-clock.js';
import {
  CallerLeft,
  CallerRevoked,
  Deadline,
  DeadlinePassed,
  pause,
  whenLimitReached,
  withinLimits,
} from './call-limits.js';

/** A signal that counts its listeners. */
class CountingSignal extends EventTarget {
  listeners = 0;
  aborted = false;

  override addEventListener(...[type, listener, options]: Parameters<EventTarget['addEventListener']>): void {
    this.listeners += 1;
    super.addEventListener(type, listener, options);
  }

  override removeEventListener(...[type, listener, options]: Parameters<EventTarget['removeEventListener']>): void {
    this.listeners -= 1;
    super.removeEventListener(type, listener, options);
  }
}

function waiting(timeoutMs: number, signal: AbortSignal = new AbortController().signal) {
  const clock = new FakeClock(0);
  return { clock, limits: { deadline: Deadline.after(clock, timeoutMs), signal } };
}

describe('pause', () => {
  it('lasts for the given time', async () => {
    const { clock, limits } = waiting(10_000);
    const state = { done: false };
    const paused = pause(clock, 300, limits).then(() => (state.done = true));
    await clock.advance(299);
    expect(state.done).toBe(false);
    await clock.advance(1);
    expect(state.done).toBe(true);
    await paused;
  });

  it('ends at the deadline if that is first', async () => {
    const { clock, limits } = waiting(200);
    const paused = expect(pause(clock, 300, limits)).rejects.toBeInstanceOf(DeadlinePassed);
    await clock.advance(200);
    await paused;
    expect(clock.pending).toBe(0);
  });

  it('ends as soon as the caller disconnects', async () => {
    const caller = new AbortController();
    const { clock, limits } = waiting(10_000, caller.signal);
    const paused = expect(pause(clock, 300, limits)).rejects.toBeInstanceOf(CallerLeft);
    caller.abort();
    await paused;
    expect({ nowMs: clock.monotonicMs(), timers: clock.pending }).toEqual({ nowMs: 0, timers: 0 });
  });

  it('is rejected at once if the caller has already disconnected', async () => {
    const { clock, limits } = waiting(10_000, AbortSignal.abort());
    await expect(pause(clock, 300, limits)).rejects.toBeInstanceOf(CallerLeft);
    expect(clock.pending).toBe(0);
  });

  it('is rejected at once if the deadline has already passed', async () => {
    const { clock, limits } = waiting(-5_000);
    const paused = expect(pause(clock, 300, limits)).rejects.toBeInstanceOf(DeadlinePassed);
    await clock.advance(0);
    await paused;
    expect(clock.pending).toBe(0);
  });

  it('removes its timers at its end, and ignores later events', async () => {
    const caller = new AbortController();
    const { clock, limits } = waiting(10_000, caller.signal);
    const paused = pause(clock, 300, limits);
    await clock.advance(300);
    await expect(paused).resolves.toBeUndefined();
    expect(clock.pending).toBe(0);
    caller.abort();
    await clock.advance(20_000);
    await expect(paused).resolves.toBeUndefined();
  });

  it('removes its abort listener, so that many pauses of one caller leave none behind', async () => {
    const signal = new CountingSignal();
    const { clock, limits } = waiting(1_000, signal as unknown as AbortSignal);
    for (let turn = 0; turn < 3; turn += 1) {
      const paused = pause(clock, 100, limits);
      expect(signal.listeners).toBe(1);
      await clock.advance(100);
      await paused;
    }
    const last = expect(pause(clock, 5_000, limits)).rejects.toBeInstanceOf(DeadlinePassed);
    await clock.advance(1_000);
    await last;
    expect(signal.listeners).toBe(0);
  });
});

describe('whenLimitReached', () => {
  it('reports only the first reason', async () => {
    const caller = new AbortController();
    const { clock, limits } = waiting(200, caller.signal);
    const reasons: string[] = [];
    whenLimitReached(clock, limits, ({ name }) => reasons.push(name));
    await clock.advance(200);
    caller.abort();
    await clock.advance(200);
    expect(reasons).toEqual(['DeadlinePassed']);
  });

  it.each([
    ['whose credential was revoked', new CallerRevoked(), CallerRevoked],
    ['that disconnected with an abort reason of its own', new RangeError('their own'), CallerLeft],
    ['that disconnected without an abort reason', undefined, CallerLeft],
  ])('reports the right error for a caller %s', (_, given, expected) => {
    const caller = new AbortController();
    const { clock, limits } = waiting(200, caller.signal);
    const reasons: Error[] = [];
    whenLimitReached(clock, limits, (reason) => reasons.push(reason));
    caller.abort(given);
    whenLimitReached(clock, limits, (reason) => reasons.push(reason));
    expect(reasons.map((reason) => reason.constructor)).toEqual([expected, expected]);
  });

  it('reports nothing after release', async () => {
    const caller = new AbortController();
    const { clock, limits } = waiting(200, caller.signal);
    const reasons: string[] = [];
    const release = whenLimitReached(clock, limits, ({ name }) => reasons.push(name));
    release();
    release();
    caller.abort();
    await clock.advance(1_000);
    expect({ reasons, timers: clock.pending }).toEqual({ reasons: [], timers: 0 });
  });
});

describe('withinLimits', () => {
  const forever = new Promise<never>(() => undefined);

  it('returns or throws the result of the work, and removes its timer and listener', async () => {
    const signal = new CountingSignal();
    const { clock, limits } = waiting(1_000, signal as unknown as AbortSignal);
    await expect(withinLimits(clock, limits, Promise.resolve('done'))).resolves.toBe('done');
    await expect(withinLimits(clock, limits, Promise.reject(new RangeError('broken')))).rejects.toThrow(RangeError);
    expect([clock.pending, signal.listeners]).toEqual([0, 0]);
  });

  it('ends at the deadline while the work continues', async () => {
    const { clock, limits } = waiting(1_000);
    const waited = expect(withinLimits(clock, limits, forever)).rejects.toThrow(DeadlinePassed);
    await clock.advance(1_000);
    await waited;
  });

  it('ends when the caller disconnects', async () => {
    const leaving = new AbortController();
    const { clock, limits } = waiting(1_000, leaving.signal);
    const waited = expect(withinLimits(clock, limits, forever)).rejects.toThrow(CallerLeft);
    leaving.abort();
    await waited;
    expect(clock.pending).toBe(0);
  });
});

describe('Deadline', () => {
  it('has less time remaining as the clock advances', async () => {
    const clock = new FakeClock(1_000);
    const deadline = Deadline.after(clock, 500);
    expect(deadline.atMs).toBe(1_500);
    expect(deadline.remainingMs).toBe(500);
    await clock.advance(200);
    expect(deadline.remainingMs).toBe(300);
    expect(deadline.atMs).toBe(1_500);
  });

  it('never has a negative remaining time', async () => {
    const clock = new FakeClock(0);
    const deadline = new Deadline(clock, 100);
    await clock.advance(100);
    expect(deadline.remainingMs).toBe(0);
    await clock.advance(5_000);
    expect(deadline.remainingMs).toBe(0);
  });
});
