import type { Clock } from '../../resilience/time/clock.js';

/** How long the status in the answer to a change is believed: Rekognition works changes in within seconds. */
export const STATUS_GOOD_FOR_MS = 2_000;
const MOST_KEPT = 10_000;

interface LastChange {
  readonly tenantId: string;
  /** Undefined when the answer had none, or never came. */
  readonly status: string | undefined;
  readonly atMs: number;
}

/**
 * The last change of each user that this process knows of, with the status that Rekognition answered. Users are those
 * of the AWS account: a change by one tenant makes old what another one was answered, but only the tenant whose change
 * was the last one is given its status. The oldest changes are dropped first.
 */
export class RecentStatuses {
  /** In the order of the changes. */
  private readonly changes = new Map<string, LastChange>();

  constructor(private readonly clock: Clock) {}

  note(user: string, tenantId: string, status?: string): void {
    this.changes.delete(user);
    this.changes.set(user, { tenantId, status, atMs: this.clock.monotonicMs() });
    for (const [oldest, { atMs }] of this.changes) {
      if (this.changes.size <= MOST_KEPT && this.isNews(atMs)) return;
      this.changes.delete(oldest);
    }
  }

  of(user: string, tenantId: string): string | undefined {
    const last = this.changes.get(user);
    return last?.tenantId === tenantId && this.isNews(last.atMs) ? last.status : undefined;
  }

  /** When the user was last changed, by whichever tenant. */
  changedMs(user: string): number {
    return this.changes.get(user)?.atMs ?? Number.NEGATIVE_INFINITY;
  }

  get size(): number {
    return this.changes.size;
  }

  private isNews(atMs: number): boolean {
    return this.clock.monotonicMs() - atMs <= STATUS_GOOD_FOR_MS;
  }
}
