import type { ListUsersCommandOutput } from '@aws-sdk/client-rekognition';

import type { Clock } from '../../resilience/time/clock.js';
import { type CallLimits, Deadline, DeadlinePassed, whenLimitReached } from '../../resilience/time/call-limits.js';

/** 5,000 users, which takes two seconds of the account's quota. */
const MOST_PAGES = 10;

interface Lookup {
  readonly userId: string;
  readonly resolve: (status: string | undefined) => void;
}

/**
 * Reads a collection's list of users once for all concurrent lookups. Ends when every lookup is resolved or has reached
 * its deadline, when the list ends, or after MOST_PAGES.
 */
export class UserScan {
  readonly startedMs: number;
  private ended = false;
  private readonly statuses = new Map<string, string>();
  private readonly lookups = new Set<Lookup>();
  private readonly abandoned = new AbortController();
  private farthest: Deadline;

  constructor(private readonly clock: Clock) {
    this.startedMs = clock.monotonicMs();
    this.farthest = new Deadline(clock, this.startedMs);
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
    return new Promise((resolve, reject) => {
      // whenLimitReached calls back synchronously if the caller has already left.
      let release = (): void => undefined;
      const lookup: Lookup = {
        userId,
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

  /** Reads the pages. If that fails, users that were not found yet have no status. */
  async run(pages: AsyncIterable<ListUsersCommandOutput>): Promise<void> {
    try {
      let read = 0;
      for await (const { Users: users = [] } of pages) {
        for (const { UserId = '', UserStatus = '' } of users) this.statuses.set(UserId, UserStatus);
        for (const { userId, resolve } of this.lookups)
          if (this.statuses.has(userId)) resolve(this.statuses.get(userId));
        read += 1;
        if (this.lookups.size === 0 || read === MOST_PAGES) break;
      }
    } catch {
      // The call pipeline has recorded the failure.
    } finally {
      this.ended = true;
      for (const { resolve } of this.lookups) resolve(undefined);
    }
  }

  private leave({ resolve }: Lookup): void {
    resolve(undefined);
    if (this.lookups.size === 0) this.abandoned.abort();
  }
}
