import type { KeyObject } from 'node:crypto';

import { Failure } from '../../failures/failure.js';
import type { Clock } from '../../resilience/time/clock.js';
import { type CallLimits, withinLimits } from '../../resilience/time/call-limits.js';
import { keyFor, KeysUnusable, type SigningKey, type WantedKey } from './signing-keys.js';

const REFRESH_MS = 10 * 60_000;
/** A little more than 15 s, so that however keys are asked for no 30 s see more than two fetches. */
const COOLDOWN_MS = 16_000;
const LONGEST_FETCH_MS = 3_000;
/** How long an issuer may be down before nobody can tell whether its keys are still its own. */
const USABLE_MS = 24 * 60 * 60_000;

/** How a fetch ended: with so many keys, or with a fault, in our own words. */
export type FetchOutcome = { readonly keyCount: number } | { readonly fault: string };

export interface KeySource {
  readonly fetch: (signal: AbortSignal) => Promise<readonly SigningKey[]>;
  readonly onFetched: (outcome: FetchOutcome) => void;
}

/**
 * Caches the keys of one issuer. They are fetched every ten minutes, so that a withdrawn key ends then, and when a
 * token names an unknown key, so that a new one works at once. While the issuer is down its keys are good for a day.
 *
 * One fetch runs at a time, for all who wait, at most 3 s, and 16 s lie between the beginnings of two. A key is known
 * to be unknown only by a fetch that ended after the caller asked: between two fetches the issuer may have published
 * it, and an unknown name is then no evidence against the caller.
 */
export class IssuerKeys {
  private keys: readonly SigningKey[] = [];
  private fetchedAtMs = Number.NEGATIVE_INFINITY;
  private triedAtMs = Number.NEGATIVE_INFINITY;
  private fetching: Promise<void> | undefined;
  private takeBackNext: () => void = () => undefined;
  private readonly closing = new AbortController();

  constructor(
    private readonly clock: Clock,
    private readonly source: KeySource,
  ) {}

  /**
   * The key that a token names; undefined when the issuer has no such key.
   *
   * @throws Failure issuer-unavailable when that is not known: the fetch failed, or none may begin yet.
   * @throws DeadlinePassed, CallerLeft when patience ends before the keys are there.
   */
  async find(wanted: WantedKey, limits: CallLimits): Promise<KeyObject | undefined> {
    const before = this.usable;
    const known = keyFor(before ?? [], wanted);
    if (typeof known === 'object') return known;
    this.refresh();
    if (this.fetching !== undefined) await withinLimits(this.clock, limits, this.fetching);
    const found = keyFor(this.usable ?? [], wanted);
    if (typeof found === 'object') return found;
    const isFresh = this.usable !== undefined && this.usable !== before;
    if (!isFresh && found === 'unknown') throw new Failure('issuer-unavailable', { retryAfterMs: this.cooldownMs });
    return undefined;
  }

  /** Begins a fetch, unless one runs, or has begun too short a while ago. */
  refresh(): void {
    if (this.fetching !== undefined || this.cooldownMs > 0 || this.closing.signal.aborted) return;
    this.takeBackNext();
    this.triedAtMs = this.clock.monotonicMs();
    this.fetching = this.fetch().then((outcome) => {
      this.fetching = undefined;
      if (this.closing.signal.aborted) return;
      const delayMs = 'fault' in outcome ? this.cooldownMs : REFRESH_MS;
      this.takeBackNext = this.clock.schedule(delayMs, () => this.refresh());
      this.source.onFetched(outcome);
    });
  }

  /** Ends what runs; no further fetch begins. */
  close(): void {
    this.closing.abort(new KeysUnusable('is not needed any more'));
    this.takeBackNext();
  }

  private get usable(): readonly SigningKey[] | undefined {
    return this.clock.monotonicMs() - this.fetchedAtMs < USABLE_MS ? this.keys : undefined;
  }

  /** A clock that was put back does not count as waiting. */
  private get cooldownMs(): number {
    const sinceMs = this.clock.monotonicMs() - this.triedAtMs;
    return sinceMs < 0 ? 0 : Math.max(0, COOLDOWN_MS - sinceMs);
  }

  private async fetch(): Promise<FetchOutcome> {
    const ending = new AbortController();
    const end = (reason: unknown): void => ending.abort(reason);
    const takeBack = this.clock.schedule(LONGEST_FETCH_MS, () => end(new KeysUnusable('did not come in time')));
    const close = (): void => end(this.closing.signal.reason);
    this.closing.signal.addEventListener('abort', close);
    try {
      this.keys = await this.source.fetch(ending.signal);
      this.fetchedAtMs = this.clock.monotonicMs();
      return { keyCount: this.keys.length };
    } catch (error) {
      const reason: unknown = ending.signal.aborted ? ending.signal.reason : error;
      return { fault: reason instanceof KeysUnusable ? reason.message : 'broke off' };
    } finally {
      takeBack();
      this.closing.signal.removeEventListener('abort', close);
    }
  }
}
