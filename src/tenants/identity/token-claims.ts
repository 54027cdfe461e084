import type { JWTPayload } from 'jose';

import { type Claim, type Scope, SCOPES } from '../../config/tenants-file/claims.js';
import type { Issuer } from '../../config/tenants-file/tenants-file.schema.js';
import { type ClaimFault, refuse } from './caller.js';

/** In characters; longer than any token in practice. */
const MAX_TOKEN_LENGTH = 8 * 1024;
const MAX_KID_LENGTH = 256;
/** RFC 9068 and RFC 7519, section 5.1. Tokens for other purposes, such as logout, have other types. */
const TYPES = new Set(['jwt', 'at+jwt', 'application/jwt', 'application/at+jwt']);

/** The header and issuer of a token before its signature is verified. Use it only to select the key. */
export interface UnverifiedToken {
  readonly text: string;
  readonly alg: string;
  readonly kid: string | undefined;
  readonly issuer: string;
}

type JsonMembers = Readonly<Record<string, unknown>>;

/**
 * Parses a token in compact form without verifying its signature. Ignores key locations such as `jku` in it.
 *
 * @throws CredentialRefused for another form, type or size, and for critical extensions.
 */
export function readToken(text: string): UnverifiedToken {
  const parts = text.length > MAX_TOKEN_LENGTH ? [] : text.split('.');
  const [head, body] = parts.map(bytesOf);
  if (parts.length !== 3 || head === undefined || body === undefined) return refuse('malformed');
  const { alg, kid, ...rest } = objectIn(head);
  const { iss } = objectIn(body);
  if (typeof alg !== 'string' || typeof iss !== 'string' || !isKid(kid) || !isPlain(rest)) return refuse('malformed');
  return { text, alg, kid, issuer: iss };
}

function isKid(kid: unknown): kid is string | undefined {
  return kid === undefined || (typeof kid === 'string' && kid.length <= MAX_KID_LENGTH);
}

/** Critical extensions are not supported, so tokens with any are rejected (RFC 7515, section 4.1.11). */
function isPlain({ typ, crit, b64 }: JsonMembers): boolean {
  return crit === undefined && b64 === undefined && isType(typ);
}

function isType(typ: unknown): boolean {
  return typ === undefined || (typeof typ === 'string' && TYPES.has(typ.toLowerCase()));
}

/** Accepts only the canonical base64url encoding, so that a token has exactly one spelling. */
function bytesOf(part: string): Buffer {
  const bytes = Buffer.from(part, 'base64url');
  return bytes.toString('base64url') === part ? bytes : refuse('malformed');
}

function objectIn(bytes: Buffer): JsonMembers {
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString());
  } catch {
    return refuse('malformed');
  }
  return typeof json === 'object' && json !== null && !Array.isArray(json) ? { ...json } : refuse('malformed');
}

/** Allowed clock difference between the issuer and this service. */
export const LEEWAY_SECONDS = 30;
const DEFAULT_LIFETIME_SECONDS = 24 * 60 * 60;
/** @source OpenID Connect Core 1.0, section 2: a subject has at most 255 characters. */
const MAX_SUBJECT_LENGTH = 255;

export interface TokenClaims {
  readonly issuer: string;
  readonly subject: string;
  /** The tenant claim. Not yet checked against the known tenants. */
  readonly tenantId: string;
  /** The name of the tenant claim, for the log. */
  readonly tenantClaim: string;
  readonly scopes: readonly Scope[];
  /** Why there are no scopes. */
  readonly scopesFault: ClaimFault | undefined;
  /** Expiry on the wall clock, including the leeway. */
  readonly expiresAtMs: number;
}

/** Reads the claims of a token with a valid signature. @throws CredentialRefused */
export function readClaims(payload: JWTPayload, issuer: Issuer, nowSeconds: number): TokenClaims {
  const { sub, exp = Number.NaN } = payload;
  checkAudience(payload, issuer);
  if (typeof sub !== 'string' || sub === '' || sub.length > MAX_SUBJECT_LENGTH)
    return refuse('claims', { claim: 'sub', fault: `is not a string of 1 to ${MAX_SUBJECT_LENGTH} characters` });
  const tenantId = single(valueAt(payload, issuer.tenantClaim));
  if (typeof tenantId !== 'string')
    return refuse('claims', faultOf(issuer.tenantClaim, tenantId, 'is neither a string nor a list of one string'));
  // Numbers such as 1e999 parse to Infinity; such a token would never expire.
  if (!Number.isFinite(exp)) return refuse('claims', { claim: 'exp', fault: 'is not a finite number' });
  if (!speaksFor(issuer, tenantId))
    return refuse(
      'foreign-tenant',
      faultOf(issuer.tenantClaim, tenantId, "names a tenant not in the issuer's tenants"),
    );
  if (isTooLong(payload, issuer, nowSeconds))
    return refuse('lifetime', {
      claim: 'exp',
      fault: 'is further from iat, or from now, than maxLifetimeSeconds of the issuer allows',
    });
  return {
    issuer: issuer.issuer,
    subject: sub,
    tenantId,
    tenantClaim: nameOf(issuer.tenantClaim),
    ...scopesOf(payload, issuer),
    expiresAtMs: (exp + LEEWAY_SECONDS) * 1_000,
  };
}

export function speaksFor({ tenants }: Issuer, tenantId: string): boolean {
  return tenants?.includes(tenantId) !== false;
}

function checkAudience(payload: JWTPayload, { audience, audienceClaim = 'aud' }: Issuer): void {
  const value = valueAt(payload, audienceClaim);
  const found = typeof value === 'string' ? [value] : textsIn(value);
  if ([audience].flat().some((accepted) => found.includes(accepted))) return;
  refuse('claims', faultOf(audienceClaim, value, 'has none of the accepted audiences'));
}

/** The lifetime starts at `iat`, or now if `iat` is absent or in the future. */
function isTooLong({ iat, exp = Number.NaN }: JWTPayload, { maxLifetimeSeconds }: Issuer, nowSeconds: number): boolean {
  const latestStart = nowSeconds + LEEWAY_SECONDS;
  const lifetimeSeconds = exp - Math.min(iat ?? latestStart, latestStart);
  return !(lifetimeSeconds <= (maxLifetimeSeconds ?? DEFAULT_LIFETIME_SECONDS));
}

/** Scopes are a space-separated text (RFC 8693, section 4.2) or a list. Names that are not in the map are ignored. */
function scopesOf(
  payload: JWTPayload,
  { scopesClaim, scopesClaims = scopesClaim === undefined ? [] : [scopesClaim], scopeMap }: Issuer,
): Pick<TokenClaims, 'scopes' | 'scopesFault'> {
  const values = scopesClaims.map((claim) => valueAt(payload, claim));
  const names = values.flatMap((value) => (typeof value === 'string' ? value.split(' ') : textsIn(value)));
  const allowed = names.flatMap((name) => (scopeMap === undefined ? name : (own(scopeMap, name) ?? [])));
  const scopes = SCOPES.filter((scope) => allowed.includes(scope));
  if (scopes.length > 0) return { scopes, scopesFault: undefined };
  const value = values.find((each) => each !== undefined);
  return {
    scopes,
    scopesFault: faultOf(scopesClaims.map(nameOf).join(', '), value, 'has no name that grants a scope'),
  };
}

/** On the path to a nested claim, a list of one element counts as that element. */
function valueAt(payload: JWTPayload, claim: Claim): unknown {
  return [claim].flat().reduce<unknown>((value, name) => own(single(value), name), payload);
}

function single(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? (value[0] as unknown) : value;
}

function own<Value>(object: Readonly<Record<string, Value>>, name: string): Value | undefined;
function own(object: unknown, name: string): unknown;
function own(object: unknown, name: string): unknown {
  const isParent = typeof object === 'object' && object !== null && !Array.isArray(object);
  return isParent && Object.hasOwn(object, name) ? (object as Record<string, unknown>)[name] : undefined;
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

function nameOf(claim: Claim): string {
  return typeof claim === 'string' ? claim : claim.join(' → ');
}

function faultOf(claim: Claim, value: unknown, fault: string): ClaimFault {
  return { claim: nameOf(claim), fault: value === undefined ? 'is missing' : fault };
}
