import type { Clock } from '../../resilience/time/clock.js';

/** How long a reported status is used. Rekognition processes changes within seconds. */
export const STATUS_GOOD_FOR_MS = 2_000;
const MAX_USERS = 10_000;

interface LastChange {
  readonly user: string;
  readonly tenantId: string;
  /** Undefined if the response had none or was lost. */
  readonly status: string | undefined;
  readonly atMs: number;
}

/**
 * The last change of each user made by this process, with the status that Rekognition reported. A change by one tenant
 * invalidates the status of every tenant that sees the user, but its own status is returned to that tenant only. The
 * oldest changes are dropped first.
 */
export class RecentStatuses {
  /** Oldest first. */
  private readonly changes = new Map<string, LastChange>();
  /** Kept between calls: a new iterator would first have to skip all entries that were deleted. */
  private readonly inOrder = this.changes.values();
  private oldest: LastChange | undefined;

  constructor(private readonly clock: Clock) {}

  note(user: string, tenantId: string, status?: string): void {
    this.changes.delete(user);
    this.changes.set(user, { user, tenantId, status, atMs: this.clock.monotonicMs() });
    while (this.oldest === undefined || !this.isKept(this.oldest)) this.oldest = this.inOrder.next().value;
  }

  of(user: string, tenantId: string): string | undefined {
    const last = this.changes.get(user);
    return last?.tenantId === tenantId && this.isRecent(last.atMs) ? last.status : undefined;
  }

  /** Monotonic time of the user's last change by any tenant. */
  changedMs(user: string): number {
    return this.changes.get(user)?.atMs ?? Number.NEGATIVE_INFINITY;
  }

  get size(): number {
    return this.changes.size;
  }

  private isKept(change: LastChange): boolean {
    if (this.changes.get(change.user) !== change) return false;
    if (this.changes.size <= MAX_USERS && this.isRecent(change.atMs)) return true;
    this.changes.delete(change.user);
    return false;
  }

  private isRecent(atMs: number): boolean {
    return this.clock.monotonicMs() - atMs <= STATUS_GOOD_FOR_MS;
  }
}
