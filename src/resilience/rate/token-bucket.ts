import type { Clock } from '../time/clock.js';
import type { Rate } from './rate.js';

/**
 * Spreads what a rate allows over time. Holds one token less than a second's worth, and at least one: the upstream's
 * own bucket holds a second's worth, so that what jitter on the way brings together is not refused there.
 */
export class TokenBucket {
  private tokens: number;
  private filledAtMs: number;

  constructor(
    private readonly clock: Clock,
    private readonly rate: Rate,
  ) {
    this.tokens = this.capacity;
    this.filledAtMs = clock.monotonicMs();
  }

  /** How many calls may be sent now, with a fraction of the next. */
  get available(): number {
    this.fill();
    return this.tokens;
  }

  /** False when there is no whole token. */
  take(): boolean {
    this.fill();
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }

  /** Milliseconds until the `nth` token from now on is there; the first is 1. */
  waitMs(nth: number): number {
    this.fill();
    return Math.max(0, ((nth - this.tokens) / this.rate.perSecond) * 1_000);
  }

  private get capacity(): number {
    return Math.max(1, this.rate.perSecond - 1);
  }

  /** Takes in what the rate has brought until now; to be called before the rate is set anew. */
  fill(): void {
    const nowMs = this.clock.monotonicMs();
    const gained = (this.rate.perSecond * Math.max(0, nowMs - this.filledAtMs)) / 1_000;
    this.tokens = Math.min(this.capacity, this.tokens + gained);
    this.filledAtMs = nowMs;
  }
}
