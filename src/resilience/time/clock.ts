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
