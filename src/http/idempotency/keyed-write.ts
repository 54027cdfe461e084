import { randomUUID } from 'node:crypto';

import { classify } from '../../failures/classify.js';
import { Failure } from '../../failures/failure.js';
import type { FoundRecord, IdempotencyStore, RecordPlace } from '../../state/idempotency.store.js';
import type { WriteRecord } from '../../tenants/identity/caller.js';

interface KeyedTry {
  readonly place: RecordPlace;
  readonly fingerprint: string;
  /** Must exceed the maximum duration of the attempt. */
  readonly leaseMs: number;
}

/** One attempt of a write. Until `succeed` or `fail`, no other one runs under the key unless the lease ends first. */
export class KeyedWrite implements WriteRecord {
  private readonly owner = randomUUID();
  private sent = false;
  isRepeat = false;

  constructor(
    private readonly store: IdempotencyStore,
    private readonly about: KeyedTry,
  ) {}

  get fingerprint(): string {
    return this.about.fingerprint;
  }

  /** @returns the record that prevents the write. If undefined, the write must end with `succeed` or `fail`. */
  async begin(): Promise<FoundRecord | undefined> {
    const { place, fingerprint, leaseMs } = this.about;
    const reservation = await this.store.reserve(place, { owner: this.owner, fingerprint, leaseMs });
    if (typeof reservation === 'object') return reservation;
    this.isRepeat = reservation === 'again';
    return undefined;
  }

  /** @throws Failure idempotency-unavailable if this attempt no longer holds the key. */
  async markSent(mayRepeat: boolean): Promise<void> {
    // Set first: the attempt may fail, for example at its deadline, while the store still answers.
    this.sent = true;
    const isOurs = await this.store.markSent(this.about.place, this.owner, mayRepeat);
    if (!isOurs) throw new Failure('idempotency-unavailable');
  }

  /** If the answer cannot be stored, the write has still succeeded, and its record keeps an unknown outcome. */
  async succeed(answer: Uint8Array): Promise<void> {
    await this.store.complete(this.about.place, this.owner, answer).catch(() => this.release('unknown'));
  }

  /**
   * Releases the key, which becomes free only if the write has no effect.
   *
   * @returns the failure to report, with effect `unknown` if the outcome of an earlier attempt is unknown.
   */
  async fail(thrown: unknown): Promise<Failure> {
    const failure = classify(thrown);
    const isUnclear = failure.effect !== 'none' || failure.code === 'internal';
    await this.release(this.sent && isUnclear ? 'unknown' : 'none');
    return this.isRepeat ? failure.with({ effect: 'unknown' }) : failure;
  }

  /** Ignores store errors, because the lease ends by itself. */
  private async release(effect: 'none' | 'unknown'): Promise<void> {
    await this.store.release(this.about.place, this.owner, effect).catch(() => undefined);
  }
}
