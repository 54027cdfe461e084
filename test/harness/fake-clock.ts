import { setImmediate } from 'node:timers/promises';

import type { Clock } from '../../src/resilience/clock.js';

interface Timer {
  readonly atMs: number;
  readonly task: () => void;
}

/** A clock that moves only when a test says so. Real input and output go on meanwhile. */
export class FakeClock implements Clock {
  private readonly timers = new Set<Timer>();

  /** Begins at the machine's time, so that signatures and expiry dates make sense. */
  constructor(private presentMs = Date.now()) {}

  nowMs(): number {
    return this.presentMs;
  }

  schedule(delayMs: number, task: () => void): () => void {
    const timer = { atMs: this.presentMs + delayMs, task };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  /** How many timers are set: none is left when nothing waits. */
  get pending(): number {
    return this.timers.size;
  }

  /** Moves on by `byMs` and runs what falls due, in order, giving each task's followers time to run. */
  async advance(byMs: number): Promise<void> {
    const untilMs = this.presentMs + byMs;
    for (let next = this.earliest(); next !== undefined && next.atMs <= untilMs; next = this.earliest()) {
      await this.fire(next);
    }
    this.presentMs = untilMs;
    await setImmediate();
  }

  /**
   * Lets every wait shorter than `shorterThanMs` pass until `work` is done. Backoffs are shorter than 3 s and time-outs
   * of attempts are not, so this passes the one and leaves the other to real input and output.
   */
  async passWaits<T>(work: Promise<T>, shorterThanMs = 2_999): Promise<T> {
    const state = { done: false };
    const settled = work.finally(() => (state.done = true));
    settled.catch(() => undefined);
    while (!state.done) {
      const next = this.earliest();
      if (next !== undefined && next.atMs - this.presentMs < shorterThanMs) await this.fire(next);
      await setImmediate();
    }
    return settled;
  }

  private async fire(timer: Timer): Promise<void> {
    this.timers.delete(timer);
    this.presentMs = Math.max(this.presentMs, timer.atMs);
    timer.task();
    await setImmediate();
  }

  private earliest(): Timer | undefined {
    return [...this.timers].sort((a, b) => a.atMs - b.atMs)[0];
  }
}
