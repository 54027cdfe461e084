import { randomUUID } from 'node:crypto';

import { classify } from '../../failures/classify.js';
import { Failure } from '../../failures/failure.js';
import type { FoundRecord, IdempotencyStore, RecordPlace } from '../../state/idempotency.store.js';
import type { WriteRecord } from '../../tenants/identity/caller.js';

/** What one try of a keyed write is about. */
interface KeyedTry {
  readonly place: RecordPlace;
  readonly fingerprint: string;
  /** Longer than the try can take. */
  readonly leaseMs: number;
}

/**
 * One try of a write under its caller's key, from the taking of the key to its answer. Between `begin` and the end
 * nobody else runs a write under the key.
 */
export class KeyedWrite implements WriteRecord {
  private readonly owner = randomUUID();
  private sent = false;
  /** An earlier try was sent, and nobody knows what became of it. */
  private again = false;

  constructor(
    private readonly store: IdempotencyStore,
    private readonly about: KeyedTry,
  ) {}

  get isRepeat(): boolean {
    return this.again;
  }

  /**
   * Takes the key.
   *
   * @returns what is in the way, or nothing: then the write may run, and must end with `succeed` or `fail`.
   */
  async begin(): Promise<FoundRecord | undefined> {
    const { place, fingerprint, leaseMs } = this.about;
    const reservation = await this.store.reserve(place, { owner: this.owner, fingerprint, leaseMs });
    if (typeof reservation === 'object') return reservation;
    this.again = reservation === 'again';
    return undefined;
  }

  /** @throws Failure idempotency-unavailable when the key is held no more. */
  async markSent(mayRepeat: boolean): Promise<void> {
    const isOurs = await this.store.markSent(this.about.place, this.owner, mayRepeat);
    if (!isOurs) throw new Failure('idempotency-unavailable');
    this.sent = true;
  }

  /** The answer is true whether or not it can be kept: without it, the record goes on saying that the write was sent. */
  async succeed(answer: Uint8Array): Promise<void> {
    await this.store.complete(this.about.place, this.owner, answer).catch(() => this.letGo('unknown'));
  }

  /**
   * Frees the key if nothing was done.
   *
   * @returns what the caller is to be told. Once a try was unclear, later refusals do not tell what became of it.
   */
  async fail(thrown: unknown): Promise<Failure> {
    const failure = classify(thrown);
    const isUnclear = failure.effect !== 'none' || failure.code === 'internal';
    await this.letGo(this.sent && isUnclear ? 'unknown' : 'none');
    return this.again ? failure.with({ effect: 'unknown' }) : failure;
  }

  /** A store that cannot be told lets go by itself, when the lease ends. */
  private async letGo(effect: 'none' | 'unknown'): Promise<void> {
    await this.store.release(this.about.place, this.owner, effect).catch(() => undefined);
  }
}
