import type { ListUsersCommandOutput } from '@aws-sdk/client-rekognition';
import { Inject, Injectable } from '@nestjs/common';

import { CLOCK, type Clock } from '../resilience/clock.js';
import type { Caller } from '../tenants/caller.js';
import { RecentStatuses, STATUS_GOOD_FOR_MS } from './recent-statuses.js';
import { UserScan } from './user-scan.js';

/** A user, by the ids that callers know. */
export interface UserName {
  readonly collectionId: string;
  readonly userId: string;
}

/** Reads the users of the collection, a page at a time, for a caller. */
export type UserPages = (caller: Caller) => AsyncIterable<ListUsersCommandOutput>;

/**
 * The statuses of users, which Rekognition tells in its answers to changes and in its list of users, and nowhere else.
 * What one tenant's calls found is never told to another.
 */
@Injectable()
export class UserStatuses {
  private readonly recent: RecentStatuses;
  /** The newest scan of each collection, while it runs. */
  private readonly scans = new Map<string, UserScan>();

  constructor(@Inject(CLOCK) private readonly clock: Clock) {
    this.recent = new RecentStatuses(clock);
  }

  /** Remembers what a change of the user answered. */
  note(user: UserName, caller: Caller, status: string): void {
    this.recent.note(keyOf(user, caller), status);
  }

  /** A user who was made or deleted has nothing of one who had the same id before. */
  forget(user: UserName, caller: Caller): void {
    this.recent.forget(keyOf(user, caller));
  }

  /** Null when neither a change of the last two seconds nor a scan of the collection's users tells. */
  async of(user: UserName, caller: Caller, pages: UserPages): Promise<string | null> {
    const recent = this.recent.of(keyOf(user, caller));
    return recent ?? (await this.scanned(user, caller, pages)) ?? null;
  }

  /**
   * Only a scan that is younger than what changes answered is believed is joined: no change falls between the two, told
   * by neither.
   */
  private scanned({ collectionId, userId }: UserName, caller: Caller, pages: UserPages): Promise<string | undefined> {
    const key = JSON.stringify([caller.tenant.id, collectionId]);
    const running = this.scans.get(key);
    if (running !== undefined && this.clock.monotonicMs() - running.startedMs < STATUS_GOOD_FOR_MS) {
      return running.statusOf(userId, caller);
    }
    const scan = new UserScan(this.clock);
    const status = scan.statusOf(userId, caller);
    this.scans.set(key, scan);
    void scan.run(pages(withPatience(caller, scan))).finally(() => {
      if (this.scans.get(key) === scan) this.scans.delete(key);
    });
    return status;
  }
}

function keyOf({ collectionId, userId }: UserName, { tenant }: Caller): string {
  return JSON.stringify([tenant.id, collectionId, userId]);
}

function withPatience(first: Caller, { patience }: UserScan): Caller {
  return {
    ...first,
    get deadline() {
      return patience.deadline;
    },
    signal: patience.signal,
  };
}
