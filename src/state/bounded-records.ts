export interface Kept {
  /** On the monotonic clock. */
  readonly expiresAtMs: number;
  /** False while the write runs or its outcome is unknown; such a record is never evicted. */
  readonly isFinished: boolean;
  readonly bytes: number;
}

export interface Bounds {
  readonly recordsPerTenant: number;
  /** Total size of finished records, over all tenants. */
  readonly finishedBytes: number;
  /** Total number of running and unknown records, over all tenants; see `makeRoom`. */
  readonly unfinished: number;
}

export interface Place {
  readonly tenant: string;
  readonly key: string;
}

/** The records of one tenant. Both maps are ordered by last change. */
class TenantRecords<Entry> {
  readonly finished = new Map<string, Entry>();
  readonly unfinished = new Map<string, Entry>();
  finishedBytes = 0;
  nextCheckAtMs = Number.NEGATIVE_INFINITY;
  /** A new iterator would first have to skip all records that were deleted. */
  private oldest = this.finished.keys();

  /** @returns the oldest finished key, which must be removed then. */
  nextOldest(): string | undefined {
    const next = this.oldest.next();
    if (!next.done) return next.value;
    this.oldest = this.finished.keys();
    return this.oldest.next().value;
  }

  get size(): number {
    return this.finished.size + this.unfinished.size;
  }
}

/** Minimum interval between sweeps over many records. */
const SWEEP_EVERY_MS = 1_000;

/**
 * Bounded records of many tenants. A tenant never evicts records of a tenant that holds less. Only finished records are
 * evicted, because running and unknown ones prevent a write from being executed twice.
 */
export class BoundedRecords<Entry extends Kept> {
  private readonly tenants = new Map<string, TenantRecords<Entry>>();
  private finishedBytes = 0;
  private unfinished = 0;
  private nextSweepAtMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly bounds: Bounds) {}

  get(place: Place, nowMs: number): Entry | undefined {
    const records = this.tenants.get(place.tenant);
    const entry = records?.finished.get(place.key) ?? records?.unfinished.get(place.key);
    if (entry === undefined || entry.expiresAtMs > nowMs) return entry;
    this.remove(place);
    return undefined;
  }

  /** May evict the oldest finished records of the tenants with the most bytes. */
  put(place: Place, entry: Entry): void {
    this.remove(place);
    const records = this.tenants.get(place.tenant) ?? new TenantRecords<Entry>();
    this.tenants.set(place.tenant, records);
    if (!entry.isFinished) {
      records.unfinished.set(place.key, entry);
      this.unfinished += 1;
      return;
    }
    records.finished.set(place.key, entry);
    this.countBytes(records, entry.bytes);
    if (this.finishedBytes > this.bounds.finishedBytes) this.shrink();
  }

  remove({ tenant, key }: Place): void {
    const records = this.tenants.get(tenant);
    if (records === undefined) return;
    this.countBytes(records, -(records.finished.get(key)?.bytes ?? 0));
    records.finished.delete(key);
    if (records.unfinished.delete(key)) this.unfinished -= 1;
  }

  removeTenant(tenant: string): void {
    const records = this.tenants.get(tenant);
    if (records === undefined) return;
    this.finishedBytes -= records.finishedBytes;
    this.unfinished -= records.unfinished.size;
    this.tenants.delete(tenant);
  }

  /**
   * Makes room for one more unfinished record of the tenant. At the total bound, only tenants that hold at least an
   * equal share of it are rejected.
   *
   * @returns false if there is no room.
   */
  makeRoom(tenant: string, nowMs: number): boolean {
    this.removeExpired(nowMs);
    const records = this.tenants.get(tenant);
    if (records === undefined) return true;
    if (records.size >= this.bounds.recordsPerTenant && !this.removeAny(tenant, records, nowMs)) return false;
    const share = this.bounds.unfinished / this.tenants.size;
    return records.unfinished.size < share || this.unfinished < this.bounds.unfinished;
  }

  private countBytes(records: TenantRecords<Entry>, change: number): void {
    records.finishedBytes += change;
    this.finishedBytes += change;
  }

  /**
   * Evicts the oldest records of the largest tenants, down to one size. Evicts a little more than it must, because the
   * walk over 1,000 tenants takes 15 µs.
   */
  private shrink(): void {
    const mostBytes = this.bounds.finishedBytes - Math.floor(this.bounds.finishedBytes / 128);
    const sizes = [...this.tenants.values()].map(({ finishedBytes }) => finishedBytes).sort((a, b) => b - a);
    let levelBytes = 0;
    let leftBytes = mostBytes - this.finishedBytes;
    for (const [index, size] of sizes.entries()) {
      leftBytes += size;
      levelBytes = leftBytes / (index + 1);
      if (levelBytes >= (sizes[index + 1] ?? 0)) break;
    }
    for (const [tenant, records] of this.tenants) {
      for (const key of records.finished.keys()) {
        if (this.finishedBytes <= mostBytes) return;
        if (records.finishedBytes <= levelBytes) break;
        this.remove({ tenant, key });
      }
    }
  }

  /** Removes the oldest finished record, or else all unfinished ones that have expired. */
  private removeAny(tenant: string, records: TenantRecords<Entry>, nowMs: number): boolean {
    const oldest = records.nextOldest();
    if (oldest !== undefined) {
      this.remove({ tenant, key: oldest });
      return true;
    }
    if (nowMs < records.nextCheckAtMs) return false;
    records.nextCheckAtMs = nowMs + SWEEP_EVERY_MS;
    const before = records.size;
    for (const [key, { expiresAtMs }] of records.unfinished) if (expiresAtMs <= nowMs) this.remove({ tenant, key });
    return records.size < before;
  }

  /** Stops at each tenant's first record that has not expired. Unfinished records expire only roughly in map order. */
  private removeExpired(nowMs: number): void {
    if (nowMs < this.nextSweepAtMs) return;
    this.nextSweepAtMs = nowMs + SWEEP_EVERY_MS;
    for (const [tenant, records] of this.tenants) {
      for (const entries of [records.finished, records.unfinished]) {
        for (const [key, { expiresAtMs }] of entries) {
          if (expiresAtMs > nowMs) break;
          this.remove({ tenant, key });
        }
      }
      if (records.size === 0) this.tenants.delete(tenant);
    }
  }
}
