import type { Destination } from './breakers.js';
import type { Clock } from '../time/clock.js';
import { RecentMap } from '../bounds/recent-map.js';
import { SecondCounts } from './second-counts.js';

const WINDOW_SECONDS = 10;
const SHARE = 0.15;
/** What may be repeated however few the calls are: by one account, and by the process. */
const LEAST = 3;
const LEAST_IN_ALL = 30;
const MOST_BUDGETS = 10_000;

/** A budget that was used up is full again after this time. */
export const BUDGET_RECOVERY_MS = WINDOW_SECONDS * 1_000;

/** The calls of one account and operation in the last ten seconds, and the attempts that were repeated. */
interface Budget {
  readonly endpoint: string;
  readonly account: string;
  readonly calls: SecondCounts;
  readonly repeats: SecondCounts;
}

/**
 * Bounds repeated attempts after unclear failures, so that an upstream in trouble is not sent a multiple of its load.
 *
 * In ten seconds each account may repeat 15 % of its calls of an operation. That is its own share, which no other account
 * can use up. Where it is less than three, three may be repeated; what this adds to the shares is at most three for one
 * account and 30 for the process. So the process repeats at most 15 % of all calls and 30 more.
 */
export class RetryBudgets {
  private readonly budgets = new RecentMap<string, Budget>(MOST_BUDGETS);
  private readonly addedByAccount = new RecentMap<string, SecondCounts>(MOST_BUDGETS);
  private readonly added: SecondCounts;

  constructor(private readonly clock: Clock) {
    this.added = this.newCounts();
  }

  /** Counts a call. */
  deposit(to: Destination): void {
    this.of(to).calls.add();
  }

  /** Takes one repeat, if there is one left. */
  withdraw(to: Destination): boolean {
    const budget = this.of(to);
    if (this.leftOf(budget) < 1) return false;
    if (shareLeft(budget) < 1) {
      this.addedFor(budget).add();
      this.added.add();
    }
    budget.repeats.add();
    return true;
  }

  /** By endpoint, how many repeats are left for the account and operation that has least, among those in use. */
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
    const least = LEAST - budget.repeats.sum;
    const mayAdd = Math.min(LEAST - this.addedFor(budget).sum, LEAST_IN_ALL - this.added.sum);
    return Math.max(0, shareLeft(budget), Math.min(least, mayAdd));
  }

  private addedFor({ account }: Budget): SecondCounts {
    return this.addedByAccount.getOrSet(account, () => this.newCounts());
  }

  private of({ endpoint, region, account, operation }: Destination): Budget {
    return this.budgets.getOrSet(`${account} ${region} ${operation}`, () => {
      return { endpoint, account, calls: this.newCounts(), repeats: this.newCounts() };
    });
  }

  private newCounts(): SecondCounts {
    return new SecondCounts(this.clock, WINDOW_SECONDS);
  }
}

function shareLeft({ calls, repeats }: Budget): number {
  return Math.floor(SHARE * calls.sum - repeats.sum);
}
