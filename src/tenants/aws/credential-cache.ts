import type { StaticKeys, Tenant } from '../../config/tenant.js';
import { classify } from '../../failures/classify.js';
import { Failure } from '../../failures/failure.js';
import type { FailureCode } from '../../failures/failures.table.js';
import type { Clock } from '../../resilience/time/clock.js';
import { delay, TimeUp } from '../../resilience/time/call-limits.js';
import { type CredentialSource, CredentialsUnavailable, type FetchedKeys, sameKeys } from './credentials.js';

interface CacheOptions {
  /** Test seam. */
  readonly random?: () => number;
  /** Called after each fetch, with its failure if it failed. */
  readonly onTried?: (failure?: Failure) => void;
  /** Called when keys that expire are used, with the time that is left. */
  readonly onUsed?: (leftMs: number) => void;
}

interface Held {
  readonly keys: StaticKeys;
  readonly validUntilMs: number;
  readonly refreshAtMs: number;
  /** Whether the keys end then. Others are only read again. */
  readonly expires: boolean;
}

/** The last failure, and until when the source is not called again. */
interface Refusal {
  readonly failure: Failure;
  readonly untilMs: number;
  /** The source timed out: callers fail at once instead of waiting for it again. */
  readonly timedOut: boolean;
}

/** How long failures are cached. Default: TRY_EVERY_MS, or the failure's own `retryAfterMs`. */
const REMEMBERED_MS: Partial<Record<FailureCode, number>> = {
  'tenant-credentials': 60_000,
  'tenant-misconfigured': Number.POSITIVE_INFINITY,
};
const TRY_EVERY_MS = 1_000;
/** How long a throttled fetch is retried while callers wait. */
const THROTTLED_MS = 30_000;
const RENEW_EVERY_MS = 5_000;

/**
 * Caches the keys of one identity. Concurrent callers share one fetch. From half of the keys' lifetime, use starts a
 * fetch in the background; the old keys are served until they expire. A failing source is called at most once per
 * second, a refusing one once per minute.
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

  ready(): StaticKeys | undefined {
    const { held } = this;
    const nowMs = this.clock.monotonicMs();
    if (held === undefined || nowMs >= held.validUntilMs) return undefined;
    if (nowMs >= held.refreshAtMs) this.fetch()?.catch(() => undefined);
    if (held.expires) this.options.onUsed?.(held.validUntilMs - nowMs);
    return held.keys;
  }

  /** Fetches the keys if necessary. Callers must bound the wait. @throws Failure */
  async get(): Promise<StaticKeys> {
    const ready = this.ready();
    if (ready !== undefined) return ready;
    const fetching = this.fetch();
    const { refusal } = this;
    if (fetching !== undefined && refusal?.timedOut !== true) return fetching;
    fetching?.catch(() => undefined);
    throw refusal?.failure ?? new CredentialsUnavailable();
  }

  /** Drops keys that AWS rejected. Ignored for keys that are no longer cached, and more than once per 5 s. */
  renew(refused: StaticKeys): void {
    const nowMs = this.clock.monotonicMs();
    if (this.held?.keys !== refused || nowMs < this.mayRenewAtMs) return;
    this.mayRenewAtMs = nowMs + RENEW_EVERY_MS;
    this.held = undefined;
  }

  /** Undefined while a failure is cached. */
  private fetch(): Promise<StaticKeys> | undefined {
    if (this.fetching !== undefined) return this.fetching;
    if (this.refusal !== undefined && this.clock.monotonicMs() < this.refusal.untilMs) return undefined;
    this.fetching = this.load().finally(() => (this.fetching = undefined));
    return this.fetching;
  }

  private async load(): Promise<StaticKeys> {
    const untilMs = this.clock.monotonicMs() + THROTTLED_MS;
    for (;;) {
      const outcome = await this.source().then(this.store).catch(classify);
      const failure = outcome instanceof Failure ? outcome : undefined;
      this.options.onTried?.(failure);
      if (!(outcome instanceof Failure)) return outcome;
      const again = outcome.retry === 'slow-down' && this.hasWaiters() && this.clock.monotonicMs() < untilMs;
      if (!again) throw this.refuse(outcome);
      await delay(this.clock, TRY_EVERY_MS * (1 + this.random()));
    }
  }

  /** Valid keys need no immediate retry. */
  private hasWaiters(): boolean {
    return this.held === undefined || this.clock.monotonicMs() >= this.held.validUntilMs;
  }

  /** Keeps the object identity of equal keys, so that clients are reused. */
  private readonly store = ({ keys, validUntilMs, refreshAtMs }: FetchedKeys): StaticKeys => {
    const nowMs = this.clock.monotonicMs();
    const lifeMs = validUntilMs - nowMs;
    if (lifeMs <= 0) throw new CredentialsUnavailable();
    const halfMs = Math.max(TRY_EVERY_MS, lifeMs * (0.5 + this.random() / 10));
    const kept = this.held !== undefined && sameKeys(this.held.keys, keys) ? this.held.keys : keys;
    const expires = refreshAtMs !== validUntilMs;
    this.held = { keys: kept, validUntilMs, refreshAtMs: refreshAtMs ?? nowMs + halfMs, expires };
    this.refusal = undefined;
    return kept;
  };

  private refuse(failure: Failure): Failure {
    const { code } = failure;
    const reported =
      code === 'throttled' ? new Failure('credentials-unavailable', { cause: failure.facts.cause }) : failure;
    this.refusal = {
      // There are no keys that a `refresh` could renew.
      failure: reported.with({ retry: 'never' }),
      untilMs: this.clock.monotonicMs() + (failure.facts.retryAfterMs ?? REMEMBERED_MS[code] ?? TRY_EVERY_MS),
      timedOut: failure.facts.cause instanceof TimeUp,
    };
    if (code === 'tenant-misconfigured') this.held = undefined;
    return this.refusal.failure;
  }

  private random(): number {
    return (this.options.random ?? Math.random)();
  }
}

/** One credential cache per Tenant object. Changed settings create a new Tenant object and so a new cache. */
export class CredentialCaches {
  private readonly caches = new WeakMap<Tenant, CredentialCache>();

  constructor(private readonly create: (tenant: Tenant) => CredentialCache) {}

  of(tenant: Tenant): CredentialCache {
    const known = this.caches.get(tenant);
    if (known !== undefined) return known;
    const cache = this.create(tenant);
    this.caches.set(tenant, cache);
    return cache;
  }
}
