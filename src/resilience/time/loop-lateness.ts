import type { Clock } from './clock.js';

const CHECK_EVERY_MS = 50;
const LATE_MS = 200;

/** A period in which the event loop is watched. The caller of `watch` must end it. */
export interface LoopWatch {
  /** Whether the event loop was more than 200 ms late since the watch began. */
  readonly wasLate: () => boolean;
  readonly end: () => void;
}

/**
 * Measures event loop lag by a timer, which runs only while there are watches. In a process that lags, time-outs expire
 * although the other side was in time.
 */
export class LoopLateness {
  private watches = 0;
  private dueAtMs = 0;
  private lateAtMs = Number.NEGATIVE_INFINITY;
  private cancelTimer: () => void = () => undefined;

  constructor(private readonly clock: Clock) {}

  watch(): LoopWatch {
    const beganAtMs = this.clock.monotonicMs();
    this.watches += 1;
    if (this.watches === 1) this.schedule();
    return {
      wasLate: () => {
        this.check();
        return this.lateAtMs > beganAtMs;
      },
      end: () => {
        this.watches -= 1;
        if (this.watches === 0) this.cancelTimer();
      },
    };
  }

  private schedule(): void {
    this.dueAtMs = this.clock.monotonicMs() + CHECK_EVERY_MS;
    this.cancelTimer = this.clock.schedule(CHECK_EVERY_MS, () => {
      this.check();
      this.schedule();
    });
  }

  /** Also detects a timer that is due but has not run yet. */
  private check(): void {
    const nowMs = this.clock.monotonicMs();
    if (nowMs - this.dueAtMs > LATE_MS) this.lateAtMs = nowMs;
  }
}
