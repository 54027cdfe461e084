import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { FakeClock } from '../../../test/harness/fake-clock.js';
import { HungFlows } from './hung-flows.js';

let clock: FakeClock;
let hung: HungFlows;

beforeEach(() => {
  clock = new FakeClock();
  hung = new HungFlows(clock);
});

function timeOut(flow: string, times: number, durationMs = 3_000): void {
  for (let n = 0; n < times; n += 1) hung.unanswered(flow, durationMs);
}

describe('HungFlows', () => {
  it('hold a flow back after three attempts in a row without an answer, and no other flow', () => {
    timeOut('a', 2);
    expect(hung.mayStart('a')).toBe(true);
    timeOut('a', 1);
    expect([hung.mayStart('a'), hung.mayStart('b')]).toEqual([false, true]);
  });

  it('do not count time-outs before and after an answer together', () => {
    timeOut('a', 2);
    hung.answered('a');
    timeOut('a', 2);
    expect(hung.mayStart('a')).toBe(true);
  });

  it('do not count attempts that ended early because their callers were impatient', () => {
    timeOut('a', 100, 1_999);
    expect(hung.mayStart('a')).toBe(true);
  });

  it('let a flow that hangs start one attempt a second', async () => {
    timeOut('a', 3);
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
          if (what === 'times out') timeOut(flow, 1, ms);
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
