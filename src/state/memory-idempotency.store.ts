import { Inject, Injectable } from '@nestjs/common';

import { CLOCK, type Clock } from '../resilience/time/clock.js';
import { BoundedRecords, type Kept } from './bounded-records.js';
import {
  AnswerTooLarge,
  type Claim,
  type FoundRecord,
  type IdempotencyStore,
  KEPT_MS,
  MAX_RECORD_BYTES,
  MAX_RECORDS_PER_TENANT,
  type RecordPlace,
  type Reservation,
  StoreFull,
} from './idempotency.store.js';

/** Size of a record without its answer. */
const OVERHEAD_BYTES = 512;
const BOUNDS = {
  recordsPerTenant: MAX_RECORDS_PER_TENANT,
  finishedBytes: 32 * 1_024 * 1_024,
  unfinished: 50_000,
};

interface Entry extends Kept {
  readonly state: 'reserved' | 'sent' | 'done';
  readonly owner: string;
  readonly fingerprint: string;
  /** End of the owner's lease, on the monotonic clock. */
  readonly heldUntilMs: number;
  readonly mayRepeat: boolean;
  /** An earlier owner's write was sent and its outcome is unknown. */
  readonly unclear: boolean;
  readonly answer?: Uint8Array;
}

/** Stores keyed writes in the memory of this process. */
@Injectable()
export class MemoryIdempotencyStore implements IdempotencyStore {
  private readonly records = new BoundedRecords<Entry>(BOUNDS);

  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  reserve(place: RecordPlace, claim: Claim): Promise<Reservation> {
    return promised(() => {
      const found = this.records.get(place, this.clock.monotonicMs());
      return found === undefined ? this.takeFresh(place, claim) : this.takeOver(place, claim, found);
    });
  }

  markSent(place: RecordPlace, owner: string, mayRepeat: boolean): Promise<boolean> {
    return promised(() => {
      const entry = this.ownedBy(place, owner);
      if (entry === undefined || !this.isHeld(entry)) return false;
      const expiresAtMs = entry.heldUntilMs + KEPT_MS;
      this.records.put(place, { ...entry, state: 'sent', expiresAtMs, mayRepeat: entry.mayRepeat && mayRepeat });
      return true;
    });
  }

  complete(place: RecordPlace, owner: string, answer: Uint8Array): Promise<boolean> {
    return promised(() => {
      const bytes = OVERHEAD_BYTES + answer.byteLength;
      if (bytes > MAX_RECORD_BYTES) throw new AnswerTooLarge();
      const entry = this.ownedBy(place, owner);
      if (entry === undefined) return false;
      // Copied, because a small Buffer retains the whole pool that it is a slice of.
      const done = { state: 'done', isFinished: true, bytes, answer: new Uint8Array(answer) } as const;
      this.records.put(place, { ...entry, ...this.releasedNow(), ...done });
      return true;
    });
  }

  release(place: RecordPlace, owner: string, effect: 'none' | 'unknown'): Promise<boolean> {
    return promised(() => {
      const entry = this.ownedBy(place, owner);
      if (entry === undefined) return false;
      const isUnknown = entry.unclear || (entry.state === 'sent' && effect === 'unknown');
      if (isUnknown) this.records.put(place, { ...entry, ...this.releasedNow(), unclear: true });
      else this.records.remove(place);
      return true;
    });
  }

  forget(tenant: string): Promise<void> {
    this.records.removeTenant(tenant);
    return Promise.resolve();
  }

  private takeFresh(place: RecordPlace, { owner, fingerprint, leaseMs }: Claim): Reservation {
    const nowMs = this.clock.monotonicMs();
    if (!this.records.makeRoom(place.tenant, nowMs)) throw new StoreFull();
    this.records.put(place, {
      state: 'reserved',
      owner,
      fingerprint,
      heldUntilMs: nowMs + leaseMs,
      expiresAtMs: nowMs + leaseMs,
      isFinished: false,
      bytes: OVERHEAD_BYTES,
      mayRepeat: true,
      unclear: false,
    });
    return 'fresh';
  }

  private takeOver(place: RecordPlace, { owner, fingerprint, leaseMs }: Claim, found: Entry): Reservation {
    const { state, mayRepeat } = found;
    const isUnknown = state === 'sent' && !this.isHeld(found);
    if (!isUnknown || !mayRepeat || fingerprint !== found.fingerprint) return this.foundRecord(found);
    const heldUntilMs = this.clock.monotonicMs() + leaseMs;
    this.records.put(place, { ...found, owner, heldUntilMs, expiresAtMs: heldUntilMs + KEPT_MS, unclear: true });
    return 'again';
  }

  private foundRecord(entry: Entry): FoundRecord {
    const { fingerprint, answer } = entry;
    if (answer !== undefined) return { fingerprint, state: 'done', answer };
    return { fingerprint, state: this.isHeld(entry) ? 'running' : 'unknown' };
  }

  private isHeld({ heldUntilMs }: Entry): boolean {
    return heldUntilMs > this.clock.monotonicMs();
  }

  private releasedNow(): Pick<Entry, 'heldUntilMs' | 'expiresAtMs'> {
    const nowMs = this.clock.monotonicMs();
    return { heldUntilMs: nowMs, expiresAtMs: nowMs + KEPT_MS };
  }

  private ownedBy(place: RecordPlace, owner: string): Entry | undefined {
    const entry = this.records.get(place, this.clock.monotonicMs());
    return entry?.owner === owner && entry.state !== 'done' ? entry : undefined;
  }
}

/** Runs the change synchronously; errors become rejections, as with a remote store. */
function promised<T>(change: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(change());
  });
}
