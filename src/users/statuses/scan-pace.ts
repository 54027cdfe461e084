import { Inject, Injectable } from '@nestjs/common';

import { Failure } from '../../failures/failure.js';
import { Bulkhead } from '../../resilience/bounds/bulkhead.js';
import { RecentMap } from '../../resilience/bounds/recent-map.js';
import { FairRateLimiter, TurnAfterDeadline } from '../../resilience/rate/fair-rate-limiter.js';
import { Rate } from '../../resilience/rate/rate.js';
import { pause } from '../../resilience/time/call-limits.js';
import { CLOCK, type Clock } from '../../resilience/time/clock.js';
import { AccountQuotas } from '../../tenants/aws/account-quotas.js';
import type { Caller } from '../../tenants/identity/caller.js';
import { ListUsers } from '../users.operations.js';

const BETWEEN_SCANS_MS = 1_000;
/** The part of the quota of ListUsers that scans for waiting requests may use. */
const QUOTA_SHARE = 1 / 5;
const MAX_REMEMBERED = 10_000;
/** More scans than requests can wait. */
const MAX_TURNS = 1e6;

/** When scans for waiting requests may read their next page: the quota's share is divided fairly between tenants. */
@Injectable()
export class ScanPace {
  /** By account and region. */
  private readonly limiters = new RecentMap<string, FairRateLimiter>(MAX_REMEMBERED);
  /** Monotonic time of each collection's last scan. */
  private readonly startedMs = new RecentMap<string, number>(MAX_REMEMBERED);

  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly quotas: AccountQuotas,
  ) {}

  /**
   * Waits for the turn of a scan's next page, for the first one also until the last scan is a second old.
   *
   * @throws Failure rate-limited if the turn would come too late; DeadlinePassed, CallerLeft if a limit is reached first.
   */
  async turn(collection: string, scanner: Caller, isFirst: boolean): Promise<void> {
    if (isFirst) {
      const lastMs = this.startedMs.get(collection) ?? Number.NEGATIVE_INFINITY;
      const delayMs = lastMs + BETWEEN_SCANS_MS - this.clock.monotonicMs();
      if (delayMs > 0) await pause(this.clock, delayMs, scanner);
    }
    const leave = await this.limiterOf(scanner)
      .take(scanner.tenant, scanner)
      .catch((thrown: unknown) => {
        throw thrown instanceof TurnAfterDeadline ? new Failure('rate-limited') : thrown;
      });
    leave();
    if (isFirst) this.startedMs.set(collection, this.clock.monotonicMs());
  }

  private limiterOf({ tenant }: Caller): FairRateLimiter {
    const { account, region, limiter: whole } = this.quotas.of(tenant, ListUsers.quota);
    const perSecond = whole.rate.perSecond * QUOTA_SHARE;
    const limiter = this.limiters.getOrSet(`${account}/${region}`, () => {
      const rate = new Rate(this.clock, perSecond);
      return new FairRateLimiter(this.clock, rate, new Bulkhead(MAX_TURNS, []), {
        replicas: () => this.quotas.replicas,
      });
    });
    if (limiter.rate.configured !== perSecond) limiter.configure(perSecond);
    return limiter;
  }
}
