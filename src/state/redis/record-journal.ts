import type { Clock } from '../../resilience/time/clock.js';
import type { Claim, RecordPlace } from '../idempotency.store.js';

/** `running` attempts were sent; `none` and `unknown` are the effects of released ones. */
export type JournalState = 'reserved' | 'running' | 'none' | 'unknown' | 'done';

/** What this process last did with a record. */
export interface JournalEntry {
  readonly place: RecordPlace;
  readonly claim: Claim;
  state: JournalState;
  mayRepeat: boolean;
  /** The attempt uses a local record, because Redis was unavailable. */
  local: boolean;
  /** Its last change may not have reached Redis. */
  pending: boolean;
  /** End of the lease, on the monotonic clock. */
  readonly heldUntilMs: number;
  answer?: Uint8Array;
  changedAtMs: number;
}

const KEPT_MS = 60_000;
const MAX_ENTRIES = 10_000;
const MAX_ANSWER_BYTES = 16 * 1_024 * 1_024;

/**
 * The records of this process from the last minute, by owner, so that they can be restored when Redis is available
 * again. Entries made while Redis is unavailable are kept until then. Above the bounds, the oldest are dropped.
 */
export class RecordJournal {
  private readonly entries = new Map<string, JournalEntry>();
  private answerBytes = 0;

  constructor(private readonly clock: Clock) {}

  begin(place: RecordPlace, claim: Claim): void {
    const nowMs = this.clock.monotonicMs();
    this.put({
      place,
      claim,
      state: 'reserved',
      mayRepeat: true,
      local: false,
      pending: false,
      heldUntilMs: nowMs + claim.leaseMs,
      changedAtMs: nowMs,
    });
  }

  of(owner: string): JournalEntry | undefined {
    return this.entries.get(owner);
  }

  note(
    owner: string,
    changes: Partial<Pick<JournalEntry, 'state' | 'mayRepeat' | 'local' | 'pending' | 'answer'>>,
  ): void {
    const entry = this.entries.get(owner);
    if (entry === undefined) return;
    this.remove(entry);
    this.put(Object.assign(entry, changes, { changedAtMs: this.clock.monotonicMs() }));
  }

  leaseLeftMs({ heldUntilMs }: JournalEntry): number {
    return heldUntilMs - this.clock.monotonicMs();
  }

  drop(owner: string): void {
    const entry = this.entries.get(owner);
    if (entry !== undefined) this.remove(entry);
  }

  forget(tenant: string): void {
    for (const entry of [...this.entries.values()]) if (entry.place.tenant === tenant) this.remove(entry);
  }

  /** Drops entries older than a minute. Not called while Redis is unavailable. */
  prune(): void {
    const oldestMs = this.clock.monotonicMs() - KEPT_MS;
    for (const entry of this.entries.values()) {
      if (entry.changedAtMs > oldestMs) break;
      this.remove(entry);
    }
  }

  /** Oldest change first. */
  all(): JournalEntry[] {
    return [...this.entries.values()];
  }

  private put(entry: JournalEntry): void {
    this.entries.set(entry.claim.owner, entry);
    this.answerBytes += entry.answer?.byteLength ?? 0;
    for (const oldest of this.entries.values()) {
      if (this.entries.size <= MAX_ENTRIES && this.answerBytes <= MAX_ANSWER_BYTES) break;
      this.remove(oldest);
    }
  }

  private remove(entry: JournalEntry): void {
    if (this.entries.delete(entry.claim.owner)) this.answerBytes -= entry.answer?.byteLength ?? 0;
  }
}
