import type { StaticKeys } from '../../config/tenant.js';
import { classify } from '../../failures/classify.js';
import { Failure } from '../../failures/failure.js';
import type { FailureCode } from '../../failures/failures.table.js';
import type { Clock } from '../../resilience/time/clock.js';
import { delay, TimeUp } from '../../resilience/time/time-limit.js';
import { type CredentialSource, CredentialsUnavailable, type FetchedKeys, sameKeys } from './credentials.js';

/** What tests put in place of chance, and who wants to know how fetching goes. */
export interface CacheOptions {
  /** Gives numbers from 0 up to 1. */
  readonly random?: () => number;
  /** Called after each try, with what it failed with. */
  readonly onTried?: (failure?: Failure) => void;
}

interface Held {
  readonly keys: StaticKeys;
  readonly validUntilMs: number;
  readonly refreshAtMs: number;
}

/** Why there are no new keys, and until when the source is not asked again. */
interface Refusal {
  readonly failure: Failure;
  readonly untilMs: number;
  /** The source did not answer at all: nobody waits for it again before it has. */
  readonly silent: boolean;
}

/** How long a failure is remembered, where that is not a second and the failure itself does not say. */
const REMEMBERED_MS: Partial<Record<FailureCode, number>> = {
  'tenant-credentials': 60_000,
  'tenant-misconfigured': Number.POSITIVE_INFINITY,
};
const TRY_EVERY_MS = 1_000;
/** How long a throttled source is asked again while callers wait: no caller waits longer. */
const THROTTLED_MS = 30_000;
const RENEW_EVERY_MS = 5_000;

/**
 * Keeps the keys that one identity's calls are signed with.
 *
 * Whoever asks at the same time waits for one and the same try. From half of the keys' life on new ones are fetched in
 * the background, on use; the old ones are served while they are good, whatever becomes of that. A source that fails is
 * tried once a second at most; one that refuses, once a minute. There is no other identity to fall back to.
 */
export class CredentialCache {
  private held: Held | undefined;
  private fetching: Promise<StaticKeys> | undefined;
  private refusal: Refusal | undefined;
  private mayRenewAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly clock: Clock,
    private readonly source: CredentialSource,
    private readonly options: CacheOptions = {},
  ) {}

  /** The keys, when they are there and good. */
  ready(): StaticKeys | undefined {
    const { held } = this;
    const nowMs = this.clock.monotonicMs();
    if (held === undefined || nowMs >= held.validUntilMs) return undefined;
    if (nowMs >= held.refreshAtMs) this.fetch()?.catch(() => undefined);
    return held.keys;
  }

  /**
   * The keys, fetched if need be. How long one waits for that is for the one who waits to bound.
   *
   * @throws Failure
   */
  async get(): Promise<StaticKeys> {
    const ready = this.ready();
    if (ready !== undefined) return ready;
    const fetching = this.fetch();
    const { refusal } = this;
    if (fetching !== undefined && refusal?.silent !== true) return fetching;
    fetching?.catch(() => undefined);
    throw refusal?.failure ?? new CredentialsUnavailable();
  }

  /**
   * Notes that AWS took `refused` for expired or unknown: the next one who asks gets new keys. Of many calls that were
   * signed with them the first counts, and a source that gives bad keys is not asked for others with every call.
   */
  renew(refused: StaticKeys): void {
    const nowMs = this.clock.monotonicMs();
    if (this.held?.keys !== refused || nowMs < this.mayRenewAtMs) return;
    this.mayRenewAtMs = nowMs + RENEW_EVERY_MS;
    this.held = undefined;
  }

  /** The try under way or a new one; undefined while it is too early for one. */
  private fetch(): Promise<StaticKeys> | undefined {
    if (this.fetching !== undefined) return this.fetching;
    if (this.refusal !== undefined && this.clock.monotonicMs() < this.refusal.untilMs) return undefined;
    this.fetching = this.load().finally(() => (this.fetching = undefined));
    return this.fetching;
  }

  private async load(): Promise<StaticKeys> {
    const untilMs = this.clock.monotonicMs() + THROTTLED_MS;
    for (;;) {
      const outcome = await this.source().then(this.hold).catch(classify);
      const failure = outcome instanceof Failure ? outcome : undefined;
      this.options.onTried?.(failure);
      if (!(outcome instanceof Failure)) return outcome;
      const again = outcome.retry === 'slow-down' && this.isWaitedFor() && this.clock.monotonicMs() < untilMs;
      if (!again) throw this.refuse(outcome);
      await delay(this.clock, TRY_EVERY_MS * (1 + this.random()));
    }
  }

  /** Keys that are still good need no haste. */
  private isWaitedFor(): boolean {
    return this.held === undefined || this.clock.monotonicMs() >= this.held.validUntilMs;
  }

  /** Equal keys stay the same object, so that nothing that belongs to them is made anew. */
  private readonly hold = ({ keys, validUntilMs, refreshAtMs }: FetchedKeys): StaticKeys => {
    const nowMs = this.clock.monotonicMs();
    const lifeMs = validUntilMs - nowMs;
    if (lifeMs <= 0) throw new CredentialsUnavailable();
    const halfMs = Math.max(TRY_EVERY_MS, lifeMs * (0.5 + this.random() / 10));
    const kept = this.held !== undefined && sameKeys(this.held.keys, keys) ? this.held.keys : keys;
    this.held = { keys: kept, validUntilMs, refreshAtMs: refreshAtMs ?? nowMs + halfMs };
    this.refusal = undefined;
    return kept;
  };

  private refuse(failure: Failure): Failure {
    const { code } = failure;
    const told =
      code === 'throttled' ? new Failure('credentials-unavailable', { cause: failure.facts.cause }) : failure;
    this.refusal = {
      // Keys that were never had cannot be renewed.
      failure: told.with({ retry: 'never' }),
      untilMs: this.clock.monotonicMs() + (failure.facts.retryAfterMs ?? REMEMBERED_MS[code] ?? TRY_EVERY_MS),
      silent: failure.facts.cause instanceof TimeUp,
    };
    if (code === 'tenant-misconfigured') this.held = undefined;
    return this.refusal.failure;
  }

  private random(): number {
    return (this.options.random ?? Math.random)();
  }
}
