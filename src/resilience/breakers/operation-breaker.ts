import { Breaker, type BreakerState, type EndAttempt, mostlyFailing } from './breaker.js';
import type { Clock } from '../time/clock.js';
import { RecentMap } from '../bounds/recent-map.js';

const FEWEST_ACCOUNTS = 3;
/** A breaker takes about half a kilobyte. */
const MOST_ACCOUNTS = 2_000;

/**
 * The breakers of one operation in one region: one per account, for the 2,000 most recent, and one for the whole region.
 *
 * The operation fails in the region when half of at least 20 attempts in 10 seconds failed, and at least three accounts,
 * which are at least half of those that called, each saw half of their own attempts fail. Then the breakers of all
 * accounts open. Each account comes back by a probe of its own, so an account that goes on failing delays no other: the
 * region opens again only while as many accounts fail.
 */
export class OperationBreaker {
  private readonly accounts = new RecentMap<string, Breaker>(MOST_ACCOUNTS);
  private readonly region: Breaker;

  constructor(
    private readonly clock: Clock,
    private readonly random: () => number = Math.random,
  ) {
    this.region = new Breaker(clock, {
      random,
      isFailing: (all) => mostlyFailing(all) && this.manyAccountsFail(),
      isStillFailing: () => this.manyAccountsFail(),
    });
  }

  /** State of the region's breaker. */
  get state(): BreakerState {
    return this.region.state;
  }

  /** The accounts whose breakers are not closed. */
  *notClosed(): Iterable<readonly [account: string, state: BreakerState]> {
    for (const [account, { state }] of this.accounts.all()) if (state !== 'closed') yield [account, state];
  }

  /** Milliseconds until the account may make an attempt; 0 if it may now. */
  closedForMs(account: string): number {
    return this.of(account).closedForMs;
  }

  begin(account: string): EndAttempt {
    const ends = [this.of(account).begin(), this.region.begin()];
    return (result) => {
      const before = this.state;
      for (const end of ends) end(result);
      if (before === 'closed' && this.state === 'open') this.openAll();
    };
  }

  private of(account: string): Breaker {
    return this.accounts.getOrSet(account, () => {
      const breaker = new Breaker(this.clock, { random: this.random });
      if (this.region.state === 'open') breaker.open(this.region.closedForMs);
      return breaker;
    });
  }

  private manyAccountsFail(): boolean {
    let [calling, failing] = [0, 0];
    for (const [, { attempts, failures }] of this.accounts.all()) {
      if (attempts === 0) continue;
      calling += 1;
      if (failures * 2 >= attempts) failing += 1;
    }
    return failing >= FEWEST_ACCOUNTS && failing * 2 >= calling;
  }

  private openAll(): void {
    for (const [, breaker] of this.accounts.all()) breaker.open(this.region.closedForMs);
  }
}
