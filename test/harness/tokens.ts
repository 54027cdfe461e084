import { constants, createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** The key pair of an issuer or of an attacker. */
export interface SigningPair {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export type Members = Readonly<Record<string, unknown>>;

const CURVES: Readonly<Record<string, string>> = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' };

export function rsaPair(kid: string, alg = 'RS256', modulusLength = 2_048): SigningPair {
  return { kid, alg, ...generateKeyPairSync('rsa', { modulusLength }) };
}

export function ecPair(kid: string, alg = 'ES256'): SigningPair {
  return { kid, alg, ...generateKeyPairSync('ec', { namedCurve: CURVES[alg] ?? '' }) };
}

export function edPair(kid: string): SigningPair {
  return { kid, alg: 'EdDSA', ...generateKeyPairSync('ed25519') };
}

/** The public key as an issuer publishes it. */
export function jwkOf({ kid, alg, publicKey }: SigningPair): Members {
  return { ...publicKey.export({ format: 'jwk' }), kid, alg, use: 'sig' };
}

/** Encodes a part of a token: objects as JSON, strings unchanged. */
export function part(content: Members | string | Buffer): string {
  const bytes = typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content);
  return Buffer.from(bytes).toString('base64url');
}

/** A token signed with the pair's algorithm. `head` can claim another algorithm or key id. */
export function signedToken(pair: SigningPair, body: Members | string | Buffer, head: Members | string = {}): string {
  const full = typeof head === 'string' ? head : { alg: pair.alg, kid: pair.kid, ...head };
  const content = `${part(full)}.${part(body)}`;
  return `${content}.${part(signatureOf(pair, content))}`;
}

export function signatureOf({ alg, privateKey }: SigningPair, content: string): Buffer {
  const hash = alg.startsWith('Ed') ? null : `sha${alg.slice(2)}`;
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  return sign(hash, Buffer.from(content), {
    key: privateKey,
    dsaEncoding: 'ieee-p1363',
    ...(alg.startsWith('PS') && pss),
  });
}

/** A token signed with HMAC, as in attacks that use a public key as the shared secret. */
export function hmacToken(secret: string | Buffer, body: Members, head: Members): string {
  const content = `${part(head)}.${part(body)}`;
  const bits = /(256|384|512)$/.exec(String(head['alg']))?.[0] ?? '256';
  return `${content}.${createHmac(`sha${bits}`, secret).update(content).digest('base64url')}`;
}
