import type { Clock } from '../time/clock.js';
import { RecentMap } from './recent-map.js';

/** At most `most` attempts per key in any period of `windowMs`, counted for up to `capacity` keys. */
export interface AttemptBounds {
  readonly most: number;
  readonly windowMs: number;
  readonly capacity: number;
}

/** Sliding-window rate limit per key. Above `capacity` keys, the least recently used are dropped. */
export class AttemptLimit {
  private readonly attempts: RecentMap<string, readonly number[]>;

  constructor(
    private readonly clock: Clock,
    private readonly bounds: AttemptBounds,
  ) {
    this.attempts = new RecentMap(bounds.capacity);
  }

  /** Milliseconds until the key may make another attempt; 0 if it may now. */
  waitMs(key: string): number {
    const recent = this.recent(key);
    const [oldest] = recent;
    if (oldest === undefined || recent.length < this.bounds.most) return 0;
    return oldest + this.bounds.windowMs - this.clock.monotonicMs();
  }

  /** Counts an accepted attempt. */
  note(key: string): void {
    this.attempts.set(key, [...this.recent(key), this.clock.monotonicMs()].slice(-this.bounds.most));
  }

  private recent(key: string): readonly number[] {
    const windowStartMs = this.clock.monotonicMs() - this.bounds.windowMs;
    return (this.attempts.get(key) ?? []).filter((atMs) => atMs > windowStartMs);
  }
}
