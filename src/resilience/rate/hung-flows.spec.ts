import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { FakeClock } from '../../../test/harness/fake-clock.js';
import { HungFlows } from './starts.js';

let clock: FakeClock;
let hung: HungFlows;

beforeEach(() => {
  clock = new FakeClock();
  hung = new HungFlows(clock);
});

/** Starts attempts of the flow, which all time out together. */
async function timeOut(flow: string, times: number, durationMs = 3_000): Promise<void> {
  for (let n = 0; n < times; n += 1) hung.started(flow);
  await clock.advance(durationMs);
  for (let n = 0; n < times; n += 1) hung.unanswered(flow, durationMs);
}

/** Whether the flow may start one attempt and then another. */
function mayStartTwo(flow: string): boolean {
  if (!hung.mayStart(flow)) return false;
  hung.started(flow);
  return hung.mayStart(flow);
}

describe('HungFlows', () => {
  it('hold a flow back after three attempts without an answer, and no other flow', async () => {
    await timeOut('a', 3);
    hung.started('b');
    expect([mayStartTwo('a'), mayStartTwo('b')]).toEqual([false, true]);
  });

  it('do not hold a flow back for two attempts without an answer', async () => {
    await timeOut('a', 2);
    expect(hung.mayStart('a')).toBe(true);
  });

  it('hold a flow back at the first time-out of several that started together', async () => {
    for (let n = 0; n < 3; n += 1) hung.started('a');
    await clock.advance(2_500);
    expect(hung.mayStart('a')).toBe(true);
    hung.unanswered('a', 2_500);
    expect(mayStartTwo('a')).toBe(false);
  });

  it('do not count a time-out of an attempt during which another was answered', async () => {
    hung.started('a');
    await clock.advance(2_000);
    hung.answered('a');
    for (let n = 0; n < 5; n += 1) hung.started('a');
    await clock.advance(500);
    hung.unanswered('a', 2_500);
    expect(hung.mayStart('a')).toBe(true);
  });

  it('do not count attempts that ended early because their callers were impatient', async () => {
    await timeOut('a', 100, 1_999);
    expect(hung.mayStart('a')).toBe(true);
  });

  it('forget flows whose attempts ended neither with an answer nor with a time-out', async () => {
    for (let n = 0; n < 1_000; n += 1) hung.started(`left-${n}`);
    await clock.advance(10_000);
    for (let n = 0; n < 1_000; n += 1) hung.started(`new-${n}`);
    expect(hung.size).toBe(1_000);
  });

  it('let a flow that hangs start one attempt a second', async () => {
    await timeOut('a', 3);
    await clock.advance(1_000);
    hung.started('a');
    const starts: number[] = [];
    for (let second = 0; second < 5; second += 1) {
      expect(hung.nextStartMs).toBe(1_000);
      await clock.advance(999);
      expect(hung.mayStart('a')).toBe(false);
      await clock.advance(1);
      expect(hung.mayStart('a')).toBe(true);
      hung.started('a');
      starts.push(clock.monotonicMs());
    }
    expect(starts).toHaveLength(5);
  });

  it('never hold a flow back for longer than a second, nor after an answer, nor 10 s after its last time-out', async () => {
    const step = fc.record({
      what: fc.constantFrom('times out', 'starts', 'answers', 'waits'),
      flow: fc.constantFrom('a', 'b'),
      ms: fc.nat(5_000),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (happened) => {
        clock = new FakeClock();
        hung = new HungFlows(clock);
        for (const { what, flow, ms } of happened) {
          if (what === 'times out') await timeOut(flow, 1, ms);
          else if (what === 'starts' && hung.mayStart(flow)) hung.started(flow);
          else if (what === 'answers') hung.answered(flow);
          else await clock.advance(ms);
          if (what === 'answers') expect(hung.mayStart(flow)).toBe(true);
        }
        const { nextStartMs } = hung;
        expect(nextStartMs === Number.POSITIVE_INFINITY || nextStartMs <= 1_000).toBe(true);
        await clock.advance(1_000);
        expect([hung.mayStart('a'), hung.mayStart('b')]).toEqual([true, true]);
        for (const flow of ['a', 'b']) hung.started(flow);
        await clock.advance(9_000);
        expect(['a', 'b'].every((flow) => hung.mayStart(flow))).toBe(true);
      }),
    );
  });
});
