import { type Kept, TenantRecords } from './tenant-records.js';

export interface Bounds {
  readonly recordsPerTenant: number;
  /** Size of the finished records of all tenants together. */
  readonly finishedBytes: number;
  /** Number of running and unknown records of all tenants together, see `makeRoom`. */
  readonly unfinished: number;
}

/** Where a record is: its key among its tenant's. */
export interface Place {
  readonly tenant: string;
  readonly key: string;
}

/**
 * Records of many tenants, bounded so that no tenant can push out a record of another that holds less. Only finished
 * records make room: a running or unknown one is what keeps its write from being done twice.
 */
export class BoundedRecords<Entry extends Kept> {
  private readonly tenants = new Map<string, TenantRecords<Entry>>();

  constructor(private readonly bounds: Bounds) {}

  get({ tenant, key }: Place, nowMs: number): Entry | undefined {
    return this.tenants.get(tenant)?.get(key, nowMs);
  }

  /** A record that grew may make others too large together: the oldest of the tenant with the most bytes go. */
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
   * Makes room for one more unfinished record of the tenant. When all tenants together have too many, only those that
   * hold an equal share of the bound or more are refused.
   *
   * @returns false when there is no room.
   */
  makeRoom(tenant: string, nowMs: number): boolean {
    this.removeExpired(nowMs);
    const records = this.tenants.get(tenant);
    if (records === undefined) return true;
    const isFull = records.size >= this.bounds.recordsPerTenant;
    if (isFull && !records.removeOldestFinished() && !records.removeExpiredUnfinished(nowMs)) return false;
    const share = this.bounds.unfinished / this.tenants.size;
    return records.unfinishedCount < share || this.unfinishedInAll() < this.bounds.unfinished;
  }

  private unfinishedInAll(): number {
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

/** The size that the largest tenants must be cut down to, to save so many bytes together. */
function commonLevel(largestFirst: readonly { readonly finishedBytes: number }[], excessBytes: number): number {
  let sumBytes = -excessBytes;
  for (const [index, { finishedBytes }] of largestFirst.entries()) {
    sumBytes += finishedBytes;
    const levelBytes = sumBytes / (index + 1);
    if (levelBytes >= (largestFirst[index + 1]?.finishedBytes ?? 0)) return levelBytes;
  }
  return 0;
}
