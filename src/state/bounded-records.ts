import { type Kept, TenantRecords } from './tenant-records.js';

/** How much is kept at most. */
export interface Bounds {
  readonly recordsPerTenant: number;
  readonly bytesInAll: number;
}

/** Where a record is: what it is called among its tenant's. */
export interface Place {
  readonly tenant: string;
  readonly key: string;
}

/**
 * Records of many tenants. A tenant with too many loses its own oldest; when all of them are too much together, the
 * tenant that holds the most does, so that none can drive out what is another's.
 */
export class BoundedRecords<Entry extends Kept> {
  private readonly tenants = new Map<string, TenantRecords<Entry>>();

  constructor(private readonly bounds: Bounds) {}

  get({ tenant, key }: Place, nowMs: number): Entry | undefined {
    return this.tenants.get(tenant)?.get(key, nowMs);
  }

  put({ tenant, key }: Place, entry: Entry): void {
    const records = this.tenants.get(tenant) ?? new TenantRecords<Entry>();
    this.tenants.set(tenant, records);
    records.put(key, entry);
  }

  remove({ tenant, key }: Place): void {
    this.tenants.get(tenant)?.remove(key);
  }

  /** @returns false when there is no room for another record of the tenant, of so many bytes, nor any to be made. */
  makeRoom(tenant: string, bytes: number, nowMs: number): boolean {
    this.removeExpired(nowMs);
    const records = this.tenants.get(tenant);
    const isFull = records !== undefined && records.size >= this.bounds.recordsPerTenant;
    return (!isFull || records.removeOldest(nowMs)) && this.shrinkFor(bytes, nowMs);
  }

  /** @returns false when so many bytes more do not fit. */
  shrinkFor(moreBytes: number, nowMs: number): boolean {
    const all = [...this.tenants.values()];
    let bytes = all.reduce((sum, records) => sum + records.bytes, moreBytes);
    while (bytes > this.bounds.bytesInAll) {
      const largest = all.reduce((most, records) => (records.bytes > most.bytes ? records : most));
      const before = largest.bytes;
      if (!largest.removeOldest(nowMs)) return false;
      bytes -= before - largest.bytes;
    }
    return true;
  }

  private removeExpired(nowMs: number): void {
    for (const [tenant, records] of this.tenants) {
      records.removeExpired(nowMs);
      if (records.size === 0) this.tenants.delete(tenant);
    }
  }
}
