import type { ListUsersCommandOutput } from '@aws-sdk/client-rekognition';
import { Inject, Injectable } from '@nestjs/common';

import { namespaceOf, type Tenant } from '../../config/tenant.js';
import { Bulkhead } from '../../resilience/bounds/bulkhead.js';
import { CLOCK, type Clock } from '../../resilience/time/clock.js';
import { DeadlinePassed, pause } from '../../resilience/time/call-limits.js';
import type { Caller } from '../../tenants/identity/caller.js';
import { RecentStatuses, STATUS_GOOD_FOR_MS } from './recent-statuses.js';
import { collectionIdAtAws } from '../../rekognition/tenant-scope.js';
import { ScanPace } from './user-scan.js';
import { UserScan } from './user-scan.js';

/** Requests that wait for a status; one account may take half of what the others leave, a tenant 4/5 of that. */
const MAX_WAITING = 2_000;
const SHARES = [{ share: 0.5 }, { share: 0.8 }];
const AFTER_FAILURE_MS = 1_000;

/** A user, by the ids in the request. */
export interface UserName {
  readonly collectionId: string;
  readonly userId: string;
}

export type UserPages = (caller: Caller) => AsyncIterable<ListUsersCommandOutput>;

export interface StatusSources {
  readonly faceCount: number;
  readonly pages: UserPages;
}

/**
 * The statuses of users, which Rekognition reports only in its responses to changes and in its list of users. A status
 * that one tenant's call found is never returned to another tenant.
 */
@Injectable()
export class UserStatuses {
  private readonly recent: RecentStatuses;
  /** The latest running scan of each collection. */
  private readonly scans = new Map<string, UserScan>();
  /** The next or running scan of each collection for requests that wait for a status. */
  private readonly pacedScans = new Map<string, UserScan>();
  private readonly waiting = new Bulkhead(MAX_WAITING, SHARES);

  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly pace: ScanPace,
  ) {
    this.recent = new RecentStatuses(clock);
  }

  /**
   * Runs a change of the user and stores the status in its response. A failed change drops the stored status, because
   * it may have been applied.
   */
  async change<Output extends { UserStatus?: string } | object>(
    user: UserName,
    caller: Caller,
    run: () => Promise<Output>,
  ): Promise<Output> {
    let status: string | undefined;
    try {
      const output = await run();
      status = 'UserStatus' in output ? output.UserStatus : undefined;
      return output;
    } finally {
      this.recent.note(keyOf(user, caller.tenant), caller.tenant.id, status);
    }
  }

  /** Returns null if neither a recent change nor a scan of the collection's users has the status. */
  async of(user: UserName, caller: Caller, { faceCount, pages }: StatusSources): Promise<string | null> {
    return this.recentOf(user, caller, faceCount) ?? (await this.scanned(user, caller, pages)) ?? null;
  }

  private recentOf(user: UserName, { tenant }: Caller, faceCount: number): string | undefined {
    const recent = this.recent.of(keyOf(user, tenant), tenant.id);
    return recent === undefined || contradicts(recent, faceCount) ? undefined : recent;
  }

  /**
   * Waits until the user has the status, and returns it. Returns the last known status at the deadline, or if scans fail
   * for good; null at once if a whole scan does not find the user.
   *
   * @throws BulkheadFull, CallerLeft, CallerRevoked.
   */
  async until(
    wanted: string,
    user: UserName,
    caller: Caller,
    { faceCount, pages }: StatusSources,
  ): Promise<string | null> {
    const { awsAccount: account, id } = caller.tenant;
    const leave = this.waiting.enter([account, id]);
    try {
      let last = this.recentOf(user, caller, faceCount) ?? null;
      while (last !== wanted && caller.deadline.remainingMs > 0) {
        const { status, scan, isWhole } = await this.nextStatus(user, caller, pages);
        last = status ?? last;
        if (status !== undefined || caller.deadline.remainingMs === 0) continue;
        if (scan.failure === undefined && isWhole) return null;
        if (scan.failure?.retryable === false) return last;
        if (scan.failure !== undefined) await pause(this.clock, AFTER_FAILURE_MS, caller).catch(unlessDeadline);
      }
      return last;
    } finally {
      leave();
    }
  }

  /** Reads the status in the collection's running scan, if the user's page is still to come, or in the next one. */
  private async nextStatus(user: UserName, caller: Caller, pages: UserPages) {
    const key = JSON.stringify([namespaceOf(caller.tenant), user.collectionId]);
    const running = this.pacedScans.get(key);
    const scan = running === undefined || running.ended ? new UserScan(this.clock) : running;
    const isWhole = !scan.started;
    const found = scan.freshStatusOf(user.userId, caller);
    if (scan !== running) {
      const scanner = withLimits(caller, scan);
      this.pacedScans.set(key, scan);
      void scan
        .run(pages(scanner), () => this.pace.turn(key, scanner, !scan.started))
        .finally(() => {
          if (this.pacedScans.get(key) === scan) this.pacedScans.delete(key);
        });
    }
    return { status: await found, scan, isWhole };
  }

  /**
   * Joins a running scan unless it may have read the user before a change: it must have started after the last change
   * that is known here, and within STATUS_GOOD_FOR_MS, because older changes are not remembered.
   */
  private scanned(user: UserName, caller: Caller, pages: UserPages): Promise<string | undefined> {
    const key = JSON.stringify([namespaceOf(caller.tenant), user.collectionId]);
    const running = this.scans.get(key);
    const sinceMs = this.clock.monotonicMs() - STATUS_GOOD_FOR_MS;
    const newestMs = Math.max(sinceMs, this.recent.changedMs(keyOf(user, caller.tenant)));
    if (running !== undefined && running.startedMs > newestMs) return running.statusOf(user.userId, caller);
    const scan = new UserScan(this.clock);
    const status = scan.statusOf(user.userId, caller);
    this.scans.set(key, scan);
    void scan.run(pages(withLimits(caller, scan))).finally(() => {
      if (this.scans.get(key) === scan) this.scans.delete(key);
    });
    return status;
  }
}

/** Whether another process has changed the user since: CREATED means no faces, ACTIVE at least one. */
function contradicts(status: string, faceCount: number): boolean {
  return status === 'CREATED' ? faceCount > 0 : status === 'ACTIVE' && faceCount === 0;
}

/** Identical for all tenants that see the user, regardless of their collection prefixes. */
function keyOf({ collectionId, userId }: UserName, { awsAccount, region, view }: Tenant): string {
  return JSON.stringify([awsAccount, region, collectionIdAtAws(collectionId, view), userId]);
}

function unlessDeadline(reason: unknown): void {
  if (!(reason instanceof DeadlinePassed)) throw reason;
}

function withLimits(first: Caller, { limits }: UserScan): Caller {
  return {
    ...first,
    get deadline() {
      return limits.deadline;
    },
    signal: limits.signal,
  };
}
