/** What can be told of a record without looking inside. */
export interface Kept {
  /** On the monotonic clock. */
  readonly expiresAtMs: number;
  /** Until when somebody works on it, in milliseconds of the monotonic clock. Such a record never makes room. */
  readonly heldUntilMs: number;
  readonly bytes: number;
}

/** The records of one tenant, in the order in which they were last changed. */
export class TenantRecords<Entry extends Kept> {
  private readonly entries = new Map<string, Entry>();
  private sum = 0;

  get size(): number {
    return this.entries.size;
  }

  get bytes(): number {
    return this.sum;
  }

  get(key: string, nowMs: number): Entry | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined || entry.expiresAtMs > nowMs) return entry;
    this.remove(key);
    return undefined;
  }

  put(key: string, entry: Entry): void {
    this.remove(key);
    this.entries.set(key, entry);
    this.sum += entry.bytes;
  }

  remove(key: string): void {
    this.sum -= this.entries.get(key)?.bytes ?? 0;
    this.entries.delete(key);
  }

  /** They expire nearly in their order: one that is held keeps those after it for no longer than it is held. */
  removeExpired(nowMs: number): void {
    for (const [key, { expiresAtMs }] of this.entries) {
      if (expiresAtMs > nowMs) return;
      this.remove(key);
    }
  }

  /** @returns false when somebody works on every one of them. */
  removeOldest(nowMs: number): boolean {
    for (const [key, { heldUntilMs }] of this.entries) {
      if (heldUntilMs > nowMs) continue;
      this.remove(key);
      return true;
    }
    return false;
  }
}
