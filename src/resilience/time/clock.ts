/**
 * The only source of time, so that tests can control it.
 *
 * Use the monotonic clock for intervals, deadlines, leases, buckets and breakers, and the wall clock for times that other
 * systems see: signatures, tokens, expiry dates, logs and the audit.
 */
export interface Clock {
  /** Milliseconds since the epoch. Can jump when an operator or NTP sets the clock. */
  wallMs(): number;
  /** Milliseconds since an arbitrary time. Never goes backwards; not comparable between processes. */
  monotonicMs(): number;
  /** Runs `task` once after `delayMs`. @returns a function that cancels the task; no effect once it has run. */
  schedule(delayMs: number, task: () => void): () => void;
}

/** @source Node.js timers: a longer delay is set to 1 ms. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The system's clocks. Pending timers keep the process alive, so each must run or be cancelled. */
export const systemClock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  schedule(delayMs, task) {
    let timer: NodeJS.Timeout;
    const wait = (leftMs: number): void => {
      const restMs = leftMs - MAX_TIMER_MS;
      timer = restMs > 0 ? setTimeout(() => wait(restMs), MAX_TIMER_MS) : setTimeout(task, leftMs);
    };
    wait(delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
};

export const CLOCK = Symbol('CLOCK');

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
