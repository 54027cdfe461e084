import type { Clock } from './clock.js';
import { SecondCounts } from './second-counts.js';

const WINDOW_SECONDS = 10;
const FEWEST_ATTEMPTS = 20;
const FAILING_SHARE = 0.5;
const REFUSALS_IN_A_ROW = 5;
const OPEN_MS = { least: 2_000, most: 4_000 };
const PROBE_EVERY_MS = 1_000;

/** What an attempt tells about the endpoint: `refused` is a connection that could not be made. */
export type AttemptResult = 'answered' | 'failed' | 'refused';

export type BreakerState = 'closed' | 'open' | 'half-open';

/**
 * Keeps calls from an endpoint that fails, so that it can recover and callers learn of it at once.
 *
 * Opens when half of at least twenty attempts in ten seconds failed, or when five connections in a row were refused.
 * After two to four seconds it lets one attempt a second through; the first that is answered closes it.
 */
export class Breaker {
  private readonly attempts: SecondCounts;
  private readonly failures: SecondCounts;
  private refusalsInARow = 0;
  /** Undefined while closed. */
  private openUntilMs: number | undefined;
  private probedAtMs = Number.NEGATIVE_INFINITY;

  /** @param random gives numbers from 0 up to 1. */
  constructor(
    private readonly clock: Clock,
    private readonly random: () => number = Math.random,
  ) {
    this.attempts = new SecondCounts(clock, WINDOW_SECONDS);
    this.failures = new SecondCounts(clock, WINDOW_SECONDS);
  }

  get state(): BreakerState {
    if (this.openUntilMs === undefined) return 'closed';
    return this.clock.monotonicMs() < this.openUntilMs ? 'open' : 'half-open';
  }

  /** 0 when an attempt may be made, else how long none may. */
  get closedForMs(): number {
    if (this.openUntilMs === undefined) return 0;
    const mayProbeMs = Math.max(this.openUntilMs, this.probedAtMs + PROBE_EVERY_MS);
    return Math.max(0, mayProbeMs - this.clock.monotonicMs());
  }

  /** Notes that an attempt begins: while the breaker is not closed it is the probe. */
  begin(): void {
    if (this.openUntilMs !== undefined) this.probedAtMs = this.clock.monotonicMs();
  }

  /** Notes how an attempt ended. */
  end(result: AttemptResult): void {
    this.attempts.add();
    this.refusalsInARow = result === 'refused' ? this.refusalsInARow + 1 : 0;
    if (result === 'answered') {
      if (this.state === 'half-open') this.close();
      return;
    }
    this.failures.add();
    if (this.state !== 'open' && (this.openUntilMs !== undefined || this.isFailing())) this.open();
  }

  private isFailing(): boolean {
    const attempts = this.attempts.sum;
    const mostlyFailing = attempts >= FEWEST_ATTEMPTS && this.failures.sum >= attempts * FAILING_SHARE;
    return mostlyFailing || this.refusalsInARow >= REFUSALS_IN_A_ROW;
  }

  private open(): void {
    this.openUntilMs = this.clock.monotonicMs() + OPEN_MS.least + this.random() * (OPEN_MS.most - OPEN_MS.least);
  }

  private close(): void {
    this.openUntilMs = undefined;
    this.refusalsInARow = 0;
    this.attempts.clear();
    this.failures.clear();
  }
}
