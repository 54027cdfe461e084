import { verify } from 'node:crypto';
import type { EngineRole, PublicKey } from '../access/accounts.js';
import { verificationKey } from '../access/verification-key.js';
import { matchesWildcards } from '../access/policy.js';
import { isObject, parseJson } from '../protocol/json.js';
import { StsError } from './sts-error.js';

/** The claims of a web identity token. */
export interface WebIdentity {
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
  readonly expiresAtMs: number;
}

type WebIdentityTrust = NonNullable<EngineRole['webIdentity']>;

interface Algorithm {
  readonly hash: string;
  readonly keyType: 'rsa' | 'ec';
  readonly curve?: string;
}

const ALGORITHMS: Readonly<Record<string, Algorithm>> = {
  RS256: { hash: 'sha256', keyType: 'rsa' },
  RS384: { hash: 'sha384', keyType: 'rsa' },
  RS512: { hash: 'sha512', keyType: 'rsa' },
  ES256: { hash: 'sha256', keyType: 'ec', curve: 'prime256v1' },
  ES384: { hash: 'sha384', keyType: 'ec', curve: 'secp384r1' },
  ES512: { hash: 'sha512', keyType: 'ec', curve: 'secp521r1' },
};

/**
 * Validates a JSON Web Token against a role's trust. Without a key the signature is not checked.
 *
 * @throws StsError InvalidIdentityToken for a malformed token or a wrong issuer, audience or signature;
 *   ExpiredTokenException; AccessDenied for an untrusted subject
 */
export function readWebIdentity(token: string, trust: WebIdentityTrust, nowMs: number): WebIdentity {
  const parts = token.split('.');
  const [head = '', body = '', signature = ''] = parts;
  const algorithm = algorithmOf(parts.length === 3 ? objectIn(head) : {});
  const identity = identityOf(objectIn(body));
  if (trust.publicKey !== undefined && !isSigned(`${head}.${body}`, signature, algorithm, trust.publicKey))
    throw invalid('The signature does not match the key of the role');
  if (identity.expiresAtMs <= nowMs)
    throw new StsError(
      'ExpiredTokenException',
      `Token expired: current date/time ${seconds(nowMs)} must be before the expiration date/time ${seconds(identity.expiresAtMs)}`,
    );
  checkTrust(identity, trust);
  return identity;
}

function checkTrust({ issuer, audiences, subject }: WebIdentity, trust: WebIdentityTrust): void {
  if (trust.issuer !== undefined && trust.issuer !== issuer) throw invalid('The issuer is not trusted');
  if (trust.audience !== undefined && !audiences.includes(trust.audience))
    throw new StsError('InvalidIdentityToken', 'Incorrect token audience');
  if (trust.subject !== undefined && !matchesWildcards(trust.subject, subject))
    throw new StsError('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity');
}

function algorithmOf({ alg }: Readonly<Record<string, unknown>>): Algorithm {
  const algorithm = typeof alg === 'string' && Object.hasOwn(ALGORITHMS, alg) ? ALGORITHMS[alg] : undefined;
  if (!algorithm) throw invalid(`It must be signed with one of ${Object.keys(ALGORITHMS).join(', ')}`);
  return algorithm;
}

function identityOf({ iss, sub, aud, exp }: Readonly<Record<string, unknown>>): WebIdentity {
  const audiences: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  const texts = [iss, sub, audiences[0], ...audiences];
  if (!texts.every((text) => typeof text === 'string') || typeof exp !== 'number')
    throw invalid('The claims iss, sub, aud and exp are required');
  const [issuer = '', subject = ''] = texts;
  return { issuer, subject, audiences: audiences as string[], expiresAtMs: exp * 1000 };
}

function isSigned(
  content: string,
  signature: string,
  { hash, keyType, curve }: Algorithm,
  publicKey: PublicKey,
): boolean {
  const key = verificationKey(publicKey);
  if (key.asymmetricKeyType !== keyType || key.asymmetricKeyDetails?.namedCurve !== curve) return false;
  const bytes = Buffer.from(signature, 'base64url');
  return verify(hash, Buffer.from(content), { key, dsaEncoding: 'ieee-p1363' }, bytes);
}

/** Returns {} if the part is not a base64url-encoded JSON object. */
function objectIn(part: string): Readonly<Record<string, unknown>> {
  const json = parseJson(Buffer.from(part, 'base64url'));
  return isObject(json) ? json : {};
}

function invalid(reason: string): StsError {
  return new StsError('InvalidIdentityToken', `The web identity token is not valid. ${reason}`);
}

function seconds(atMs: number): string {
  return String(Math.floor(atMs / 1000));
}
