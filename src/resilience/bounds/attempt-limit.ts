import type { Clock } from '../time/clock.js';
import { RecentMap } from './recent-map.js';

/** How many attempts may be made in any stretch of `windowMs`, and of how many makers the service keeps the count. */
export interface AttemptBounds {
  readonly most: number;
  readonly windowMs: number;
  readonly capacity: number;
}

/**
 * Says whether somebody has made too many attempts of late. Memory is bounded: of more makers than `capacity` those
 * that were quiet for longest are forgotten.
 */
export class AttemptLimit {
  private readonly attempts: RecentMap<string, readonly number[]>;

  constructor(
    private readonly clock: Clock,
    private readonly bounds: AttemptBounds,
  ) {
    this.attempts = new RecentMap(bounds.capacity);
  }

  /** Milliseconds until this maker may make another attempt; 0 for now. */
  waitMs(maker: string): number {
    const recent = this.recent(maker);
    const [oldest] = recent;
    if (oldest === undefined || recent.length < this.bounds.most) return 0;
    return oldest + this.bounds.windowMs - this.clock.monotonicMs();
  }

  /** Counts an attempt that was let pass. */
  note(maker: string): void {
    this.attempts.set(maker, [...this.recent(maker), this.clock.monotonicMs()].slice(-this.bounds.most));
  }

  private recent(maker: string): readonly number[] {
    const endedMs = this.clock.monotonicMs() - this.bounds.windowMs;
    return (this.attempts.get(maker) ?? []).filter((atMs) => atMs > endedMs);
  }
}
