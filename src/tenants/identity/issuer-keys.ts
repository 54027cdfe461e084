import type { CryptoKey } from 'jose';

import { stampAt, textAt } from '../../config/tenants-file/tenants-file-source.js';
import { Failure } from '../../failures/failure.js';
import type { Clock } from '../../resilience/time/clock.js';
import { type CallLimits, TimeUp, withinLimits, withinMs } from '../../resilience/time/call-limits.js';
import { keySetOf, type KeySet, KeysUnusable, type WantedKey } from './signing-keys.js';
import type { KeyStore } from './token-verifier.js';

const REFRESH_MS = 10 * 60_000;
/** Slightly more than 15 s, so that no window of 30 s sees more than two fetches. */
const COOLDOWN_MS = 16_000;
const MAX_FETCH_MS = 3_000;
/** How long cached keys are used while the issuer is unavailable. */
const USABLE_MS = 24 * 60 * 60_000;

/** The result of a fetch. `fault` contains only text of this service. */
export type FetchOutcome = { readonly keyCount: number } | { readonly fault: string };

export interface KeySource {
  readonly fetch: (signal: AbortSignal) => Promise<KeySet>;
  readonly onFetched: (outcome: FetchOutcome) => void;
}

/**
 * Caches the keys of one issuer. They are fetched every ten minutes, so that a withdrawn key stops working, and when a
 * token names an unknown key, so that a new one works immediately. Fetches take at most 3 s and start at least 16 s
 * apart. A key counts as unknown only after a fetch that ended after the lookup began.
 */
export class IssuerKeys {
  private keys: KeySet | undefined;
  private fetchedAtMs = Number.NEGATIVE_INFINITY;
  private triedAtMs = Number.NEGATIVE_INFINITY;
  private fetching: Promise<void> | undefined;
  private cancelNext: () => void = () => undefined;
  private readonly closing = new AbortController();

  constructor(
    private readonly clock: Clock,
    private readonly source: KeySource,
  ) {}

  /**
   * Returns the key that a token names, or undefined if the issuer has no such key.
   *
   * @throws Failure issuer-unavailable if that is not known: the fetch failed, or none may start yet.
   * @throws DeadlinePassed, CallerLeft when the limits are reached before the keys arrive.
   */
  async find(wanted: WantedKey, limits: CallLimits): Promise<CryptoKey | undefined> {
    const before = this.usable;
    const known = before && (await before.find(wanted));
    if (typeof known === 'object') return known;
    this.refresh();
    if (this.fetching !== undefined) await withinLimits(this.clock, limits, this.fetching);
    const after = this.usable;
    const found = after && (await after.find(wanted));
    if (typeof found === 'object') return found;
    const isFresh = after !== undefined && after !== before;
    if (!isFresh && found !== 'unfit') throw new Failure('issuer-unavailable', { retryAfterMs: this.cooldownMs });
    return undefined;
  }

  /** Starts a fetch unless one is running or the cooldown has not passed. */
  refresh(): void {
    if (this.fetching !== undefined || this.cooldownMs > 0 || this.closing.signal.aborted) return;
    this.cancelNext();
    this.triedAtMs = this.clock.monotonicMs();
    this.fetching = this.fetch().then((outcome) => {
      this.fetching = undefined;
      if (this.closing.signal.aborted) return;
      const delayMs = 'fault' in outcome ? this.cooldownMs : REFRESH_MS;
      this.cancelNext = this.clock.schedule(delayMs, () => this.refresh());
      this.source.onFetched(outcome);
    });
  }

  /** Aborts a running fetch and starts no further ones. */
  close(): void {
    this.closing.abort(new KeysUnusable('was removed'));
    this.cancelNext();
  }

  private get usable(): KeySet | undefined {
    return this.clock.monotonicMs() - this.fetchedAtMs < USABLE_MS ? this.keys : undefined;
  }

  /** Zero after the clock was set back. */
  private get cooldownMs(): number {
    const sinceMs = this.clock.monotonicMs() - this.triedAtMs;
    return sinceMs < 0 ? 0 : Math.max(0, COOLDOWN_MS - sinceMs);
  }

  private async fetch(): Promise<FetchOutcome> {
    const fetch = (signal: AbortSignal): Promise<KeySet> =>
      this.source.fetch(AbortSignal.any([signal, this.closing.signal]));
    try {
      this.keys = await withinMs(this.clock, MAX_FETCH_MS, fetch);
      this.fetchedAtMs = this.clock.monotonicMs();
      return { keyCount: this.keys.size };
    } catch (error) {
      if (error instanceof TimeUp) return { fault: 'timed out' };
      return { fault: error instanceof KeysUnusable ? error.message : 'could not be fetched' };
    }
  }
}

const RETRY_AFTER_MS = 5_000;

/** The keys of one issuer in a file. A changed file is read at the next lookup; one with faults is ignored. */
export class KeysFile implements KeyStore {
  private stamp: string | undefined;
  private text: string | undefined;
  /** Whether a second read confirmed the text: a write during the first read may leave the same stamp. */
  private confirmed = false;
  private keys: KeySet | undefined;

  constructor(
    private readonly path: string,
    private readonly onRead: (outcome: FetchOutcome) => void,
  ) {}

  async find(wanted: WantedKey): Promise<CryptoKey | undefined> {
    this.refresh();
    if (this.keys === undefined) throw new Failure('issuer-unavailable', { retryAfterMs: RETRY_AFTER_MS });
    const found = await this.keys.find(wanted);
    return typeof found === 'object' ? found : undefined;
  }

  refresh(): void {
    // Taken before the text, so that a later write changes the stamp.
    const stamp = stampAt(this.path);
    if (this.confirmed && stamp === this.stamp) return;
    const text = textAt(this.path);
    const isFirst = this.stamp === undefined;
    this.confirmed = stamp === this.stamp;
    this.stamp = stamp;
    if (text === this.text && !isFirst) return;
    this.text = text;
    this.onRead(this.read(text));
  }

  close(): void {
    // Nothing is open between lookups.
  }

  private read(text: string | undefined): FetchOutcome {
    try {
      if (text === undefined) return { fault: 'cannot be read' };
      this.keys = keySetOf(text);
      return { keyCount: this.keys.size };
    } catch (error) {
      if (error instanceof KeysUnusable) return { fault: error.message };
      throw error;
    }
  }
}
