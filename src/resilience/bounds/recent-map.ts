import type { Clock } from '../time/clock.js';

/** LRU map: above `capacity` entries, the least recently set or read one is evicted. */
export class RecentMap<Key, Value> {
  private readonly entries = new Map<Key, Value>();
  /** A new iterator would first have to skip all entries that were deleted. */
  private readonly oldest = this.entries.entries();
  private newest: Key | undefined;

  constructor(private readonly capacity: number) {}

  get size(): number {
    return this.entries.size;
  }

  get(key: Key): Value | undefined {
    const value = this.entries.get(key);
    if (value !== undefined && key !== this.newest) this.set(key, value);
    return value;
  }

  getOrSet(key: Key, make: () => Value): Value {
    const known = this.get(key);
    if (known !== undefined) return known;
    const value = make();
    this.set(key, value);
    return value;
  }

  /** @returns the evicted value. */
  set(key: Key, value: Value): Value | undefined {
    // A Map iterates in insertion order, so re-inserting keeps the least recently used key first.
    if (key !== this.newest) this.entries.delete(key);
    this.newest = key;
    this.entries.set(key, value);
    if (this.entries.size <= this.capacity) return undefined;
    const [oldest, evicted] = this.oldest.next().value as [Key, Value];
    this.entries.delete(oldest);
    return evicted;
  }

  /** All entries, least recently used first. Iterating does not count as use. */
  all(): Iterable<readonly [Key, Value]> {
    return this.entries;
  }
}

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
