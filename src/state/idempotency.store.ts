/** Where the record of a keyed write is. The same key of another tenant or for another operation is another place. */
export interface RecordPlace {
  /** The tenant's namespace (`namespaceOf`): after a change of account, region or prefix its keys are new ones. */
  readonly tenant: string;
  /** A digest of operation and key, so that no caller's words are stored. */
  readonly key: string;
}

/** What somebody who wants to run a write under a key says. */
export interface Claim {
  /** Names this one try. Whoever holds a key by another name can change nothing. */
  readonly owner: string;
  /** A digest of what is asked for: one key stands for one input. */
  readonly fingerprint: string;
  /** How long the try takes at most. After it the key is no longer held. */
  readonly leaseMs: number;
}

/**
 * A record that is in the way of a claim:
 *
 * - `running`: somebody holds the key;
 * - `unknown`: the write was sent and nobody knows what became of it;
 * - `done`: what was answered.
 */
export type FoundRecord = { readonly fingerprint: string } & (
  { readonly state: 'running' | 'unknown' } | { readonly state: 'done'; readonly answer: Uint8Array }
);

/**
 * What became of a claim. The key was taken (`fresh`), or taken over from a try of unknown outcome which may be run
 * again (`again`); otherwise the record that is in the way.
 */
export type Reservation = 'fresh' | 'again' | FoundRecord;

/**
 * Remembers keyed writes, so that each has its effect once: reserved, then sent, then done. Every change is one
 * compare-and-set by the owner's name: a read followed by an unconditional write would let two owners run.
 *
 * A lease that ends frees a key that was only reserved. Once the write may have been sent the record stays for
 * `KEPT_MS`, and so does the answer of one that is done. Only answers make room for other records, the oldest first, and
 * no tenant's records make room for those of a tenant that holds more.
 *
 * Methods that change an owner's record resolve to false when the owner does not hold it (any more).
 *
 * @throws StoreAway from each method when the store cannot be reached.
 */
export interface IdempotencyStore {
  /** @throws StoreFull when the tenant has as many records as it may, and each is running or of unknown outcome. */
  reserve(place: RecordPlace, claim: Claim): Promise<Reservation>;

  /**
   * Must have resolved to true before anything is sent. Calling it again is harmless.
   *
   * @param mayRepeat whether the write may be run again if its outcome stays unknown.
   */
  markSent(place: RecordPlace, owner: string, mayRepeat: boolean): Promise<boolean>;

  /**
   * Keeps the answer. An owner whose lease has ended may still do so, as long as nobody took the key over.
   *
   * @throws AnswerTooLarge when the record would be larger than `MOST_RECORD_BYTES`; it is left as it is.
   */
  complete(place: RecordPlace, owner: string, answer: Uint8Array): Promise<boolean>;

  /**
   * Lets go of the key. It becomes free when the write did nothing, unless an earlier owner's try of it is unknown.
   *
   * @param effect what the owner's try did.
   */
  release(place: RecordPlace, owner: string, effect: 'none' | 'unknown'): Promise<boolean>;

  /**
   * Removes all records of a tenant's namespace, whoever holds them. Their owners have lost them: what is not sent yet
   * is never sent, and an answer that comes now is not kept.
   */
  forget(tenant: string): Promise<void>;
}

/** The injection token of the store. */
export const IDEMPOTENCY_STORE = Symbol('IDEMPOTENCY_STORE');

/** How long an answer, or the fact that one is missing, is remembered. */
export const KEPT_MS = 24 * 60 * 60 * 1_000;
/**
 * Largest record. The largest answers there are take 525 kB packed: a DeleteFaces of 4,096 faces, each refused for a user
 * with an id of 128 characters. The same request takes 88 kB when all are deleted, and an IndexFaces of 100 faces with
 * all attributes 116 kB.
 */
export const MOST_RECORD_BYTES = 1_024 * 1_024;
/** Most records of one tenant. The oldest answer makes room for a new one. */
export const MOST_RECORDS_PER_TENANT = 10_000;

/** The store cannot be reached. */
export class StoreAway extends Error {
  override readonly name = 'StoreAway';
}

/** There is no room for another record, and none that may be dropped. */
export class StoreFull extends Error {
  override readonly name = 'StoreFull';
}

/** The answer does not fit a record. */
export class AnswerTooLarge extends Error {
  override readonly name = 'AnswerTooLarge';
}
