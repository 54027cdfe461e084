import type { Clock } from '../time/clock.js';

const DECREASE = 0.9;
const DECREASE_EVERY_MS = 1_000;
/** Part of the configured rate that is regained per second. */
const RECOVERY_PER_SECOND = 0.01;
/** Linear recovery stops at this part of the rate that was last throttled. */
const NEAR_THROTTLED = 0.95;
const STEP_FACTOR = 1.05;
const STEP_EVERY_MS = 30_000;

/** Maximum time from the last throttle back to the configured rate, used or not: 48 steps of 5 % from a tenth of it. */
export const RATE_RECOVERY_MS = 48 * STEP_EVERY_MS;

/** Calls per second that mean no limit. Finite, so that arithmetic with it never gives NaN. */
export const UNLIMITED = 1e9;

/** A throttle of the upstream, as reported by any replica. */
export interface Throttle {
  /** Calls per second when the upstream throttled. */
  readonly throttledRate: number;
  /** The configured rate of the replica that reported it. */
  readonly configured: number;
  readonly agoMs: number;
}

/** Turns that can be saved up: one less than a second's worth, because the upstream's own bucket holds a second's worth. */
export function burstOf(perSecond: number): number {
  return Math.max(1, perSecond - 1);
}

/**
 * Adaptive rate. Starts at the configured rate, drops by a tenth when the upstream throttles (at most once a second), then
 * recovers linearly to 95 % of the rate that was last throttled, and beyond that in steps of 5 %. A configured rate that
 * is too high causes few throttles, and a quota that was raised is discovered.
 */
export class Rate {
  private current: number;
  private throttledRate = Number.POSITIVE_INFINITY;
  private decreasedAtMs = Number.NEGATIVE_INFINITY;
  private updatedAtMs: number;
  private steppedAtMs: number;
  private configuredRate: number;

  /** @param configured calls per second, greater than 0. */
  constructor(
    private readonly clock: Clock,
    configured: number,
  ) {
    this.configuredRate = this.current = configured;
    this.updatedAtMs = this.steppedAtMs = clock.monotonicMs();
  }

  get configured(): number {
    return this.configuredRate;
  }

  /** Changes the configured rate. A higher one takes effect in full and discards what was learned from throttles. */
  configure(configured: number): void {
    this.recover();
    const raised = configured > this.configuredRate;
    this.configuredRate = configured;
    this.current = raised ? configured : Math.min(this.current, configured);
    if (raised) this.throttledRate = Number.POSITIVE_INFINITY;
  }

  get perSecond(): number {
    this.recover();
    return this.current;
  }

  throttled(): void {
    this.recover();
    const nowMs = this.clock.monotonicMs();
    if (this.configured === UNLIMITED || nowMs - this.decreasedAtMs < DECREASE_EVERY_MS) return;
    this.decreasedAtMs = this.updatedAtMs = this.steppedAtMs = nowMs;
    this.throttledRate = this.current;
    this.current = Math.max(this.lowest, this.current * DECREASE);
  }

  /** Applies a throttle that another replica reported, so that all have one rate. Ignored if the quota was changed since. */
  adopt({ throttledRate, configured, agoMs }: Throttle): void {
    if (configured !== this.configuredRate) return;
    this.throttledRate = throttledRate;
    this.current = Math.min(configured, Math.max(this.lowest, throttledRate * DECREASE));
    this.decreasedAtMs = this.updatedAtMs = this.steppedAtMs = this.clock.monotonicMs() - agoMs;
  }

  private get lowest(): number {
    return Math.min(this.configured, Math.max(1, this.configured / 10));
  }

  /** Applies the recovery since the last call. */
  private recover(): void {
    if (this.current >= this.configuredRate) return;
    const nowMs = this.clock.monotonicMs();
    const sinceMs = this.updatedAtMs;
    this.updatedAtMs = nowMs;
    const near = Math.min(this.configured, this.throttledRate * NEAR_THROTTLED);
    if (this.current < near) {
      const perMs = (this.configured * RECOVERY_PER_SECOND) / 1_000;
      const nearAtMs = sinceMs + (near - this.current) / perMs;
      this.current = nowMs < nearAtMs ? this.current + (nowMs - sinceMs) * perMs : near;
      this.steppedAtMs = Math.min(nowMs, nearAtMs);
    }
    for (
      ;
      this.current < this.configured && nowMs - this.steppedAtMs >= STEP_EVERY_MS;
      this.steppedAtMs += STEP_EVERY_MS
    )
      this.current = Math.min(this.configured, this.current * STEP_FACTOR);
  }
}

/**
 * Token bucket with a capacity of one token less than a second's worth, and at least one. The upstream's own bucket holds
 * a second's worth, which leaves room for network jitter.
 */
export class TokenBucket {
  private tokens: number;
  private filledAtMs: number;

  constructor(
    private readonly clock: Clock,
    private readonly rate: Pick<Rate, 'perSecond'>,
  ) {
    this.tokens = burstOf(rate.perSecond);
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

  empty(): void {
    this.fill();
    this.tokens = Math.min(this.tokens, 0);
  }

  /** Adds the tokens gained so far. Call before changing the rate. */
  fill(): void {
    const nowMs = this.clock.monotonicMs();
    const { perSecond } = this.rate;
    const gained = (perSecond * Math.max(0, nowMs - this.filledAtMs)) / 1_000;
    this.tokens = Math.min(burstOf(perSecond), this.tokens + gained);
    this.filledAtMs = nowMs;
  }
}
