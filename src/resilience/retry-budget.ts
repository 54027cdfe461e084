import type { Clock } from './clock.js';

const WINDOW_SECONDS = 10;

/**
 * Bounds repeated attempts to a share of the calls of the last ten seconds, so that an upstream in trouble is not
 * sent a multiple of its load. Counted in whole seconds; memory is the same whatever the load.
 */
export class RetryBudget {
  private readonly calls = new Array<number>(WINDOW_SECONDS).fill(0);
  private readonly retries = new Array<number>(WINDOW_SECONDS).fill(0);
  private newestSecond: number;

  constructor(
    private readonly clock: Clock,
    private readonly share: number,
    private readonly atLeast: number,
  ) {
    this.newestSecond = this.second();
  }

  /** Counts a call that was begun. */
  deposit(): void {
    this.count(this.calls);
  }

  /** Takes one repeat out of the budget, if it still holds one. */
  withdraw(): boolean {
    this.forgetOldSeconds();
    const allowed = Math.max(this.atLeast, this.share * sum(this.calls));
    if (sum(this.retries) + 1 > allowed) return false;
    this.count(this.retries);
    return true;
  }

  private count(counts: number[]): void {
    this.forgetOldSeconds();
    const slot = this.newestSecond % WINDOW_SECONDS;
    counts[slot] = (counts[slot] ?? 0) + 1;
  }

  private forgetOldSeconds(): void {
    const now = this.second();
    const firstStale = Math.max(this.newestSecond + 1, now - WINDOW_SECONDS + 1);
    for (let second = firstStale; second <= now; second += 1) {
      this.calls[second % WINDOW_SECONDS] = 0;
      this.retries[second % WINDOW_SECONDS] = 0;
    }
    this.newestSecond = Math.max(this.newestSecond, now);
  }

  private second(): number {
    return Math.floor(this.clock.nowMs() / 1_000);
  }
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
