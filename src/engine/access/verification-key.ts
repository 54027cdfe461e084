import { createPublicKey, type KeyObject } from 'node:crypto';

/** A public key as PEM or JWK. */
type PublicKey = string | { readonly kty?: string; readonly [member: string]: unknown };

/** @throws Error if the key is not an RSA or elliptic-curve key */
export function verificationKey(given: PublicKey): KeyObject {
  const key = typeof given === 'string' ? createPublicKey(given) : createPublicKey({ key: given, format: 'jwk' });
  if (key.asymmetricKeyType !== 'rsa' && key.asymmetricKeyType !== 'ec')
    throw new Error('the key is neither RSA nor elliptic-curve');
  return key;
}

/** Returns the problem of a value as a verification key. */
export function keyProblem(given: unknown): string[] {
  try {
    verificationKey(given as PublicKey);
    return [];
  } catch {
    return ['must be an RSA or elliptic-curve public key as PEM text or JWK object'];
  }
}
