/**
 * The only source of time, so that tests can move it by hand.
 *
 * Intervals, deadlines, leases, buckets and breakers are measured on the monotonic clock, which never jumps. The wall
 * clock is for what others agree on: signatures, tokens, expiry dates, logs and the audit.
 */
export interface Clock {
  /** Milliseconds since the epoch. An operator or NTP may set it forwards or back at any moment. */
  wallMs(): number;
  /** Milliseconds since some moment in the past. Never runs backwards; means nothing to another process. */
  monotonicMs(): number;
  /**
   * Runs `task` once after `delayMs`.
   *
   * @returns a function that cancels the task; it does nothing once the task has run or was cancelled.
   */
  schedule(delayMs: number, task: () => void): () => void;
}

/** @source Node.js, timers: a longer delay is set to 1 ms. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The machine's clocks. Pending timers keep the process alive, so each one must run or be cancelled. */
export const systemClock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  schedule(delayMs, task) {
    let timer: NodeJS.Timeout;
    const wait = (leftMs: number): void => {
      const restMs = leftMs - LONGEST_TIMER_MS;
      timer = restMs > 0 ? setTimeout(() => wait(restMs), LONGEST_TIMER_MS) : setTimeout(task, leftMs);
    };
    wait(delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
};

/** The injection token of the clock. */
export const CLOCK = Symbol('CLOCK');
