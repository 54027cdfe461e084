import { beforeEach, describe, expect, it } from '@jest/globals';

import { FakeClock } from '../../../test/harness/fake-clock.js';
import { LoopLateness } from './clock.js';

/** A clock whose timers fire late: time passes first, then the due timers fire. */
class LateClock extends FakeClock {
  private lateByMs = 0;

  override monotonicMs(): number {
    return super.monotonicMs() + this.lateByMs;
  }

  /** Blocks the loop for the given time. */
  block(byMs: number): void {
    this.lateByMs += byMs;
  }
}

let clock: LateClock;
let lateness: LoopLateness;

beforeEach(() => {
  clock = new LateClock(0);
  lateness = new LoopLateness(clock);
});

describe('LoopLateness', () => {
  it('reports a loop that was blocked for over 250 ms as late, before and after its timers fire', async () => {
    const watch = lateness.watch();
    await clock.advance(1_000);
    expect(watch.wasLate()).toBe(false);
    clock.block(251);
    expect(watch.wasLate()).toBe(true);
    await clock.advance(5_000);
    expect(watch.wasLate()).toBe(true);
    watch.end();
  });

  it('does not report a loop as late for less than 200 ms', async () => {
    const watch = lateness.watch();
    for (let time = 0; time < 10; time += 1) {
      clock.block(190);
      await clock.advance(100);
    }
    expect(watch.wasLate()).toBe(false);
    watch.end();
  });

  it('reports to each watch only lateness since it began', async () => {
    const first = lateness.watch();
    await clock.advance(100);
    clock.block(500);
    await clock.advance(100);
    const second = lateness.watch();
    await clock.advance(100);
    expect([first.wasLate(), second.wasLate()]).toEqual([true, false]);
    first.end();
    second.end();
  });

  it('sets no timer without watches, and starts again with the next watch', async () => {
    const watches = [lateness.watch(), lateness.watch()] as const;
    expect(clock.pending).toBe(1);
    watches[0].end();
    expect(clock.pending).toBe(1);
    watches[1].end();
    expect(clock.pending).toBe(0);
    clock.block(10_000);
    const watch = lateness.watch();
    await clock.advance(100);
    expect(watch.wasLate()).toBe(false);
    watch.end();
  });
});
