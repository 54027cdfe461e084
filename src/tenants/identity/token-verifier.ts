import { createHash } from 'node:crypto';

import { type CryptoKey, errors, type JWTPayload, jwtVerify } from 'jose';

import { type Issuer, type Scope, SCOPES } from '../../config/tenants-file/tenants-file.schema.js';
import { RecentMap } from '../../resilience/bounds/recent-map.js';
import type { CallLimits } from '../../resilience/time/call-limits.js';
import type { Clock } from '../../resilience/time/clock.js';
import { CredentialRefused, refuse, type RefusalReason } from './caller.js';
import type { IssuerKeys } from './issuer-keys.js';
import { readToken, type UnverifiedToken } from './unverified-token.js';

/** Allowed clock difference between the issuer and this service. */
const LEEWAY_SECONDS = 30;
const DEFAULT_LIFETIME_SECONDS = 24 * 60 * 60;
/** @source OpenID Connect Core 1.0, section 2: a subject has at most 255 characters. */
const LONGEST_SUBJECT = 255;
/** Of good and of bad tokens each. A signature check takes 60 µs or more; a flood of one bad token costs one. */
const REMEMBERED_TOKENS = 10_000;
const GOOD_FOR_MS = 60_000;

export interface TokenClaims {
  readonly issuer: string;
  readonly subject: string;
  /** The tenant claim. Not yet checked against the known tenants. */
  readonly tenantId: string;
  readonly scopes: readonly Scope[];
  /** Expiry on the wall clock, including the leeway. */
  readonly expiresAtMs: number;
}

export interface VerifierDependencies {
  readonly clock: Clock;
  readonly keysOf: (issuer: Issuer) => IssuerKeys;
  readonly onCheck: () => void;
}

/** Permanently invalid for this key. */
interface BadToken {
  readonly key: CryptoKey;
  readonly reason: RefusalReason;
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
  readonly keys: IssuerKeys;
}

/**
 * Verifies tokens of trusted issuers. Tokens are remembered by their hash, with the key that they were checked against:
 * good ones for a minute, until they expire or any issuer changes. The key is looked up for every use, so that withdrawing
 * it takes effect.
 */
export class TokenVerifier {
  private trusted: ReadonlyMap<string, Trusted> = new Map();
  private goodTokens = new RecentMap<string, GoodToken>(REMEMBERED_TOKENS);
  private readonly badTokens = new RecentMap<string, BadToken>(REMEMBERED_TOKENS);

  constructor(private readonly dependencies: VerifierDependencies) {}

  /** Unchanged issuers keep their cached keys. */
  replace(issuers: readonly Issuer[]): void {
    const former = new Map([...this.trusted.values()].map((each) => [JSON.stringify(each.issuer), each]));
    const byName = new Map(issuers.map((issuer) => [issuer.issuer, issuer]));
    this.trusted = new Map(
      [...byName].map(([name, issuer]) => [name, former.get(JSON.stringify(issuer)) ?? this.begin(issuer)]),
    );
    this.goodTokens = new RecentMap(REMEMBERED_TOKENS);
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
    if (bad?.key === key && bad.atMs <= nowMs) return refuse(bad.reason);
    this.dependencies.onCheck();
    try {
      const { payload } = await jwtVerify(text, key, {
        algorithms: [alg],
        issuer: issuer.issuer,
        audience: issuer.audience,
        requiredClaims: ['exp', 'sub'],
        clockTolerance: LEEWAY_SECONDS,
        currentDate: new Date(nowMs),
      });
      const claims = readClaims(payload, issuer, nowMs / 1_000);
      this.goodTokens.set(hash, { key, claims, atMs: nowMs, untilMs: clock.monotonicMs() + GOOD_FOR_MS });
      return claims;
    } catch (error) {
      const reason = reasonOf(error);
      if (!mayBecomeValid(error)) this.badTokens.set(hash, { key, reason, atMs: nowMs });
      return refuse(reason);
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
function reasonOf(error: unknown): RefusalReason {
  if (error instanceof CredentialRefused) return error.reason;
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWTClaimValidationFailed) return 'claims';
  if (error instanceof errors.JWSSignatureVerificationFailed && error.cause === undefined) return 'signature';
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid) return 'malformed';
  throw error;
}

function readClaims(payload: JWTPayload, issuer: Issuer, nowSeconds: number): TokenClaims {
  const { sub, exp = Number.NaN } = payload;
  const tenantId = own(payload, issuer.tenantClaim);
  const isSubject = typeof sub === 'string' && sub !== '' && sub.length <= LONGEST_SUBJECT;
  // Numbers such as 1e999 parse to Infinity; such a token would never expire.
  if (!isSubject || typeof tenantId !== 'string' || !Number.isFinite(exp)) return refuse('claims');
  if (!speaksFor(issuer, tenantId)) return refuse('foreign-tenant');
  if (isTooLong(payload, issuer, nowSeconds)) return refuse('lifetime');
  return {
    issuer: issuer.issuer,
    subject: sub,
    tenantId,
    scopes: scopesOf(own(payload, issuer.scopesClaim)),
    expiresAtMs: (exp + LEEWAY_SECONDS) * 1_000,
  };
}

function speaksFor({ tenants }: Issuer, tenantId: string): boolean {
  return tenants?.includes(tenantId) !== false;
}

/** The lifetime starts at `iat`, but at the latest now: `iat` may be absent or in the future. */
function isTooLong({ iat, exp = Number.NaN }: JWTPayload, { maxLifetimeSeconds }: Issuer, nowSeconds: number): boolean {
  const latestStart = nowSeconds + LEEWAY_SECONDS;
  const lifetimeSeconds = exp - Math.min(iat ?? latestStart, latestStart);
  return !(lifetimeSeconds <= (maxLifetimeSeconds ?? DEFAULT_LIFETIME_SECONDS));
}

function own(payload: JWTPayload, claim: string): unknown {
  return Object.hasOwn(payload, claim) ? payload[claim] : undefined;
}

/** A space-separated string (RFC 8693, section 4.2) or a list. Unknown scopes are ignored. */
function scopesOf(claim: unknown): Scope[] {
  const names: readonly unknown[] = typeof claim === 'string' ? claim.split(' ') : Array.isArray(claim) ? claim : [];
  return SCOPES.filter((scope) => names.includes(scope));
}
