import type { Clock } from '../time/clock.js';
import { RecentMap } from '../bounds/recent-map.js';
import { SecondCounts } from './breaker.js';

/** Where a call goes. */
export interface Destination {
  /** A region, or the URL configured for all regions. */
  readonly endpoint: string;
  readonly region: string;
  readonly account: string;
  readonly operation: string;
}

export interface BackoffRange {
  readonly baseMs: number;
  readonly capMs: number;
}

/**
 * Exponential backoff with full jitter: the delay before attempt number `tries + 1`.
 *
 * @param random a number in [0, 1).
 */
export function backoffMs({ baseMs, capMs }: BackoffRange, tries: number, random: number): number {
  return random * Math.min(capMs, baseMs * 2 ** (tries - 1));
}

const WINDOW_SECONDS = 10;
const RETRY_SHARE = 0.15;
/** Retries that are allowed however few the calls are: per account, and per process. */
const MIN_RETRIES = 3;
const MIN_RETRIES_IN_ALL = 30;
const MAX_BUDGETS = 10_000;

/** Time until an exhausted budget is full again. */
export const BUDGET_RECOVERY_MS = WINDOW_SECONDS * 1_000;

/** Calls and retries of one account and operation in the last ten seconds. */
interface Budget {
  readonly endpoint: string;
  readonly account: string;
  readonly calls: SecondCounts;
  readonly retries: SecondCounts;
}

/**
 * Bounds retries after unclear failures, so that they do not multiply the load of a failing upstream.
 *
 * Per ten seconds, each account may retry 15 % of its calls of an operation, independently of other accounts. If that is
 * less than three, three retries are allowed; these extra retries are at most three per account and 30 per process. The
 * process therefore retries at most 15 % of all calls plus 30.
 */
export class RetryBudgets {
  private readonly budgets = new RecentMap<string, Budget>(MAX_BUDGETS);
  private readonly extraByAccount = new RecentMap<string, SecondCounts>(MAX_BUDGETS);
  private readonly extra: SecondCounts;

  constructor(private readonly clock: Clock) {
    this.extra = this.newCounts();
  }

  deposit(to: Destination): void {
    this.of(to).calls.add();
  }

  /** Uses one retry. @returns false if none is left. */
  withdraw(to: Destination): boolean {
    const budget = this.of(to);
    if (this.leftOf(budget) < 1) return false;
    if (shareLeft(budget) < 1) {
      this.extraFor(budget).add();
      this.extra.add();
    }
    budget.retries.add();
    return true;
  }

  /** By endpoint, the retries left in the smallest budget, among budgets with recent calls. */
  leastLeft(): ReadonlyMap<string, number> {
    const least = new Map<string, number>();
    for (const [, budget] of this.budgets.all()) {
      if (budget.calls.sum === 0) continue;
      const { endpoint } = budget;
      least.set(endpoint, Math.min(least.get(endpoint) ?? Number.POSITIVE_INFINITY, this.leftOf(budget)));
    }
    return least;
  }

  private leftOf(budget: Budget): number {
    const least = MIN_RETRIES - budget.retries.sum;
    const extraLeft = Math.min(MIN_RETRIES - this.extraFor(budget).sum, MIN_RETRIES_IN_ALL - this.extra.sum);
    return Math.max(0, shareLeft(budget), Math.min(least, extraLeft));
  }

  private extraFor({ account }: Budget): SecondCounts {
    return this.extraByAccount.getOrSet(account, () => this.newCounts());
  }

  private of({ endpoint, region, account, operation }: Destination): Budget {
    return this.budgets.getOrSet(`${account} ${region} ${operation}`, () => {
      return { endpoint, account, calls: this.newCounts(), retries: this.newCounts() };
    });
  }

  private newCounts(): SecondCounts {
    return new SecondCounts(this.clock, WINDOW_SECONDS);
  }
}

function shareLeft({ calls, retries }: Budget): number {
  return Math.floor(RETRY_SHARE * calls.sum - retries.sum);
}
