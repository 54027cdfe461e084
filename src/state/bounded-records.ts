import { type Kept, TenantRecords } from './tenant-records.js';

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

/**
 * Bounded records of many tenants. A tenant never evicts records of a tenant that holds less. Only finished records are
 * evicted, because running and unknown ones prevent a write from being executed twice.
 */
export class BoundedRecords<Entry extends Kept> {
  private readonly tenants = new Map<string, TenantRecords<Entry>>();

  constructor(private readonly bounds: Bounds) {}

  get({ tenant, key }: Place, nowMs: number): Entry | undefined {
    return this.tenants.get(tenant)?.get(key, nowMs);
  }

  /** May evict the oldest finished records of the tenants with the most bytes. */
  put({ tenant, key }: Place, entry: Entry): void {
    const records = this.tenants.get(tenant) ?? new TenantRecords<Entry>();
    this.tenants.set(tenant, records);
    records.put(key, entry);
    if (entry.isFinished) this.shrink();
  }

  remove({ tenant, key }: Place): void {
    this.tenants.get(tenant)?.remove(key);
  }

  removeTenant(tenant: string): void {
    this.tenants.delete(tenant);
  }

  /**
   * Makes room for one more unfinished record of the tenant. At the total bound, only tenants that hold at least an equal
   * share of it are rejected.
   *
   * @returns false if there is no room.
   */
  makeRoom(tenant: string, nowMs: number): boolean {
    this.removeExpired(nowMs);
    const records = this.tenants.get(tenant);
    if (records === undefined) return true;
    const isFull = records.size >= this.bounds.recordsPerTenant;
    if (isFull && !records.removeOldestFinished() && !records.removeExpiredUnfinished(nowMs)) return false;
    const share = this.bounds.unfinished / this.tenants.size;
    return records.unfinishedCount < share || this.totalUnfinished() < this.bounds.unfinished;
  }

  private totalUnfinished(): number {
    let sum = 0;
    for (const { unfinishedCount } of this.tenants.values()) sum += unfinishedCount;
    return sum;
  }

  private shrink(): void {
    const all = [...this.tenants.values()];
    let excessBytes = all.reduce((sum, { finishedBytes }) => sum + finishedBytes, 0) - this.bounds.finishedBytes;
    if (excessBytes <= 0) return;
    const largestFirst = all.sort((a, b) => b.finishedBytes - a.finishedBytes);
    const levelBytes = commonLevel(largestFirst, excessBytes);
    for (const records of largestFirst) {
      while (excessBytes > 0 && records.finishedBytes > levelBytes) {
        excessBytes -= records.finishedBytes;
        records.removeOldestFinished();
        excessBytes += records.finishedBytes;
      }
    }
  }

  private removeExpired(nowMs: number): void {
    for (const [tenant, records] of this.tenants) {
      records.removeExpired(nowMs);
      if (records.size === 0) this.tenants.delete(tenant);
    }
  }
}

/** The size to which the largest tenants must shrink to free `excessBytes` together. */
function commonLevel(largestFirst: readonly { readonly finishedBytes: number }[], excessBytes: number): number {
  let sumBytes = -excessBytes;
  for (const [index, { finishedBytes }] of largestFirst.entries()) {
    sumBytes += finishedBytes;
    const levelBytes = sumBytes / (index + 1);
    if (levelBytes >= (largestFirst[index + 1]?.finishedBytes ?? 0)) return levelBytes;
  }
  return 0;
}
