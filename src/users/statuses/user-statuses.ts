import type { ListUsersCommandOutput } from '@aws-sdk/client-rekognition';
import { Inject, Injectable } from '@nestjs/common';

import { namespaceOf, type Tenant } from '../../config/tenant.js';
import { CLOCK, type Clock } from '../../resilience/time/clock.js';
import type { Caller } from '../../tenants/identity/caller.js';
import { RecentStatuses, STATUS_GOOD_FOR_MS } from './recent-statuses.js';
import { collectionIdAtAws } from '../../rekognition/tenant-scope.js';
import { UserScan } from './user-scan.js';

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

  constructor(@Inject(CLOCK) private readonly clock: Clock) {
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
    const recent = this.recent.of(keyOf(user, caller.tenant), caller.tenant.id);
    if (recent !== undefined && !contradicts(recent, faceCount)) return recent;
    return (await this.scanned(user, caller, pages)) ?? null;
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

function withLimits(first: Caller, { limits }: UserScan): Caller {
  return {
    ...first,
    get deadline() {
      return limits.deadline;
    },
    signal: limits.signal,
  };
}
