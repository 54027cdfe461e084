import type { Clock } from './clock.js';

export class TimeUp extends Error {
  override readonly name = 'TimeUp';
}

/**
 * Runs `work` with a time limit. When it expires, the signal aborts; work that ignores the signal continues unobserved.
 *
 * @throws TimeUp
 */
export async function withinMs<T>(
  clock: Clock,
  limitMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const timeUp = Promise.withResolvers<never>();
  const cancelTimer = clock.schedule(limitMs, () => {
    timeUp.reject(new TimeUp());
    controller.abort();
  });
  try {
    return await Promise.race([work(controller.signal), timeUp.promise]);
  } finally {
    cancelTimer();
  }
}

/** Waits regardless of any caller's limits, for work that several callers share. */
export function delay(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => void clock.schedule(delayMs, resolve));
}
