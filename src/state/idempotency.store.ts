/** Identifies the record of a keyed write. Keys are separate for each tenant and operation. */
export interface RecordPlace {
  /** The tenant's namespace (`namespaceOf`), which changes with its account, region or prefix. */
  readonly tenant: string;
  /** A digest of operation and key, so that no caller text is stored. */
  readonly key: string;
}

/** A request to run a write under a key. */
export interface Claim {
  /** Identifies this attempt. Only the current owner can change the record. */
  readonly owner: string;
  /** A digest of the request's input: a key is valid for one input only. */
  readonly fingerprint: string;
  /** Maximum duration of the attempt, after which the key is no longer held. */
  readonly leaseMs: number;
}

/**
 * An existing record that prevents a claim:
 *
 * - `running`: another attempt holds the key;
 * - `unknown`: the write was sent and its outcome is unknown;
 * - `done`: the write was answered.
 */
export type FoundRecord = { readonly fingerprint: string } & (
  { readonly state: 'running' | 'unknown' } | { readonly state: 'done'; readonly answer: Uint8Array }
);

/**
 * The result of a claim: `fresh` for a new key, `again` for a key taken over from an attempt with unknown outcome that may
 * be repeated, otherwise the record that prevents the claim.
 */
export type Reservation = 'fresh' | 'again' | FoundRecord;

/**
 * Stores keyed writes, so that each takes effect once. A record is reserved, then sent, then done. Every change is a
 * compare-and-set on the owner: a read followed by an unconditional write would let two owners run.
 *
 * When its lease ends, a key that was only reserved is free. Records of writes that may have been sent, and answers, are
 * kept for `KEPT_MS`. Only answers are evicted, oldest first, and never for a tenant that holds more records.
 *
 * Methods that change an owner's record resolve to false if the owner does not hold it.
 *
 * @throws StoreAway from each method if the store cannot be reached.
 */
export interface IdempotencyStore {
  /** @throws StoreFull if the tenant's records are at their limit and all are running or have an unknown outcome. */
  reserve(place: RecordPlace, claim: Claim): Promise<Reservation>;

  /**
   * Must resolve to true before anything is sent. Idempotent.
   *
   * @param mayRepeat whether the write may be repeated if its outcome remains unknown.
   */
  markSent(place: RecordPlace, owner: string, mayRepeat: boolean): Promise<boolean>;

  /**
   * Stores the answer. Allowed after the lease has ended, unless another owner took over the key.
   *
   * @throws AnswerTooLarge if the record would exceed `MAX_RECORD_BYTES`; the record is unchanged.
   */
  complete(place: RecordPlace, owner: string, answer: Uint8Array): Promise<boolean>;

  /**
   * Releases the key. It becomes free if the write had no effect, unless the outcome of an earlier attempt is unknown.
   *
   * @param effect the effect of the owner's attempt.
   */
  release(place: RecordPlace, owner: string, effect: 'none' | 'unknown'): Promise<boolean>;

  /**
   * Removes all records of a tenant's namespace. Their owners lose them: writes not yet sent are never sent, and later
   * answers are not stored.
   */
  forget(tenant: string): Promise<void>;
}

export const IDEMPOTENCY_STORE = Symbol('IDEMPOTENCY_STORE');

/** How long answers and unknown outcomes are kept. */
export const KEPT_MS = 24 * 60 * 60 * 1_000;
/**
 * The largest possible answer takes 525 kB compressed: a DeleteFaces of 4,096 faces that are all unsuccessful, with user
 * ids of 128 characters. An IndexFaces of 100 faces with all attributes takes 116 kB.
 */
export const MAX_RECORD_BYTES = 1_024 * 1_024;
/** Above it, the oldest answer is evicted. */
export const MAX_RECORDS_PER_TENANT = 10_000;

/** The store cannot be reached. */
export class StoreAway extends Error {
  override readonly name = 'StoreAway';
}

/** The store is full and no record may be evicted. */
export class StoreFull extends Error {
  override readonly name = 'StoreFull';
}

export class AnswerTooLarge extends Error {
  override readonly name = 'AnswerTooLarge';
}
