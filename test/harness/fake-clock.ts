import { setImmediate } from 'node:timers/promises';

import type { Clock } from '../../src/resilience/time/clock.js';
import { giveUpOn } from './eventually.js';

interface Timer {
  readonly atMs: number;
  readonly delayMs: number;
  readonly task: () => void;
}

/** What the monotonic clock of an app reads at first: far from the wall clock, so that mixing the two shows. */
const FIRST_MONOTONIC_MS = 3_600_000;

/** A clock that moves only when a test says so. Real input and output go on meanwhile. */
export class FakeClock implements Clock {
  private readonly timers = new Set<Timer>();
  private presentMs: number;
  private wallAheadMs: number;

  /**
   * @param startMs what both clocks read at first. By default the wall clock starts at the machine's time, so that
   * signatures and expiry dates make sense, and the monotonic one elsewhere.
   */
  constructor(startMs?: number) {
    this.presentMs = startMs ?? FIRST_MONOTONIC_MS;
    this.wallAheadMs = startMs === undefined ? Date.now() - FIRST_MONOTONIC_MS : 0;
  }

  wallMs(): number {
    return this.presentMs + this.wallAheadMs;
  }

  monotonicMs(): number {
    return this.presentMs;
  }

  /** Sets the wall clock forwards, or back. No time passes. */
  stepWall(byMs: number): void {
    this.wallAheadMs += byMs;
  }

  schedule(delayMs: number, task: () => void): () => void {
    const timer = { atMs: this.presentMs + delayMs, delayMs, task };
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
   * Lets the waits between attempts pass until `work` is done, and no time-out: real input and output decide how an
   * attempt ends. Backoffs are shorter than 3 s and end before the deadline, time-outs of attempts do not.
   *
   * @param timeoutMs how long the caller waits, from now on.
   */
  async passWaits<T>(work: Promise<T>, timeoutMs = 10_000): Promise<T> {
    const deadlineMs = this.presentMs + timeoutMs;
    const state = { done: false };
    const settled = work.finally(() => (state.done = true));
    settled.catch(() => undefined);
    const giveUp = giveUpOn('work that did not end');
    while (!state.done) {
      giveUp();
      const next = this.earliest(({ atMs, delayMs }) => delayMs < 2_999 && atMs < deadlineMs);
      if (next !== undefined) await this.fire(next);
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

  private earliest(fits: (timer: Timer) => boolean = () => true): Timer | undefined {
    let earliest: Timer | undefined;
    for (const timer of this.timers) {
      if ((earliest === undefined || timer.atMs < earliest.atMs) && fits(timer)) earliest = timer;
    }
    return earliest;
  }
}
