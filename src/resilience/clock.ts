/**
 * The only source of time for everything that waits or expires, so that tests can move it by hand.
 *
 * `nowMs` is milliseconds since the epoch. `schedule` runs `task` once after `delayMs` and returns a function
 * that takes the task back; taking back a task that ran, or twice, does nothing.
 */
export interface Clock {
  nowMs(): number;
  schedule(delayMs: number, task: () => void): () => void;
}

/** The machine's clock. Its timers keep the process alive: whoever schedules must take back. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  schedule(delayMs, task) {
    const timer = setTimeout(task, delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
};

/** The injection token of the clock. */
export const CLOCK = Symbol('CLOCK');
