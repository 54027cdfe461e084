import type { Clock } from './clock.js';

export class Deadline {
  constructor(
    private readonly clock: Clock,
    /** On the monotonic clock. */
    readonly atMs: number,
  ) {}

  static after(clock: Clock, delayMs: number): Deadline {
    return new Deadline(clock, clock.monotonicMs() + delayMs);
  }

  /** Never negative. */
  get remainingMs(): number {
    return Math.max(0, this.atMs - this.clock.monotonicMs());
  }
}
