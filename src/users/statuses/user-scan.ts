import type { ListUsersCommandOutput } from '@aws-sdk/client-rekognition';

import { classify } from '../../failures/classify.js';
import { Failure } from '../../failures/failure.js';
import { CLOCK, type Clock } from '../../resilience/time/clock.js';
import {
  type CallLimits,
  Deadline,
  DeadlinePassed,
  pause,
  whenLimitReached,
} from '../../resilience/time/call-limits.js';
import { Inject, Injectable } from '@nestjs/common';

import { Bulkhead } from '../../resilience/bounds/bulkhead.js';
import { RecentMap } from '../../resilience/bounds/recent-map.js';
import { FairRateLimiter, TurnAfterDeadline } from '../../resilience/rate/fair-rate-limiter.js';
import { Rate } from '../../resilience/rate/rate.js';
import { AccountQuotas } from '../../tenants/aws/account-quotas.js';
import type { Caller } from '../../tenants/identity/caller.js';
import { ListUsers } from '../users.operations.js';

/** 5,000 users, which takes two seconds of the account's quota. */
const MAX_PAGES = 10;

interface Lookup {
  readonly userId: string;
  /** Earlier pages do not count. */
  readonly fromPage: number;
  readonly resolve: (status: string | undefined) => void;
}

/**
 * Reads a collection's list of users once for all concurrent lookups. Ends when every lookup is resolved or has reached
 * its deadline, when the list ends, or after MAX_PAGES.
 */
export class UserScan {
  readonly startedMs: number;
  /** Whether no more users will be found. */
  ended = false;
  /** Why the scan ended early. */
  failure?: Failure;
  /** The number of pages that were requested. */
  private requested = 0;
  private readonly statuses = new Map<string, string>();
  private readonly lookups = new Set<Lookup>();
  private readonly abandoned = new AbortController();
  private farthest: Deadline;

  constructor(private readonly clock: Clock) {
    this.startedMs = clock.monotonicMs();
    this.farthest = new Deadline(clock, this.startedMs);
  }

  get started(): boolean {
    return this.requested > 0;
  }

  /** The latest deadline of all lookups; aborted when the last lookup has left. */
  get limits(): CallLimits {
    const deadline = (): Deadline => this.farthest;
    return {
      get deadline() {
        return deadline();
      },
      signal: this.abandoned.signal,
    };
  }

  /**
   * Resolves to undefined if the scan does not find the user before the deadline.
   *
   * @throws CallerLeft, CallerRevoked.
   */
  statusOf(userId: string, limits: CallLimits): Promise<string | undefined> {
    if (this.ended || this.statuses.has(userId)) return Promise.resolve(this.statuses.get(userId));
    return this.lookUp(userId, limits, 0);
  }

  /** Like `statusOf`, but ignores pages that were requested before now. */
  freshStatusOf(userId: string, limits: CallLimits): Promise<string | undefined> {
    return this.ended ? Promise.resolve(undefined) : this.lookUp(userId, limits, this.requested + 1);
  }

  private lookUp(userId: string, limits: CallLimits, fromPage: number): Promise<string | undefined> {
    return new Promise((resolve, reject) => {
      // whenLimitReached calls back synchronously if the caller has already left.
      let release = (): void => undefined;
      const lookup: Lookup = {
        userId,
        fromPage,
        resolve: (status) => {
          release();
          this.lookups.delete(lookup);
          resolve(status);
        },
      };
      this.lookups.add(lookup);
      if (limits.deadline.atMs > this.farthest.atMs) this.farthest = limits.deadline;
      release = whenLimitReached(this.clock, limits, (reason) => {
        if (!(reason instanceof DeadlinePassed)) reject(reason);
        this.leave(lookup);
      });
    });
  }

  /**
   * Reads the pages. If that fails, users that were not found yet have no status.
   *
   * @param turn is awaited before each page.
   */
  async run(pages: AsyncIterable<ListUsersCommandOutput>, turn?: () => Promise<void>): Promise<void> {
    const list = pages[Symbol.asyncIterator]();
    try {
      while (this.lookups.size > 0 && this.requested < MAX_PAGES) {
        if (turn !== undefined) await turn();
        this.requested += 1;
        const page = await list.next();
        if (page.done === true) break;
        this.tell(page.value);
      }
    } catch (thrown) {
      // The call pipeline has recorded the failure.
      this.failure = classify(thrown);
    } finally {
      this.ended = true;
      for (const { resolve } of this.lookups) resolve(undefined);
    }
  }

  private tell({ Users: users = [] }: ListUsersCommandOutput): void {
    const found = new Map(users.map(({ UserId = '', UserStatus = '' }) => [UserId, UserStatus]));
    for (const [userId, status] of found) this.statuses.set(userId, status);
    for (const { userId, fromPage, resolve } of this.lookups)
      if (fromPage <= this.requested && found.has(userId)) resolve(found.get(userId));
  }

  private leave({ resolve }: Lookup): void {
    resolve(undefined);
    if (this.lookups.size === 0) this.abandoned.abort();
  }
}

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
