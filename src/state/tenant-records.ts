export interface Kept {
  /** On the monotonic clock. */
  readonly expiresAtMs: number;
  /** False while the write runs or its outcome is unknown; such a record is never evicted. */
  readonly isFinished: boolean;
  readonly bytes: number;
}

const SWEEP_EVERY_MS = 1_000;

/** The records of one tenant. Both maps are ordered by last change. */
export class TenantRecords<Entry extends Kept> {
  private readonly finished = new Map<string, Entry>();
  private readonly unfinished = new Map<string, Entry>();
  private sumBytes = 0;
  private nextSweepAtMs = 0;

  get size(): number {
    return this.finished.size + this.unfinished.size;
  }

  get unfinishedCount(): number {
    return this.unfinished.size;
  }

  get finishedBytes(): number {
    return this.sumBytes;
  }

  get(key: string, nowMs: number): Entry | undefined {
    const entry = this.finished.get(key) ?? this.unfinished.get(key);
    if (entry === undefined || entry.expiresAtMs > nowMs) return entry;
    this.remove(key);
    return undefined;
  }

  put(key: string, entry: Entry): void {
    this.remove(key);
    (entry.isFinished ? this.finished : this.unfinished).set(key, entry);
    if (entry.isFinished) this.sumBytes += entry.bytes;
  }

  remove(key: string): void {
    this.sumBytes -= this.finished.get(key)?.bytes ?? 0;
    this.finished.delete(key);
    this.unfinished.delete(key);
  }

  /** Stops at the first record that has not expired. Unfinished records expire only roughly in map order. */
  removeExpired(nowMs: number): void {
    for (const records of [this.finished, this.unfinished]) {
      for (const [key, { expiresAtMs }] of records) {
        if (expiresAtMs > nowMs) break;
        this.remove(key);
      }
    }
  }

  /** @returns false if there is no finished record. */
  removeOldestFinished(): boolean {
    for (const key of this.finished.keys()) {
      this.remove(key);
      return true;
    }
    return false;
  }

  /** Checks all unfinished records, at most once a second. @returns whether any was removed. */
  removeExpiredUnfinished(nowMs: number): boolean {
    if (nowMs < this.nextSweepAtMs) return false;
    this.nextSweepAtMs = nowMs + SWEEP_EVERY_MS;
    const before = this.unfinished.size;
    for (const [key, { expiresAtMs }] of this.unfinished) if (expiresAtMs <= nowMs) this.remove(key);
    return this.unfinished.size < before;
  }
}
