import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { StsError } from './sts-error.js';
import { readWebIdentity } from './web-identity.js';

const NOW_MS = 1_000_000;
const CLAIMS = { iss: 'issuer', aud: 'audience', sub: 'subject', exp: NOW_MS / 1000 + 1 };

function encoded(json: unknown): string {
  return Buffer.from(JSON.stringify(json)).toString('base64url');
}

function token(alg: unknown, claims: unknown, key?: KeyObject): string {
  const content = `${encoded({ alg })}.${encoded(claims)}`;
  const signature = key && sign(`sha${String(alg).slice(2)}`, Buffer.from(content), { key, dsaEncoding: 'ieee-p1363' });
  return `${content}.${signature?.toString('base64url') ?? ''}`;
}

function trusting(key: KeyObject): Parameters<typeof readWebIdentity>[1] {
  return { publicKey: key.export({ type: 'spki', format: 'pem' }).toString() };
}

/** Returns the token's identity, or the name of the error that rejects it. */
function reading(text: string, trust: Parameters<typeof readWebIdentity>[1] = {}): unknown {
  try {
    return readWebIdentity(text, trust, NOW_MS);
  } catch (error) {
    return error instanceof StsError ? error.name : error;
  }
}

describe('A web identity token', () => {
  it('returns issuer, subject, audiences and expiry', () => {
    const identity = { issuer: 'issuer', subject: 'subject', audiences: ['audience'], expiresAtMs: NOW_MS + 1000 };
    expect(reading(token('RS256', CLAIMS))).toEqual(identity);
    expect(reading(token('ES512', { ...CLAIMS, aud: ['a', 'b'] }))).toEqual({ ...identity, audiences: ['a', 'b'] });
  });

  it('is expired at exactly its expiry time', () => {
    expect(reading(token('RS256', { ...CLAIMS, exp: NOW_MS / 1000 }))).toBe('ExpiredTokenException');
    expect(reading(token('RS256', { ...CLAIMS, exp: -1e300 }))).toBe('ExpiredTokenException');
  });

  it.each([
    ['P-256', 'ES256'],
    ['P-384', 'ES384'],
    ['P-521', 'ES512'],
  ])('on the curve %s is verified with %s and no other algorithm', (namedCurve, alg) => {
    const { publicKey: key, privateKey } = generateKeyPairSync('ec', { namedCurve });
    expect(reading(token(alg, CLAIMS, privateKey), trusting(key))).toMatchObject({ subject: 'subject' });
    for (const other of ['ES256', 'ES384', 'ES512', 'RS256'].filter((each) => each !== alg))
      expect(reading(token(other, CLAIMS, privateKey), trusting(key))).toBe('InvalidIdentityToken');
  });

  it('is rejected with a DER signature, the signature of another key or one of any wrong length', () => {
    const [own, other] = [1, 2].map(() => generateKeyPairSync('ec', { namedCurve: 'P-256' }));
    const { publicKey: key, privateKey } = own!;
    const content = token('ES256', CLAIMS).slice(0, -1);
    const der = sign('sha256', Buffer.from(content), privateKey).toString('base64url');
    const signatures = ['', 'AA', der, 'A'.repeat(20_000)];
    for (const text of [...signatures.map((each) => `${content}.${each}`), token('ES256', CLAIMS, other!.privateKey)])
      expect(reading(text, trusting(key))).toBe('InvalidIdentityToken');
  });

  it('is read or rejected with an StsError, whatever it contains', () => {
    const { publicKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const part = fc.oneof(
      fc.string(),
      fc.json().map(encoded),
      fc.constant(encoded({ alg: 'ES256' })),
      fc.constant(encoded(CLAIMS)),
    );
    const property = fc.property(fc.array(part, { maxLength: 4 }), (parts) => {
      expect(reading(parts.join('.'), trusting(key))).toBe('InvalidIdentityToken');
    });
    fc.assert(property);
  });
});
