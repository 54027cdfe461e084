import { setTimeout } from 'node:timers/promises';

/** Latencies from here on end only when a test says so. Shorter ones only make calls overlap. */
export const HELD_MS = 5_000;

/** Plays the engine's timers: answers that are delayed for long wait until a test releases them. */
export class HeldAnswers {
  private readonly held = new Set<() => void>();

  readonly wait = (delayMs: number, signal: AbortSignal): Promise<void> =>
    delayMs < HELD_MS ? setTimeout(delayMs, undefined, { signal }) : this.hold(signal);

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
