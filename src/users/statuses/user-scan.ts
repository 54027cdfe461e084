import type { ListUsersCommandOutput } from '@aws-sdk/client-rekognition';

import type { Clock } from '../../resilience/time/clock.js';
import { Deadline } from '../../resilience/time/deadline.js';
import { DeadlinePassed, type CallLimits, whenLimitReached } from '../../resilience/time/call-limits.js';

/** Pages that are read at most: 5,000 users, and two seconds of the account's quota. */
const MOST_PAGES = 10;

interface Waiting {
  readonly userId: string;
  readonly tell: (status: string | undefined) => void;
}

/**
 * One reading of a collection's users for all who ask for one of them meanwhile. It goes on until each of them has
 * been told or has no patience left, the list ends, or enough pages were read.
 */
export class UserScan {
  readonly startedMs: number;
  private ended = false;
  private readonly seen = new Map<string, string>();
  private readonly waiting = new Set<Waiting>();
  private readonly deserted = new AbortController();
  private farthest: Deadline;

  constructor(private readonly clock: Clock) {
    this.startedMs = clock.monotonicMs();
    this.farthest = new Deadline(clock, this.startedMs);
  }

  /** How long the scan is worth going on: as long as one of those who ask waits. */
  get limits(): CallLimits {
    const deadline = (): Deadline => this.farthest;
    return {
      get deadline() {
        return deadline();
      },
      signal: this.deserted.signal,
    };
  }

  /**
   * Undefined when the user was not among those read before the deadline.
   *
   * @throws CallerLeft, CallerRevoked.
   */
  statusOf(userId: string, limits: CallLimits): Promise<string | undefined> {
    if (this.ended || this.seen.has(userId)) return Promise.resolve(this.seen.get(userId));
    return new Promise((resolve, reject) => {
      // Whoever has left already is let go before there is anything to release.
      let release = (): void => undefined;
      const tell = (status: string | undefined): void => {
        release();
        this.waiting.delete(waiting);
        resolve(status);
      };
      const waiting: Waiting = { userId, tell };
      this.waiting.add(waiting);
      if (limits.deadline.atMs > this.farthest.atMs) this.farthest = limits.deadline;
      release = whenLimitReached(this.clock, limits, (reason) => {
        if (!(reason instanceof DeadlinePassed)) reject(reason);
        this.leave(waiting);
      });
    });
  }

  /** Reads the pages. A reading that fails has found whom it found, and nobody else. */
  async run(pages: AsyncIterable<ListUsersCommandOutput>): Promise<void> {
    try {
      let read = 0;
      for await (const { Users: users = [] } of pages) {
        for (const { UserId = '', UserStatus = '' } of users) this.seen.set(UserId, UserStatus);
        for (const each of this.waiting) if (this.seen.has(each.userId)) each.tell(this.seen.get(each.userId));
        read += 1;
        if (this.waiting.size === 0 || read === MOST_PAGES) break;
      }
    } catch {
      // The call pipeline has told the recorder. Whoever asked is told that the status is not known.
    } finally {
      this.ended = true;
      for (const each of this.waiting) each.tell(undefined);
    }
  }

  private leave(waiting: Waiting): void {
    waiting.tell(undefined);
    if (this.waiting.size === 0) this.deserted.abort();
  }
}
