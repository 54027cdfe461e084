import { setImmediate } from 'node:timers/promises';

/** Latencies from here on end only when a test says so. Shorter ones only make calls overlap. */
export const HELD_MS = 5_000;
/** How often the event loop goes round in what stands for a millisecond: a slow machine needs longer, not more. */
const TURNS_PER_MS = 10;

/** Plays the engine's timers: long waits end when a test releases them, short ones after turns of the event loop. */
export class HeldAnswers {
  private readonly held = new Set<() => void>();

  readonly wait = (delayMs: number, signal: AbortSignal): Promise<void> =>
    delayMs < HELD_MS ? pass(delayMs * TURNS_PER_MS, signal) : this.hold(signal);

  /** Lets all go that are held now. */
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
