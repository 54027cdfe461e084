import type { Clock } from '../../resilience/time/clock.js';
import {
  AnswerTooLarge,
  type Claim,
  type FoundRecord,
  type IdempotencyStore,
  MAX_RECORD_BYTES,
  type RecordPlace,
  type Reservation,
  StoreAway,
  StoreFull,
} from '../idempotency.store.js';
import { MemoryIdempotencyStore } from '../memory-idempotency.store.js';
import { type JournalEntry, RecordJournal } from './record-journal.js';
import type { RedisLink } from './redis-link.js';
import { RECORD, recordKeys } from './redis-records.script.js';
import { listOf, numberOf, type RedisArgument, type RunScript, textOf } from './redis-script.js';

/** Size of a record without its answer. */
const OVERHEAD_BYTES = 512;
/** Records that are restored concurrently. */
const RESTORED_AT_ONCE = 50;

/** A change of the record that an owner holds. */
interface RecordChange {
  readonly place: RecordPlace;
  readonly owner: string;
  readonly entry: JournalEntry | undefined;
  readonly step: 'sent' | 'complete' | 'release';
  readonly args: readonly RedisArgument[];
}

type Link = Pick<RedisLink, 'isUp' | 'run' | 'runDurably' | 'onReturn'>;

/**
 * Stores keyed writes in Redis, so that all replicas know them. Changes that must not be lost (before a write is sent,
 * and answers) also wait for a replica of Redis, if it has any.
 *
 * While Redis is unavailable, writes that may be repeated continue with a local record, and others are rejected before
 * they are sent. When Redis is available again, missing records of the last minute are restored.
 */
export class RedisIdempotencyStore implements IdempotencyStore {
  private readonly journal: RecordJournal;
  private readonly local: MemoryIdempotencyStore;

  constructor(
    clock: Clock,
    private readonly link: Link,
  ) {
    this.journal = new RecordJournal(clock);
    this.local = new MemoryIdempotencyStore(clock);
    link.onReturn((run, isSame) => this.restore(run, isSame));
  }

  async reserve(place: RecordPlace, claim: Claim): Promise<Reservation> {
    const { owner, fingerprint, leaseMs } = claim;
    if (this.link.isUp) this.journal.prune();
    this.journal.begin(place, claim);
    try {
      const reservation = await this.reserveShared(place, [owner, fingerprint, String(Math.ceil(leaseMs))]);
      if (typeof reservation === 'object') this.journal.drop(owner);
      return reservation;
    } catch (error) {
      if (!(error instanceof StoreAway)) throw error;
      // The reservation may still be made, late; it is released when Redis returns.
      this.journal.note(owner, { state: 'none', local: true, pending: true });
      return this.local.reserve(place, claim);
    }
  }

  async markSent(place: RecordPlace, owner: string, mayRepeat: boolean): Promise<boolean> {
    const entry = this.openEntry(owner);
    const repeatable = (entry?.mayRepeat ?? true) && mayRepeat;
    this.journal.note(owner, { state: 'running', mayRepeat: repeatable });
    try {
      return await this.change({ place, owner, entry, step: 'sent', args: [repeatable ? '1' : '0'] });
    } catch (error) {
      if (entry !== undefined && repeatable) return this.sendLocally(entry);
      this.journal.note(owner, { state: 'none' });
      throw error;
    }
  }

  async complete(place: RecordPlace, owner: string, answer: Uint8Array): Promise<boolean> {
    if (OVERHEAD_BYTES + answer.byteLength > MAX_RECORD_BYTES) throw new AnswerTooLarge();
    const entry = this.openEntry(owner);
    this.journal.note(owner, { state: 'done', answer: new Uint8Array(answer) });
    if (entry?.local === true) await this.local.complete(place, owner, answer);
    const change = { place, owner, entry, step: 'complete', args: [Buffer.from(answer)] } as const;
    // If Redis is unavailable, the journal holds the answer until it is available again.
    return this.change(change).catch(unlessIn(entry));
  }

  async release(place: RecordPlace, owner: string, effect: 'none' | 'unknown'): Promise<boolean> {
    const entry = this.openEntry(owner);
    if (entry !== undefined) this.journal.note(owner, { state: entry.state === 'running' ? effect : 'none' });
    if (entry?.local === true) await this.local.release(place, owner, effect);
    return this.change({ place, owner, entry, step: 'release', args: [effect] });
  }

  async forget(tenant: string): Promise<void> {
    this.journal.forget(tenant);
    await this.local.forget(tenant);
    await this.link.run(RECORD, recordKeys(tenant, ''), ['forget', '']);
  }

  private async reserveShared(place: RecordPlace, args: readonly string[]): Promise<Reservation> {
    const reply = await this.link.run(RECORD, recordKeys(place.tenant, place.key), ['reserve', ...args]);
    const [, outcome, print, answer] = listOf(reply);
    const fingerprint = textOf(print);
    switch (textOf(outcome)) {
      case 'fresh':
        return 'fresh';
      case 'again':
        return 'again';
      case 'full':
        throw new StoreFull();
      case 'done':
        return { state: 'done', fingerprint, answer: new Uint8Array(answer as Buffer) };
      default:
        return { state: textOf(outcome) as Exclude<FoundRecord['state'], 'done'>, fingerprint };
    }
  }

  /** The owner's entry, unless its attempt is over. */
  private openEntry(owner: string): JournalEntry | undefined {
    const entry = this.journal.of(owner);
    return entry?.state === 'done' ? undefined : entry;
  }

  /**
   * Changes the owner's record. If the attempt began with a local record, it may be missing in Redis and is then
   * created.
   */
  private async change({ place, owner, entry, step, args }: RecordChange): Promise<boolean> {
    const keys = recordKeys(place.tenant, place.key);
    const sent = entry?.local === true ? this.restoreArgs(entry) : [step, owner, ...args];
    this.journal.note(owner, { pending: true });
    const reply =
      step === 'release'
        ? listOf(await this.link.run(RECORD, keys, sent)).slice(1)
        : listOf(await this.link.runDurably(RECORD, keys, sent));
    this.journal.note(owner, { pending: false });
    const isOurs = numberOf(reply[0]) === 1;
    if (!isOurs && entry?.local !== true) this.journal.drop(owner);
    return isOurs;
  }

  private async sendLocally({ place, claim, local }: JournalEntry): Promise<boolean> {
    if (!local) await this.local.reserve(place, claim);
    this.journal.note(claim.owner, { local: true });
    return this.local.markSent(place, claim.owner, true);
  }

  /**
   * Writes the journal's records to Redis, unless another owner has taken over the key. If Redis was only slow, writes
   * only records whose last change may not have been carried out.
   */
  private async restore(run: RunScript, isSame: boolean): Promise<void> {
    const isMissing = ({ state, pending }: JournalEntry): boolean => state !== 'reserved' && pending;
    let entries = this.journal.all().filter((entry) => isMissing(entry) || (!isSame && entry.state !== 'reserved'));
    // Meanwhile other writes continue locally. The last pass is short, so that no record is missed.
    while (entries.length > 0) {
      for (let at = 0; at < entries.length; at += RESTORED_AT_ONCE)
        await Promise.all(entries.slice(at, at + RESTORED_AT_ONCE).map((entry) => this.restoreEntry(entry, run)));
      entries = this.journal.all().filter(isMissing);
    }
  }

  private async restoreEntry(entry: JournalEntry, run: RunScript): Promise<void> {
    const { place, claim } = entry;
    this.journal.note(claim.owner, { pending: false });
    try {
      await run(RECORD, recordKeys(place.tenant, place.key), this.restoreArgs(entry));
    } catch (error) {
      this.journal.note(claim.owner, { pending: true });
      throw error;
    }
  }

  private restoreArgs(entry: JournalEntry): RedisArgument[] {
    const { claim, state, mayRepeat, answer } = entry;
    const leaseMs = Math.max(0, Math.ceil(this.journal.leaseLeftMs(entry)));
    const args = [state, claim.fingerprint, mayRepeat ? '1' : '0', String(leaseMs)];
    return ['restore', claim.owner, ...args, Buffer.from(answer ?? '')];
  }
}

/** Accepts a failed change if the journal holds it. */
function unlessIn(entry: JournalEntry | undefined): (error: unknown) => boolean {
  return (error) => {
    if (entry === undefined) throw error;
    return true;
  };
}
