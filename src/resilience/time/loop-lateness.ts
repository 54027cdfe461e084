import type { Clock } from './clock.js';

const LOOK_EVERY_MS = 50;
const LATE_MS = 200;

/** A time during which the event loop is watched. Whoever began it ends it. */
export interface LoopWatch {
  /** Whether anything in the loop ran over 200 ms later than it was due since the watch began. */
  readonly wasLate: () => boolean;
  readonly end: () => void;
}

/**
 * Measures whether this process keeps up, by a timer that is set while anybody watches. A process that is late finds
 * time-outs expired although the other side was in time.
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
        this.look();
        return this.lateAtMs > beganAtMs;
      },
      end: () => {
        this.watches -= 1;
        if (this.watches === 0) this.cancelTimer();
      },
    };
  }

  private schedule(): void {
    this.dueAtMs = this.clock.monotonicMs() + LOOK_EVERY_MS;
    this.cancelTimer = this.clock.schedule(LOOK_EVERY_MS, () => {
      this.look();
      this.schedule();
    });
  }

  /** Also finds a timer late that has not run yet. */
  private look(): void {
    const nowMs = this.clock.monotonicMs();
    if (nowMs - this.dueAtMs > LATE_MS) this.lateAtMs = nowMs;
  }
}
