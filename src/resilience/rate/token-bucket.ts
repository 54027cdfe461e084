import type { Clock } from '../time/clock.js';
import type { Rate } from './rate.js';

/**
 * Token bucket with a capacity of one token less than a second's worth, and at least one. The upstream's own bucket holds
 * a second's worth, which leaves room for network jitter.
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

  /** Tokens available now, including a fraction. */
  get available(): number {
    this.fill();
    return this.tokens;
  }

  /** @returns false if there is no whole token. */
  take(): boolean {
    this.fill();
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }

  /** Milliseconds until the `nth` token from now is available; the first is 1. */
  waitMs(nth: number): number {
    this.fill();
    return Math.max(0, ((nth - this.tokens) / this.rate.perSecond) * 1_000);
  }

  private get capacity(): number {
    return Math.max(1, this.rate.perSecond - 1);
  }

  /** Adds the tokens gained so far. Call before changing the rate. */
  fill(): void {
    const nowMs = this.clock.monotonicMs();
    const gained = (this.rate.perSecond * Math.max(0, nowMs - this.filledAtMs)) / 1_000;
    this.tokens = Math.min(this.capacity, this.tokens + gained);
    this.filledAtMs = nowMs;
  }
}
