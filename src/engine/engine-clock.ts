/** Sessions end some hours after the present, and AWS writes years with four digits. */
const LATEST_MS = Date.UTC(9999, 0);

/**
 * The time that settling, search lag and idempotency tokens run on: a given clock, and whatever it has been moved ahead by.
 * Signatures are held to the real time instead, since clients sign by that.
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
