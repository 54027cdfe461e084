import { createPublicKey, type KeyObject } from 'node:crypto';

/** Key type by algorithm. Only asymmetric algorithms are supported. */
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
/** In larger key sets, tokens must name their key by `kid`. */
export const MANY_KEYS = 100;
/** Members of a public JWK. Keys with private members are rejected. */
const PUBLIC_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  RSA: ['n', 'e'],
  EC: ['crv', 'x', 'y'],
  OKP: ['crv', 'x'],
};
const SECRET_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];

interface PublicKey {
  /** The only algorithm of the key, if it names one. */
  readonly alg: string | undefined;
  readonly kind: string;
  readonly key: KeyObject;
}

export interface WantedKey {
  readonly kid: string | undefined;
  readonly alg: string;
}

/** The response is not a usable key set. The message is our own text. */
export class KeysUnusable extends Error {
  override readonly name = 'KeysUnusable';
}

type Jwk = Readonly<Record<string, unknown>>;

export function isAlgorithm(alg: unknown): alg is string {
  return typeof alg === 'string' && Object.hasOwn(KIND_OF_ALGORITHM, alg);
}

/** A published key (RFC 7517), parsed on first use: a set may hold hundreds, of which tokens use few. */
export class SigningKey {
  private parsed: { readonly key: PublicKey | undefined } | undefined;

  constructor(private readonly jwk: Jwk) {}

  hasName(kid: string): boolean {
    return this.jwk['kid'] === kid;
  }

  /** Undefined if the key is for another algorithm, too weak, or not public. */
  for(alg: string): KeyObject | undefined {
    this.parsed ??= { key: signingKeyOf(this.jwk) };
    const { key } = this.parsed;
    const fits = key?.kind === KIND_OF_ALGORITHM[alg] && (key?.alg === undefined || key.alg === alg);
    return fits ? key?.key : undefined;
  }
}

/** `unfit`: the named key cannot be used. `unknown`: the set has no such key. */
type FoundKey = KeyObject | 'unfit' | 'unknown';

/** Without a `kid`, or with one shared by two keys, a key is returned only if exactly one fits. */
export function keyFor(keys: readonly SigningKey[], { kid, alg }: WantedKey): FoundKey {
  const named = kid === undefined ? keys : keys.filter((key) => key.hasName(kid));
  if (named.length > MANY_KEYS) return 'unfit';
  const [key, ...others] = named.map((each) => each.for(alg)).filter((each) => each !== undefined);
  if (key !== undefined && others.length === 0) return key;
  return (kid === undefined ? key : named[0]) === undefined ? 'unknown' : 'unfit';
}

/**
 * Parses a JSON Web Key Set (RFC 7517).
 *
 * @throws KeysUnusable if the document is not a key set.
 */
export function signingKeysOf(document: unknown): SigningKey[] {
  const keys = isObject(document) ? document['keys'] : undefined;
  if (!Array.isArray(keys)) throw new KeysUnusable('is not a JSON Web Key Set');
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

const LARGEST_BYTES = 256 * 1024;

/**
 * Fetches an issuer's keys from its configured URL. Redirects are not followed, and the size is limited.
 *
 * @param signal aborts the fetch; its reason is thrown.
 * @throws KeysUnusable if the response is not a key set.
 */
export async function fetchSigningKeys(uri: string, signal: AbortSignal): Promise<SigningKey[]> {
  const response = await answerOf(uri, signal);
  if (response.status !== 200) {
    response.body?.cancel().catch(() => undefined);
    throw new KeysUnusable(`returned status ${response.status}`);
  }
  return signingKeysOf(parsed(await bodyOf(response)));
}

async function answerOf(uri: string, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(uri, { signal, redirect: 'manual', headers: { accept: 'application/json' } });
  } catch (error) {
    throw signal.aborted ? error : new KeysUnusable('cannot be reached', { cause: error });
  }
}

async function bodyOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    // Leaving the loop closes the connection.
    if (bytes > LARGEST_BYTES) throw new KeysUnusable(`is larger than ${LARGEST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new KeysUnusable('is not JSON');
  }
}
