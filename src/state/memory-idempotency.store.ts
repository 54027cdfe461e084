import { Inject, Injectable } from '@nestjs/common';

import { CLOCK, type Clock } from '../resilience/clock.js';
import { BoundedRecords } from './bounded-records.js';
import {
  AnswerTooLarge,
  type Claim,
  type FoundRecord,
  type IdempotencyStore,
  KEPT_MS,
  MOST_RECORD_BYTES,
  MOST_RECORDS_PER_TENANT,
  type RecordPlace,
  type Reservation,
  StoreFull,
} from './idempotency.store.js';
import type { Kept } from './tenant-records.js';

/** What a record costs beside its answer. */
const OVERHEAD_BYTES = 512;
const BOUNDS = { recordsPerTenant: MOST_RECORDS_PER_TENANT, bytesInAll: 32 * 1_024 * 1_024 };

interface Entry extends Kept {
  readonly state: 'reserved' | 'sent' | 'done';
  readonly owner: string;
  readonly fingerprint: string;
  readonly mayRepeat: boolean;
  /** An earlier owner's try was sent and its outcome is unknown. */
  readonly unclear: boolean;
  readonly answer?: Uint8Array;
}

/** Remembers keyed writes in this process, for as long as it lives. */
@Injectable()
export class MemoryIdempotencyStore implements IdempotencyStore {
  private readonly records = new BoundedRecords<Entry>(BOUNDS);

  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  reserve(place: RecordPlace, claim: Claim): Promise<Reservation> {
    return promised(() => {
      const found = this.records.get(place, this.clock.monotonicMs());
      if (found !== undefined && !this.isFree(found)) return this.takeOver(place, claim, found);
      this.takeFresh(place, claim);
      return 'fresh';
    });
  }

  markSent(place: RecordPlace, owner: string, mayRepeat: boolean): Promise<boolean> {
    return promised(() => {
      const entry = this.ownedBy(place, owner);
      if (entry === undefined || !this.isHeld(entry)) return false;
      this.records.put(place, { ...entry, state: 'sent', mayRepeat: entry.mayRepeat && mayRepeat });
      return true;
    });
  }

  complete(place: RecordPlace, owner: string, answer: Uint8Array): Promise<boolean> {
    return promised(() => {
      const bytes = OVERHEAD_BYTES + answer.byteLength;
      if (bytes > MOST_RECORD_BYTES) throw new AnswerTooLarge();
      const entry = this.ownedBy(place, owner);
      if (entry === undefined || this.isFree(entry)) return false;
      // A copy: what Node hands out in small pieces would keep the whole piece it was cut from.
      const done = { ...entry, ...this.heldByNobody(), state: 'done', bytes, answer: new Uint8Array(answer) } as const;
      this.records.put(place, done);
      this.records.shrinkFor(0, this.clock.monotonicMs());
      return true;
    });
  }

  release(place: RecordPlace, owner: string, effect: 'none' | 'unknown'): Promise<boolean> {
    return promised(() => {
      const entry = this.ownedBy(place, owner);
      if (entry === undefined) return false;
      const isUnknown = entry.unclear || (entry.state === 'sent' && effect === 'unknown');
      if (isUnknown) this.records.put(place, { ...entry, ...this.heldByNobody(), unclear: true });
      else this.records.remove(place);
      return true;
    });
  }

  private takeFresh(place: RecordPlace, claim: Claim): void {
    this.records.remove(place);
    if (!this.records.makeRoom(place.tenant, OVERHEAD_BYTES, this.clock.monotonicMs())) throw new StoreFull();
    const { owner, fingerprint } = claim;
    const entry = { ...this.heldFor(claim), owner, fingerprint, mayRepeat: true, unclear: false };
    this.records.put(place, { ...entry, state: 'reserved' });
  }

  private takeOver(place: RecordPlace, claim: Claim, found: Entry): Reservation {
    const { state, fingerprint, mayRepeat } = found;
    const isUnknown = state === 'sent' && !this.isHeld(found);
    if (!isUnknown || !mayRepeat || fingerprint !== claim.fingerprint) return this.inTheWay(found);
    this.records.put(place, { ...found, ...this.heldFor(claim), owner: claim.owner, unclear: true });
    return 'again';
  }

  private inTheWay(entry: Entry): FoundRecord {
    const { fingerprint, answer } = entry;
    if (answer !== undefined) return { fingerprint, state: 'done', answer };
    return { fingerprint, state: this.isHeld(entry) ? 'running' : 'unknown' };
  }

  private isHeld({ heldUntilMs }: Entry): boolean {
    return heldUntilMs > this.clock.monotonicMs();
  }

  /** Its owner ran out of time before anything was sent. */
  private isFree(entry: Entry): boolean {
    return entry.state === 'reserved' && !this.isHeld(entry);
  }

  private heldFor({ leaseMs }: Claim): Kept {
    const nowMs = this.clock.monotonicMs();
    return { heldUntilMs: nowMs + leaseMs, expiresAtMs: nowMs + leaseMs + KEPT_MS, bytes: OVERHEAD_BYTES };
  }

  private heldByNobody(): Omit<Kept, 'bytes'> {
    const nowMs = this.clock.monotonicMs();
    return { heldUntilMs: nowMs, expiresAtMs: nowMs + KEPT_MS };
  }

  private ownedBy(place: RecordPlace, owner: string): Entry | undefined {
    const entry = this.records.get(place, this.clock.monotonicMs());
    return entry?.owner === owner && entry.state !== 'done' ? entry : undefined;
  }
}

/** Made at once, in one go, and told as a store would tell it that is elsewhere. */
function promised<T>(change: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(change());
  });
}
