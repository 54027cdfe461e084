import { createPublicKey, type KeyObject } from 'node:crypto';

/** The kind of key that each algorithm needs. Only public keys can check these; no secret is ever shared. */
const KIND_OF_ALGORITHM: Readonly<Record<string, string>> = {
  RS256: 'RSA',
  RS384: 'RSA',
  RS512: 'RSA',
  PS256: 'RSA',
  PS384: 'RSA',
  PS512: 'RSA',
  ES256: 'P-256',
  ES384: 'P-384',
  ES512: 'P-521',
  EdDSA: 'Ed25519',
  Ed25519: 'Ed25519',
};
/** @source RFC 7518, section 3.3: a smaller key must not be used. */
const LEAST_RSA_BITS = 2_048;
/** Of more keys than these, tokens have to name theirs. */
export const MANY_KEYS = 100;
/** The members of a JWK that make up its public key; members of private and shared keys are not for publication. */
const PUBLIC_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  RSA: ['n', 'e'],
  EC: ['crv', 'x', 'y'],
  OKP: ['crv', 'x'],
};
const SECRET_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];

/** A public key that an issuer says it signs with. */
interface PublicKey {
  /** When set, the only algorithm it is for. */
  readonly alg: string | undefined;
  readonly kind: string;
  readonly key: KeyObject;
}

/** Which key a token asks for. */
export interface WantedKey {
  readonly kid: string | undefined;
  readonly alg: string;
}

/** What was fetched in place of keys cannot be used as such; the message says why in our own words. */
export class KeysUnusable extends Error {
  override readonly name = 'KeysUnusable';
}

type Jwk = Readonly<Record<string, unknown>>;

export function isAlgorithm(alg: unknown): alg is string {
  return typeof alg === 'string' && Object.hasOwn(KIND_OF_ALGORITHM, alg);
}

/**
 * A key as it was published (RFC 7517), parsed when a token first asks for it. A set may hold hundreds of keys; the
 * order says nothing about which of them are in use, but the tokens do.
 */
export class SigningKey {
  private parsed: { readonly key: PublicKey | undefined } | undefined;

  constructor(private readonly jwk: Jwk) {}

  hasName(kid: string): boolean {
    return this.jwk['kid'] === kid;
  }

  /** Undefined when it is not for checking signatures of that algorithm, too weak, or not public. */
  for(alg: string): KeyObject | undefined {
    this.parsed ??= { key: signingKeyOf(this.jwk) };
    const { key } = this.parsed;
    const fits = key?.kind === KIND_OF_ALGORITHM[alg] && (key?.alg === undefined || key.alg === alg);
    return fits ? key?.key : undefined;
  }
}

/** The key that a token asks for; `unfit` when the set names it but it cannot be used, `unknown` when it does not. */
type FoundKey = KeyObject | 'unfit' | 'unknown';

/** Without a `kid`, or with one that two keys have, a key is found only when no other can be meant. */
export function keyFor(keys: readonly SigningKey[], { kid, alg }: WantedKey): FoundKey {
  const named = kid === undefined ? keys : keys.filter((key) => key.hasName(kid));
  if (named.length > MANY_KEYS) return 'unfit';
  const [key, ...others] = named.map((each) => each.for(alg)).filter((each) => each !== undefined);
  if (key !== undefined && others.length === 0) return key;
  return (kid === undefined ? key : named[0]) === undefined ? 'unknown' : 'unfit';
}

/**
 * Reads a set of keys (RFC 7517).
 *
 * @throws KeysUnusable when it is no set of keys.
 */
export function signingKeysOf(document: unknown): SigningKey[] {
  const keys = isObject(document) ? document['keys'] : undefined;
  if (!Array.isArray(keys)) throw new KeysUnusable('is no set of keys');
  return keys.filter(isObject).map((jwk) => new SigningKey(jwk));
}

function signingKeyOf(jwk: Jwk): PublicKey | undefined {
  if (!isForSignatures(jwk)) return undefined;
  const { kid, alg } = jwk;
  const key = publicKeyOf(jwk);
  const kind = key === undefined ? undefined : kindOf(jwk, key);
  if (key === undefined || kind === undefined) return undefined;
  if (alg !== undefined && !(isAlgorithm(alg) && KIND_OF_ALGORITHM[alg] === kind)) return undefined;
  return kid === undefined || typeof kid === 'string' ? { alg, kind, key } : undefined;
}

function isForSignatures({ use, key_ops: operations }: Jwk): boolean {
  const verifies = operations === undefined || (Array.isArray(operations) && operations.includes('verify'));
  return verifies && (use === undefined || use === 'sig');
}

function publicKeyOf(jwk: Jwk): KeyObject | undefined {
  const { kty } = jwk;
  if (typeof kty !== 'string' || !Object.hasOwn(PUBLIC_MEMBERS, kty)) return undefined;
  if (SECRET_MEMBERS.some((name) => Object.hasOwn(jwk, name))) return undefined;
  const members = (PUBLIC_MEMBERS[kty] ?? []).map((name) => [name, jwk[name]] as const);
  try {
    return createPublicKey({ format: 'jwk', key: { kty, ...Object.fromEntries(members) } });
  } catch {
    return undefined;
  }
}

function kindOf({ kty, crv }: Jwk, { asymmetricKeyDetails }: KeyObject): string | undefined {
  if (kty !== 'RSA') return String(crv);
  return (asymmetricKeyDetails?.modulusLength ?? 0) >= LEAST_RSA_BITS ? kty : undefined;
}

function isObject(value: unknown): value is Jwk {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
