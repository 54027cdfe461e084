/** Session expiry lies hours ahead, and AWS timestamps have four-digit years. */
const LATEST_MS = Date.UTC(9999, 0);

/**
 * The adjustable clock for user status, search lag, quotas, sessions and idempotency tokens. Signatures are checked
 * against real time, because clients sign with it.
 */
export class EngineClock {
  private aheadMs = 0;

  constructor(private readonly source: () => number) {}

  nowMs(): number {
    return Math.floor(this.source()) + this.aheadMs;
  }

  canAdvance(byMs: number): boolean {
    return this.nowMs() + byMs < LATEST_MS;
  }

  advance(byMs: number): void {
    this.aheadMs += byMs;
  }
}
