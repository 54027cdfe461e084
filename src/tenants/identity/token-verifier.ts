import { createHash, type KeyObject } from 'node:crypto';

import { errors, type JWTPayload, jwtVerify } from 'jose';

import type { Issuer } from '../../config/tenants-file/issuer.js';
import { SCOPES, type Scope } from '../../config/tenants-file/tenants-file.js';
import type { Clock } from '../../resilience/time/clock.js';
import type { CallLimits } from '../../resilience/time/call-limits.js';
import { RecentMap } from '../../resilience/bounds/recent-map.js';
import { CredentialRefused, type RefusalReason } from './identity.js';
import type { IssuerKeys } from './issuer-keys.js';
import { isAlgorithm } from './signing-keys.js';
import { readToken, type UnverifiedToken } from './unverified-token.js';

/** How far the issuer's clock and ours may be apart. */
const LEEWAY_SECONDS = 30;
const DEFAULT_LIFETIME_SECONDS = 24 * 60 * 60;
/** @source OpenID Connect Core 1.0, section 2: a subject has at most 255 characters. */
const LONGEST_SUBJECT = 255;
/** Bad tokens that are remembered, so that a flood of one of them costs one check. */
const REMEMBERED_TOKENS = 10_000;

/** What an issuer says of a token's bearer, held to everything that can be checked about it. */
export interface TokenClaims {
  readonly issuer: string;
  readonly subject: string;
  /** As the token has it: whether there is such a tenant is not known here. */
  readonly tenantId: string;
  readonly scopes: readonly Scope[];
  /** When it stops being good, on our wall clock. */
  readonly expiresAtMs: number;
}

/** What the verifier needs of the world: keys of an issuer, and somebody who counts the checks of signatures. */
export interface VerifierDependencies {
  readonly clock: Clock;
  readonly keysOf: (issuer: Issuer) => IssuerKeys;
  readonly onCheck: () => void;
}

/** A token that will never be good, as far as this key says. */
interface BadToken {
  readonly key: KeyObject;
  readonly reason: RefusalReason;
  /** Before it, by a clock that was put back, an expired token may be good again. */
  readonly atMs: number;
}

interface Trusted {
  readonly issuer: Issuer;
  readonly keys: IssuerKeys;
}

/**
 * Says what a token says, once it is known to be true: signed by a key of an issuer that is trusted, for this service,
 * in an algorithm that was agreed on, and in its time.
 *
 * A good token is checked anew each time, so that a withdrawn key ends at once when that is known; a bad one is
 * remembered together with the key that it was held against.
 */
export class TokenVerifier {
  private trusted: ReadonlyMap<string, Trusted> = new Map();
  private readonly badTokens = new RecentMap<string, BadToken>(REMEMBERED_TOKENS);

  constructor(private readonly dependencies: VerifierDependencies) {}

  /** Trusts these issuers and no others from now on. Those that stay as they were keep the keys they have. */
  replace(issuers: readonly Issuer[]): void {
    const former = new Map([...this.trusted.values()].map((each) => [JSON.stringify(each.issuer), each]));
    const byName = new Map(issuers.map((issuer) => [issuer.issuer, issuer]));
    this.trusted = new Map(
      [...byName].map(([name, issuer]) => [name, former.get(JSON.stringify(issuer)) ?? this.begin(issuer)]),
    );
    const kept = new Set(this.trusted.values());
    for (const each of former.values()) if (!kept.has(each)) each.keys.close();
  }

  /** Whether the issuer may still speak for the tenant. */
  trusts(name: string, tenantId: string): boolean {
    const issuer = this.trusted.get(name)?.issuer;
    return issuer !== undefined && speaksFor(issuer, tenantId);
  }

  /**
   * @throws CredentialRefused when the token is not good.
   * @throws Failure issuer-unavailable when nobody can tell.
   * @throws DeadlinePassed, CallerLeft when patience ends before the issuer's keys are there.
   */
  async verify(text: string, limits: CallLimits): Promise<TokenClaims> {
    const token = readToken(text);
    const { issuer, keys } = this.trusted.get(token.issuer) ?? refuse('unknown-issuer');
    const { alg, kid } = token;
    if (!isAlgorithm(alg) || !issuer.algorithms.includes(alg)) return refuse('algorithm');
    const key = (await keys.find({ alg, kid }, limits)) ?? refuse('unknown-signing-key');
    return this.claimsOf(token, key, issuer);
  }

  private begin(issuer: Issuer): Trusted {
    const keys = this.dependencies.keysOf(issuer);
    keys.refresh();
    return { issuer, keys };
  }

  private async claimsOf({ text, alg }: UnverifiedToken, key: KeyObject, issuer: Issuer): Promise<TokenClaims> {
    const hash = createHash('sha256').update(text).digest('base64');
    const nowMs = this.dependencies.clock.wallMs();
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
      return readClaims(payload, issuer, nowMs / 1_000);
    } catch (error) {
      const reason = reasonOf(error);
      if (!mayBecomeGood(error)) this.badTokens.set(hash, { key, reason, atMs: nowMs });
      return refuse(reason);
    }
  }
}

/** Its time is yet to come, or it ends so late that the rest of its life is too long for now. */
function mayBecomeGood(error: unknown): boolean {
  if (error instanceof CredentialRefused) return error.reason === 'lifetime';
  return error instanceof errors.JWTClaimValidationFailed && error.claim === 'nbf';
}

/** What is no answer about the token is a bug, and thrown on. A check that broke off has no answer either. */
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
  // JSON has numbers that are read as infinity: such a token would never end.
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

/** A life begins when the token was issued, but now at the latest: an `iat` that is absent or in the future is no excuse. */
function isTooLong({ iat, exp = Number.NaN }: JWTPayload, { maxLifetimeSeconds }: Issuer, nowSeconds: number): boolean {
  const latestStart = nowSeconds + LEEWAY_SECONDS;
  const lifetimeSeconds = exp - Math.min(iat ?? latestStart, latestStart);
  return !(lifetimeSeconds <= (maxLifetimeSeconds ?? DEFAULT_LIFETIME_SECONDS));
}

/** What every object inherits is nothing that a token says. */
function own(payload: JWTPayload, claim: string): unknown {
  return Object.hasOwn(payload, claim) ? payload[claim] : undefined;
}

/** Words separated by spaces (RFC 8693, section 4.2), or a list of them. Words that mean nothing here grant nothing. */
function scopesOf(claim: unknown): Scope[] {
  const words: readonly unknown[] = typeof claim === 'string' ? claim.split(' ') : Array.isArray(claim) ? claim : [];
  return SCOPES.filter((scope) => words.includes(scope));
}

function refuse(reason: RefusalReason): never {
  throw new CredentialRefused(reason);
}
