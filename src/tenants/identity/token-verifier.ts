import { createHash } from 'node:crypto';

import { type CryptoKey, errors, jwtVerify } from 'jose';

import type { Issuer } from '../../config/tenants-file/tenants-file.schema.js';
import { RecentMap } from '../../resilience/bounds/recent-map.js';
import type { CallLimits } from '../../resilience/time/call-limits.js';
import type { Clock } from '../../resilience/time/clock.js';
import { type ClaimFault, CredentialRefused, refuse } from './caller.js';
import type { WantedKey } from './signing-keys.js';
import {
  LEEWAY_SECONDS,
  readClaims,
  readToken,
  speaksFor,
  type TokenClaims,
  type UnverifiedToken,
} from './token-claims.js';

/** Capacity of each cache, of good and of bad tokens. A signature check takes 60 µs or more. */
const MAX_TOKENS = 10_000;
const GOOD_FOR_MS = 60_000;

/** The keys of one issuer. */
export interface KeyStore {
  /**
   * Returns the key that a token names, or undefined if the issuer has no such key.
   *
   * @throws Failure issuer-unavailable if that is not known.
   * @throws DeadlinePassed, CallerLeft when the limits are reached before the keys arrive.
   */
  find(wanted: WantedKey, limits: CallLimits): Promise<CryptoKey | undefined>;
  refresh(): void;
  close(): void;
}

export interface VerifierDependencies {
  readonly clock: Clock;
  readonly keysOf: (issuer: Issuer) => KeyStore;
  readonly onCheck: () => void;
}

/** A token that can never become valid with this key. */
interface BadToken {
  readonly key: CryptoKey;
  readonly refusal: CredentialRefused;
  /** If the clock is set back before this time, an expired token may be valid again. */
  readonly atMs: number;
}

/** A token that was verified with this key. */
interface GoodToken {
  readonly key: CryptoKey;
  readonly claims: TokenClaims;
  /** If the clock is set back before this time, the token may not be valid yet. */
  readonly atMs: number;
  /** On the monotonic clock. */
  readonly untilMs: number;
}

interface Trusted {
  readonly issuer: Issuer;
  readonly keys: KeyStore;
}

/**
 * Verifies tokens of trusted issuers. Tokens are remembered by their hash, with the key that they were checked against:
 * good ones for a minute, until they expire or any issuer changes. The key is looked up for every use, so that
 * withdrawing it takes effect.
 */
export class TokenVerifier {
  private trusted: ReadonlyMap<string, Trusted> = new Map();
  private goodTokens = new RecentMap<string, GoodToken>(MAX_TOKENS);
  private readonly badTokens = new RecentMap<string, BadToken>(MAX_TOKENS);

  constructor(private readonly dependencies: VerifierDependencies) {}

  /** Unchanged issuers keep their cached keys. */
  replace(issuers: readonly Issuer[]): void {
    const former = new Map([...this.trusted.values()].map((each) => [JSON.stringify(each.issuer), each]));
    const byName = new Map(issuers.map((issuer) => [issuer.issuer, issuer]));
    this.trusted = new Map(
      [...byName].map(([name, issuer]) => [name, former.get(JSON.stringify(issuer)) ?? this.begin(issuer)]),
    );
    this.goodTokens = new RecentMap(MAX_TOKENS);
    const kept = new Set(this.trusted.values());
    for (const each of former.values()) if (!kept.has(each)) each.keys.close();
  }

  trusts(name: string, tenantId: string): boolean {
    const issuer = this.trusted.get(name)?.issuer;
    return issuer !== undefined && speaksFor(issuer, tenantId);
  }

  /**
   * @throws CredentialRefused if the token is not valid.
   * @throws Failure issuer-unavailable if that cannot be determined.
   * @throws DeadlinePassed, CallerLeft when the limits are reached before the issuer's keys arrive.
   */
  async verify(text: string, limits: CallLimits): Promise<TokenClaims> {
    const token = readToken(text);
    const { issuer, keys } = this.trusted.get(token.issuer) ?? refuse('unknown-issuer');
    const { alg, kid } = token;
    if (!issuer.algorithms.includes(alg)) return refuse('algorithm');
    const key = (await keys.find({ alg, kid }, limits)) ?? refuse('unknown-signing-key');
    return this.claimsOf(token, key, issuer);
  }

  private begin(issuer: Issuer): Trusted {
    const keys = this.dependencies.keysOf(issuer);
    keys.refresh();
    return { issuer, keys };
  }

  private async claimsOf({ text, alg }: UnverifiedToken, key: CryptoKey, issuer: Issuer): Promise<TokenClaims> {
    const hash = createHash('sha256').update(text).digest('base64');
    const { clock } = this.dependencies;
    const nowMs = clock.wallMs();
    const good = this.goodTokens.get(hash);
    if (good?.key === key && isStillGood(good, clock)) return good.claims;
    const bad = this.badTokens.get(hash);
    if (bad?.key === key && bad.atMs <= nowMs) throw bad.refusal;
    this.dependencies.onCheck();
    try {
      const { payload } = await jwtVerify(text, key, {
        algorithms: [alg],
        issuer: issuer.issuer,
        requiredClaims: ['exp', 'sub'],
        clockTolerance: LEEWAY_SECONDS,
        currentDate: new Date(nowMs),
      });
      const claims = readClaims(payload, issuer, nowMs / 1_000);
      this.goodTokens.set(hash, { key, claims, atMs: nowMs, untilMs: clock.monotonicMs() + GOOD_FOR_MS });
      return claims;
    } catch (error) {
      const refusal = refusalOf(error);
      if (!mayBecomeValid(error)) this.badTokens.set(hash, { key, refusal, atMs: nowMs });
      throw refusal;
    }
  }
}

function isStillGood({ claims, atMs, untilMs }: GoodToken, clock: Clock): boolean {
  const nowMs = clock.wallMs();
  return nowMs >= atMs && nowMs < claims.expiresAtMs && clock.monotonicMs() < untilMs;
}

/** Whether the token may become valid later: before `nbf`, or while its remaining lifetime is too long. */
function mayBecomeValid(error: unknown): boolean {
  if (error instanceof CredentialRefused) return error.reason === 'lifetime';
  return error instanceof errors.JWTClaimValidationFailed && error.claim === 'nbf';
}

/** Rethrows errors that say nothing about the token: bugs, and aborted checks. */
function refusalOf(error: unknown): CredentialRefused {
  if (error instanceof CredentialRefused) return error;
  if (error instanceof errors.JWTExpired)
    return new CredentialRefused('expired', { claim: 'exp', fault: 'is in the past' });
  if (error instanceof errors.JWTClaimValidationFailed) return new CredentialRefused('claims', claimFaultOf(error));
  if (error instanceof errors.JWSSignatureVerificationFailed && error.cause === undefined)
    return new CredentialRefused('signature');
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid)
    return new CredentialRefused('malformed');
  throw error;
}

const CLAIM_FAULTS: Readonly<Record<string, string>> = { missing: 'is missing', invalid: 'has the wrong type' };

function claimFaultOf({ claim, reason }: errors.JWTClaimValidationFailed): ClaimFault {
  return { claim, fault: CLAIM_FAULTS[reason] ?? (claim === 'nbf' ? 'is in the future' : 'is not the expected one') };
}
