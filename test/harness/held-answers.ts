import { setImmediate } from 'node:timers/promises';

/** Latencies of at least this end only on `release`. Shorter ones only make calls overlap. */
export const HELD_MS = 5_000;
/** Event loop turns that simulate one millisecond, independent of the machine's speed. */
const TURNS_PER_MS = 10;

/** Replaces the engine's timers: long waits end on `release`, short ones after a number of event loop turns. */
export class HeldAnswers {
  private readonly held = new Set<() => void>();

  readonly wait = (delayMs: number, signal: AbortSignal): Promise<void> =>
    delayMs < HELD_MS ? pass(delayMs * TURNS_PER_MS, signal) : this.hold(signal);

  /** Ends the waits held so far. */
  release(): void {
    for (const letGo of this.held) letGo();
    this.held.clear();
  }

  private hold(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (): void => reject(new Error('the engine was closed'));
      signal.addEventListener('abort', end, { once: true });
      this.held.add(() => {
        signal.removeEventListener('abort', end);
        resolve();
      });
    });
  }
}

async function pass(turns: number, signal: AbortSignal): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) {
    await setImmediate();
    signal.throwIfAborted();
  }
}
