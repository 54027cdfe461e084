const SECOND_MS = 1_000;
/** Sums of fractions of a millisecond may be off by less than this. */
const ROUNDING_MS = 1e-6;

/**
 * Token buckets by name, each holding one second's worth of calls (at least one), full at first and refilled all the
 * time.
 *
 * There are never more than `capacity`: beyond, those that are full again are let go, which nobody notices, and if none
 * is, the one unknown for longest.
 */
export class TokenBuckets {
  /** The instant at which each bucket will be full again. */
  private readonly fullAtMs = new Map<string, number>();

  constructor(private readonly capacity = 10_000) {}

  get size(): number {
    return this.fullAtMs.size;
  }

  /** Takes one token; false where there is none, and nothing is taken. */
  take(name: string, ratePerSecond: number, nowMs: number): boolean {
    const tokenMs = SECOND_MS / ratePerSecond;
    const fullAtMs = Math.max(this.fullAtMs.get(name) ?? nowMs, nowMs) + tokenMs;
    if (fullAtMs - nowMs > Math.max(SECOND_MS, tokenMs) + ROUNDING_MS) return false;
    if (!this.fullAtMs.has(name)) this.evict(nowMs);
    this.fullAtMs.set(name, fullAtMs);
    return true;
  }

  private evict(nowMs: number): void {
    if (this.fullAtMs.size < this.capacity) return;
    for (const [name, fullAtMs] of this.fullAtMs) if (fullAtMs <= nowMs) this.fullAtMs.delete(name);
    const [oldest] = this.fullAtMs.keys();
    if (oldest !== undefined && this.fullAtMs.size >= this.capacity) this.fullAtMs.delete(oldest);
  }
}
