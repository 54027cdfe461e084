import { setImmediate } from 'node:timers/promises';

import type { Clock } from '../../src/resilience/time/clock.js';
import { giveUpOn } from './eventually.js';

interface Timer {
  readonly atMs: number;
  readonly delayMs: number;
  readonly task: () => void;
}

/** Initial monotonic time: far from the wall clock, so that tests fail if the two are mixed up. */
const FIRST_MONOTONIC_MS = 3_600_000;

/** A clock that only tests advance. Real I/O continues meanwhile. */
export class FakeClock implements Clock {
  private readonly timers = new Set<Timer>();
  private presentMs: number;
  private wallAheadMs: number;

  /**
   * @param startMs initial value of both clocks. By default the wall clock starts at the machine's time, so that
   * signatures and expiry dates are valid, and the monotonic clock at FIRST_MONOTONIC_MS.
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

  /** Sets the wall clock forward or back without running timers. */
  stepWall(byMs: number): void {
    this.wallAheadMs += byMs;
  }

  schedule(delayMs: number, task: () => void): () => void {
    const timer = { atMs: this.presentMs + delayMs, delayMs, task };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  /** The number of scheduled timers; 0 if nothing waits. */
  get pending(): number {
    return this.timers.size;
  }

  /** Advances by `byMs` and runs due timers in order, with one event loop turn after each. */
  async advance(byMs: number): Promise<void> {
    const untilMs = this.presentMs + byMs;
    for (let next = this.earliest(); next !== undefined && next.atMs <= untilMs; next = this.earliest()) {
      await this.fire(next);
    }
    this.presentMs = untilMs;
    await setImmediate();
  }

  /**
   * Runs backoff timers until `work` is done, but no timeouts, so that real I/O decides how an attempt ends. Timers
   * count as backoffs if they are shorter than 2.4 s and due before the deadline; attempt timeouts are not.
   *
   * @param timeoutMs the caller's timeout, from now.
   */
  async passWaits<T>(work: Promise<T>, timeoutMs = 10_000): Promise<T> {
    const deadlineMs = this.presentMs + timeoutMs;
    const state = { done: false };
    const settled = work.finally(() => (state.done = true));
    settled.catch(() => undefined);
    const giveUp = giveUpOn('work that did not end');
    while (!state.done) {
      giveUp();
      const next = this.earliest(({ atMs, delayMs }) => delayMs < 2_400 && atMs < deadlineMs);
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
