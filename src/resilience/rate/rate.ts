import type { Clock } from '../time/clock.js';

const DECREASE = 0.9;
const DECREASE_EVERY_MS = 1_000;
/** Part of the configured rate that is won back in a second. */
const RECOVERY_PER_SECOND = 0.01;
/** How near the recovery comes to the rate that was refused last. */
const NEAR_REFUSED = 0.95;
const STEP = 1.05;
const STEP_EVERY_MS = 30_000;

/**
 * A rate that is not throttled any more is the configured one again within this time, used or not: from a tenth of it, 48
 * steps of 5 %.
 */
export const RATE_RECOVERY_MS = 48 * STEP_EVERY_MS;

/** The rate that stands for no limit, in calls per second: finite, so that sums with it stay numbers. */
export const UNLIMITED = 1e9;

/**
 * How many calls a second are sent. Begins at the configured rate and follows what the upstream really grants: down
 * by a tenth when it throttles, at most once a second, and slowly up again, to 95 % of the rate that was refused last
 * and beyond it in single steps. So a rate configured too high costs few refusals, and one that was raised is found.
 */
export class Rate {
  private current: number;
  /** The rate in force when the upstream last refused. */
  private refused = Number.POSITIVE_INFINITY;
  private decreasedAtMs = Number.NEGATIVE_INFINITY;
  private broughtUpToMs: number;
  private steppedAtMs: number;
  private wanted: number;

  /** @param configured calls per second, above 0. */
  constructor(
    private readonly clock: Clock,
    configured: number,
  ) {
    this.wanted = this.current = configured;
    this.broughtUpToMs = this.steppedAtMs = clock.monotonicMs();
  }

  /** Calls per second that are sent as long as the upstream does not refuse them. */
  get configured(): number {
    return this.wanted;
  }

  /**
   * Sets another rate. One that is higher begins anew: whoever sets it knows more than what was refused before. One that
   * is lower holds at once, and what was learned below it stays.
   */
  configure(configured: number): void {
    this.recover();
    const raised = configured > this.wanted;
    this.wanted = configured;
    this.current = raised ? configured : Math.min(this.current, configured);
    if (raised) this.refused = Number.POSITIVE_INFINITY;
  }

  get perSecond(): number {
    this.recover();
    return this.current;
  }

  /** Notes that the upstream refused a call for its rate. */
  throttled(): void {
    this.recover();
    const nowMs = this.clock.monotonicMs();
    if (this.configured === UNLIMITED || nowMs - this.decreasedAtMs < DECREASE_EVERY_MS) return;
    this.decreasedAtMs = this.steppedAtMs = nowMs;
    this.refused = this.current;
    this.current = Math.max(this.lowest, this.current * DECREASE);
  }

  private get lowest(): number {
    return Math.min(this.configured, Math.max(1, this.configured / 10));
  }

  /** Takes in the time since it was last called, however long that was. */
  private recover(): void {
    const nowMs = this.clock.monotonicMs();
    const sinceMs = this.broughtUpToMs;
    this.broughtUpToMs = nowMs;
    if (this.current >= this.configured) return;
    const near = Math.min(this.configured, this.refused * NEAR_REFUSED);
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
      this.current = Math.min(this.configured, this.current * STEP);
  }
}
