import type { Clock } from './clock.js';
import { SecondCounts } from './second-counts.js';

const WINDOW_SECONDS = 10;

/**
 * Bounds repeated attempts to a share of the calls of the last ten seconds, so that an upstream in trouble is not
 * sent a multiple of its load.
 */
export class RetryBudget {
  private readonly calls: SecondCounts;
  private readonly retries: SecondCounts;

  constructor(
    clock: Clock,
    private readonly share: number,
    private readonly atLeast: number,
  ) {
    this.calls = new SecondCounts(clock, WINDOW_SECONDS);
    this.retries = new SecondCounts(clock, WINDOW_SECONDS);
  }

  /** How many repeats could be taken now. */
  get left(): number {
    return Math.floor(Math.max(this.atLeast, this.share * this.calls.sum) - this.retries.sum);
  }

  /** Counts a call that was begun. */
  deposit(): void {
    this.calls.add();
  }

  /** Takes one repeat out of the budget, if it still holds one. */
  withdraw(): boolean {
    if (this.left < 1) return false;
    this.retries.add();
    return true;
  }
}
