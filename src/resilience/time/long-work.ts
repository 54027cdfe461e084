import { setImmediate } from 'node:timers/promises';

/** A computation that yields after each part of a few milliseconds, and returns its result. */
export type Parts<T> = Generator<void, T>;

/** Runs long computations one at a time, with one part in each turn of the event loop, so that none blocks it. */
export class LongWork {
  private last: Promise<unknown> = Promise.resolve();

  /** @throws the signal's reason as soon as it aborts, and what the computation throws. */
  async run<T>(parts: Parts<T>, signal: AbortSignal = new AbortController().signal): Promise<T> {
    const [before, ended, aborted] = [this.last, Promise.withResolvers(), Promise.withResolvers<never>()];
    const abort = (): void => aborted.reject(signal.reason as Error);
    // The next one waits for all before this one, also if this one is aborted while it waits.
    this.last = Promise.all([before, ended.promise]);
    signal.addEventListener('abort', abort, { once: true });
    try {
      await Promise.race([before, aborted.promise]);
      for (;;) {
        signal.throwIfAborted();
        const { done, value } = parts.next();
        if (done === true) return value;
        await setImmediate();
      }
    } finally {
      signal.removeEventListener('abort', abort);
      ended.resolve(undefined);
    }
  }
}
