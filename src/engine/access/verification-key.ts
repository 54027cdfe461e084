import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';

/**
 * Not in accounts.ts, whose declarations are those of the package: its users may have no types of Node.
 *
 * @param given PEM or JWK.
 * @throws Error if the key is not an RSA or elliptic-curve key
 */
export function verificationKey(given: string | object): KeyObject {
  const key = createPublicKey(typeof given === 'string' ? given : { key: given as JsonWebKey, format: 'jwk' });
  if (key.asymmetricKeyType !== 'rsa' && key.asymmetricKeyType !== 'ec')
    throw new Error('the key is neither RSA nor elliptic-curve');
  return key;
}
