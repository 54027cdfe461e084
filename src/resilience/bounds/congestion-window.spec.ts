import { setImmediate } from 'node:timers/promises';

import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { FakeClock } from '../../../test/harness/fake-clock.js';
import { CongestionWindow, windowRecoveryMs } from './congestion-window.js';

class Throttle extends Error {}

const BOUNDS = { least: 2, most: 8, pauseMs: 1_000 };

let clock: FakeClock;
let window: CongestionWindow;
/** Requests in flight, in order of their start. */
let asked: { readonly name: number; end: (thrown?: Error) => void }[];

beforeEach(() => {
  clock = new FakeClock();
  window = new CongestionWindow(clock, BOUNDS, () => 1);
  asked = [];
});

function ask(name: number): Promise<string> {
  const work = (): Promise<string> =>
    new Promise((resolve, reject) => {
      asked.push({ name, end: (thrown) => (thrown === undefined ? resolve('answer') : reject(thrown)) });
    });
  return window
    .run(work, (thrown) => thrown instanceof Throttle)
    .catch((thrown: unknown) => (thrown as Error).constructor.name);
}

const askAll = (count: number): Promise<string>[] => Array.from({ length: count }, (_, name) => ask(name));

/** Ends all requests in flight. */
async function endAll(thrown?: Error): Promise<void> {
  for (const { end } of asked.splice(0)) end(thrown);
  await setImmediate();
}

describe('CongestionWindow', () => {
  it('sends as many requests as its width, and the others in FIFO order', async () => {
    const answers = askAll(12);
    await setImmediate();
    expect(asked.map(({ name }) => name)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    await endAll();
    expect(asked.map(({ name }) => name)).toEqual([8, 9, 10, 11]);
    await endAll();
    expect(await Promise.all(answers)).toEqual(Array(12).fill('answer'));
  });

  it('halves once for requests that were throttled together, and then pauses', async () => {
    void askAll(20);
    await setImmediate();
    await endAll(new Throttle());
    expect([window.width, asked.length]).toEqual([4, 0]);
    await clock.advance(999);
    expect(asked).toHaveLength(0);
    await clock.advance(1);
    expect(asked).toHaveLength(4);
  });

  it('never shrinks below its minimum, and grows by one per second without a throttle up to its maximum', async () => {
    for (let round = 0; round < 5; round += 1) {
      void askAll(8);
      await setImmediate();
      await endAll(new Throttle());
      await clock.advance(1_000);
    }
    expect(window.width).toBe(2);
    const widths = [];
    for (let second = 0; second < 10; second += 1) {
      await clock.advance(1_000);
      void ask(second);
      await setImmediate();
      while (asked.length > 0) await endAll();
      widths.push(window.width);
    }
    expect(widths.at(0)).toBe(3);
    expect(widths.at(-1)).toBe(8);
  });

  it('does not shrink for other errors, and rethrows every error', async () => {
    const answers = askAll(8);
    await setImmediate();
    await endAll(new TypeError('other'));
    expect(new Set(await Promise.all(answers))).toEqual(new Set(['TypeError']));
    expect(window.width).toBe(8);
  });

  it('sets no timer when no request waits', async () => {
    const answer = ask(0);
    await setImmediate();
    await endAll(new Throttle());
    expect([await answer, clock.pending]).toEqual(['Throttle', 0]);
  });
});

describe('CongestionWindow after the last throttle, from any state', () => {
  const steps = fc.array(
    fc.oneof(
      fc.record({ asks: fc.integer({ min: 1, max: 12 }) }),
      fc.record({ ends: fc.constantFrom('answer', 'throttle', 'throttle', 'other') }),
      fc.record({ waitMs: fc.nat(3_000) }),
    ),
    { maxLength: 60 },
  );
  const thrownOf = { answer: undefined, throttle: new Throttle(), other: new TypeError('other') };

  it.each(['in use', 'idle'])('is at its maximum again within 7 s when %s, and holds back no request', async (use) => {
    await fc.assert(
      fc.asyncProperty(steps, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), async (before, chance) => {
        clock = new FakeClock();
        window = new CongestionWindow(clock, BOUNDS, () => chance);
        asked = [];
        for (const step of before) {
          if ('asks' in step) void askAll(step.asks);
          else if ('waitMs' in step) await clock.advance(step.waitMs);
          else await endAll(thrownOf[step.ends]);
          await setImmediate();
        }
        const recoveredMs = clock.monotonicMs() + windowRecoveryMs(BOUNDS);
        while (use === 'while it is used' && clock.monotonicMs() < recoveredMs - 500) {
          await clock.advance(500);
          void ask(0);
          await setImmediate();
          while (asked.length > 0) await endAll();
        }
        await clock.advance(recoveredMs - clock.monotonicMs());
        expect(window.width).toBe(8);
        while (asked.length > 0) await endAll();
        void askAll(8);
        await setImmediate();
        expect(asked).toHaveLength(8);
        await endAll();
        expect(clock.pending).toBe(0);
      }),
      { numRuns: 50 },
    );
  });
});
