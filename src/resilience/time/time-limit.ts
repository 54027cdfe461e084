import type { Clock } from './clock.js';

/** Work took longer than it was given. */
export class TimeUp extends Error {
  override readonly name = 'TimeUp';
}

/**
 * Gives `work` so much time. Its signal aborts when the time is up; work that does not heed it is left to itself.
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

/** Waits, whoever leaves meanwhile: for work that several wait for. */
export function delay(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => void clock.schedule(delayMs, resolve));
}
