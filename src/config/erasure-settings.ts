import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';

import type { JWK } from 'jose';

import type { Environment } from './environment.js';
import type { Settings } from './settings.js';

/** Where erasures are recorded and which keys sign their receipts. */
export interface ErasureSettings {
  /** A file, or `:memory:`. Undefined: Redis. */
  readonly path: string | undefined;
  readonly keptDays: number;
  /** Private Ed25519 keys. The first signs. */
  readonly receiptKeys: readonly JWK[];
}

/**
 * Reads the keys. Erasures are in ERASURES or, without it, in Redis. With the embedded engine, they work without settings:
 * in memory and with a new key.
 */
export function erasuresOf(
  environment: Environment,
  { erasuresPath: path, erasuresKeptDays: keptDays, receiptKeysPath, redis, upstream, production }: Settings,
): ErasureSettings | undefined {
  if (receiptKeysPath === undefined) {
    if (path !== undefined) environment.fault('ERASURES needs RECEIPT_KEYS_FILE');
    const inMemory = upstream.kind === 'embedded' && !production;
    return inMemory ? { path: ':memory:', keptDays, receiptKeys: [newReceiptKey()] } : undefined;
  }
  if (path === undefined && redis === undefined) environment.fault('RECEIPT_KEYS_FILE needs ERASURES or REDIS_URL');
  return { path, keptDays, receiptKeys: readKeys(environment, receiptKeysPath) };
}

export function newReceiptKey(): JWK {
  return generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
}

function readKeys(environment: Environment, path: string): JWK[] {
  try {
    const { keys } = JSON.parse(readFileSync(path, 'utf8')) as { keys?: unknown };
    if (Array.isArray(keys) && keys.length > 0 && keys.every(isPrivateKey)) return keys;
    environment.fault('RECEIPT_KEYS_FILE must be a JSON Web Key Set of private Ed25519 keys');
  } catch {
    environment.fault('RECEIPT_KEYS_FILE cannot be read as JSON');
  }
  return [];
}

function isPrivateKey(key: unknown): key is JWK {
  const { kty, crv, x, d } = (key ?? {}) as JWK;
  return kty === 'OKP' && crv === 'Ed25519' && typeof x === 'string' && typeof d === 'string';
}
