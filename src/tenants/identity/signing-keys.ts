import http from 'node:http';
import https from 'node:https';

import { createLocalJWKSet, type CryptoKey, errors, type JWK } from 'jose';

import type { ProxyEnvironment } from '../../config/config.js';

/** @source RFC 7518, section 3.3: a smaller key must not be used. */
const MIN_RSA_BITS = 2_048;
/** In larger key sets, tokens must name their key by `kid`. */
export const MAX_UNNAMED_KEYS = 100;
const MAX_KEY_SET_BYTES = 256 * 1024;
const TOO_LARGE = `is larger than ${MAX_KEY_SET_BYTES} bytes`;
/** Members that only private keys have. A published key with one of them is compromised and must not be used. */
const SECRET_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'priv'];

export interface WantedKey {
  readonly kid: string | undefined;
  readonly alg: string;
}

/** The message contains only text of this service, nothing of the issuer's response. */
export class KeysUnusable extends Error {
  override readonly name = 'KeysUnusable';
}

/** The public keys of an issuer (RFC 7517). */
export class KeySet {
  private readonly keys: readonly JWK[];
  private readonly select: ReturnType<typeof createLocalJWKSet>;

  /** @throws KeysUnusable if the document is not a key set. */
  constructor(document: unknown) {
    const { keys } = (document ?? {}) as { readonly keys?: unknown };
    if (!Array.isArray(keys)) throw new KeysUnusable('is not a JSON Web Key Set');
    this.keys = keys.filter(isObject);
    this.select = createLocalJWKSet({ keys: this.keys.filter(isPublic) });
  }

  get size(): number {
    return this.keys.length;
  }

  /**
   * Without a `kid`, or with one shared by two keys, returns a key only if exactly one fits.
   *
   * @returns `unknown` if the set has no such key, `unfit` if the named key cannot be used.
   */
  async find({ kid, alg }: WantedKey): Promise<CryptoKey | 'unfit' | 'unknown'> {
    const named = kid === undefined ? this.keys : this.keys.filter((key) => key.kid === kid);
    if (named.length > MAX_UNNAMED_KEYS) return 'unfit';
    const [key, ...others] = (await this.fitting({ alg, ...(kid !== undefined && { kid }) })).filter(isStrong);
    if (key !== undefined && others.length === 0) return key;
    return (kid === undefined ? key : named[0]) === undefined ? 'unknown' : 'unfit';
  }

  private async fitting(header: { readonly alg: string; readonly kid?: string }): Promise<CryptoKey[]> {
    const keys: CryptoKey[] = [];
    try {
      keys.push(await this.select(header));
    } catch (thrown) {
      if (thrown instanceof errors.JWKSMultipleMatchingKeys) for await (const key of thrown) keys.push(key);
    }
    return keys;
  }
}

function isStrong({ algorithm }: CryptoKey): boolean {
  const { modulusLength = MIN_RSA_BITS } = algorithm as { modulusLength?: number };
  return modulusLength >= MIN_RSA_BITS;
}

function isPublic(key: JWK): boolean {
  return !SECRET_MEMBERS.some((name) => Object.hasOwn(key, name));
}

function isObject(value: unknown): value is JWK {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The agent for issuers at https URLs. */
export function issuerAgent(proxyEnv: ProxyEnvironment | undefined): https.Agent {
  return new https.Agent(proxyEnv === undefined ? {} : { proxyEnv });
}

/** Follows no redirects. @param signal aborts the fetch; its reason is thrown. @throws KeysUnusable */
export async function fetchSigningKeys(uri: string, signal: AbortSignal, agent: https.Agent): Promise<KeySet> {
  const response = await answerOf(new URL(uri), signal, agent);
  if (response.statusCode !== 200) {
    response.destroy();
    throw new KeysUnusable(`returned status ${response.statusCode}`);
  }
  const tooLarge = (): Error => new KeysUnusable(TOO_LARGE);
  const text = await readWithin(response as AsyncIterable<Uint8Array>, MAX_KEY_SET_BYTES, tooLarge);
  return keySetOf(text.toString());
}

function answerOf(url: URL, signal: AbortSignal, agent: https.Agent): Promise<http.IncomingMessage> {
  const isSecure = url.protocol === 'https:';
  const options = { signal, headers: { accept: 'application/json' }, ...(isSecure && { agent }) };
  return new Promise((resolve, reject) => {
    const request = (isSecure ? https : http).get(url, options, resolve);
    request.once('error', (cause) => reject(signal.aborted ? cause : new KeysUnusable('cannot be reached', { cause })));
  });
}

/** @throws KeysUnusable */
export function keySetOf(text: string): KeySet {
  if (text.length > MAX_KEY_SET_BYTES) throw new KeysUnusable(TOO_LARGE);
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new KeysUnusable('is not JSON');
  }
  return new KeySet(document);
}

/**
 * Reads a stream to its end. Leaving it early closes its connection.
 *
 * @param tooLarge creates the error for more than `limitBytes`.
 */
async function readWithin(
  stream: AsyncIterable<Uint8Array>,
  limitBytes: number,
  tooLarge: () => Error,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.length;
    if (bytes > limitBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
