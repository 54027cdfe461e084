import { setImmediate } from 'node:timers/promises';

/** A computation that yields after each part of about a quarter of a millisecond, and returns its result. */
export type Parts<T> = Generator<void, T>;

/** A few milliseconds. A turn of a busy event loop takes 50 ms, so a computation should not need many. */
const PARTS_PER_TURN = 16;

/** Runs long computations one at a time, with some parts in each turn of the event loop, so that none blocks it. */
export class LongWork {
  private last: Promise<unknown> = Promise.resolve();

  /** @throws the signal's reason as soon as it aborts, and what the computation throws. */
  async run<T>(parts: Parts<T>, signal: AbortSignal = new AbortController().signal): Promise<T> {
    const [before, ended, aborted] = [this.last, Promise.withResolvers(), Promise.withResolvers<never>()];
    const abort = (): void => aborted.reject(signal.reason as Error);
    // The next one waits for all before this one, also if this one is aborted while it waits. Promise.all would return what
    // those before returned, in a list that grows with each.
    this.last = before.then(() => ended.promise);
    signal.addEventListener('abort', abort, { once: true });
    try {
      await Promise.race([before, aborted.promise]);
      for (let part = 1; ; part += 1) {
        signal.throwIfAborted();
        const { done, value } = parts.next();
        if (done === true) return value;
        if (part % PARTS_PER_TURN === 0) await setImmediate();
      }
    } finally {
      signal.removeEventListener('abort', abort);
      ended.resolve(undefined);
    }
  }
}
