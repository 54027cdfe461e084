const SECOND_MS = 1_000;
/** Tolerance for rounding errors in sums of fractions. */
const ROUNDING_MS = 1e-6;

/**
 * Token buckets by name. Each holds one second's worth of calls (at least one) and starts full.
 *
 * At most `capacity` buckets are kept. Beyond that, full buckets are dropped, which changes nothing, or else the
 * oldest.
 */
export class TokenBuckets {
  /** When each bucket will be full again. */
  private readonly fullAtMs = new Map<string, number>();

  constructor(private readonly capacity = 10_000) {}

  get size(): number {
    return this.fullAtMs.size;
  }

  /** Takes one token. Returns false if there is none. */
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
