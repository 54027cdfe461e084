import { Inject, Injectable } from '@nestjs/common';

import { pagesOf } from '../rekognition/pages.js';
import { RekognitionGateway } from '../rekognition/rekognition.gateway.js';
import { LIST_USERS_PAGE } from '../rekognition/rekognition.limits.js';
import { CLOCK, type Clock } from '../resilience/clock.js';
import type { Caller } from '../tenants/caller.js';
import type { UserPath } from './dto/user-path.dto.js';
import { RecentStatuses, STATUS_GOOD_FOR_MS } from './recent-statuses.js';
import { UserScan } from './user-scan.js';
import { ListUsers } from './users.operations.js';

/**
 * The statuses of users, which Rekognition tells in its answers to changes and in its list of users, and nowhere else.
 * What one tenant's calls found is never told to another.
 */
@Injectable()
export class UserStatuses {
  private readonly recent: RecentStatuses;
  /** The newest scan of each collection, while it runs. */
  private readonly scans = new Map<string, UserScan>();

  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly rekognition: RekognitionGateway,
  ) {
    this.recent = new RecentStatuses(clock);
  }

  /** Remembers what a change of the user answered. */
  note(user: UserPath, caller: Caller, status: string): void {
    this.recent.note(keyOf(user, caller), status);
  }

  /** A user who was made or deleted has nothing of one who had the same id before. */
  forget(user: UserPath, caller: Caller): void {
    this.recent.forget(keyOf(user, caller));
  }

  /** Null when neither a change of the last two seconds nor a scan of the collection's users tells. */
  async of(user: UserPath, caller: Caller): Promise<string | null> {
    const recent = this.recent.of(keyOf(user, caller));
    return recent ?? (await this.scanned(user, caller)) ?? null;
  }

  /**
   * Only a scan that is younger than what changes answered is believed is joined: no change falls between the two, told
   * by neither.
   */
  private scanned({ collectionId, userId }: UserPath, caller: Caller): Promise<string | undefined> {
    const key = JSON.stringify([caller.tenant.id, collectionId]);
    const running = this.scans.get(key);
    if (running !== undefined && this.clock.nowMs() - running.startedMs < STATUS_GOOD_FOR_MS) {
      return running.statusOf(userId, caller);
    }
    const scan = new UserScan(this.clock);
    const status = scan.statusOf(userId, caller);
    this.scans.set(key, scan);
    const input = { CollectionId: collectionId, MaxResults: LIST_USERS_PAGE.most };
    const pages = pagesOf(this.rekognition, { operation: ListUsers, input, caller: withPatience(caller, scan) });
    void scan.run(pages).finally(() => {
      if (this.scans.get(key) === scan) this.scans.delete(key);
    });
    return status;
  }
}

function keyOf({ collectionId, userId }: UserPath, { tenant }: Caller): string {
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
