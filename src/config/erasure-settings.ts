import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';

import type { JWK } from 'jose';

import type { Environment } from './environment.js';

/** Where erasures are recorded and which keys sign their receipts. */
export interface ErasureSettings {
  /** A file, or `:memory:`. */
  readonly path: string;
  readonly keptDays: number;
  /** Private Ed25519 keys. The first signs. */
  readonly receiptKeys: readonly JWK[];
}

/**
 * Reads `ERASURES`, `ERASURES_KEPT_DAYS` and `RECEIPT_KEYS_FILE`.
 *
 * @param inMemory whether erasures work without settings, in memory and with a new key, as on the demo.
 */
export function readErasures(environment: Environment, inMemory: boolean): ErasureSettings | undefined {
  const path = environment.text('ERASURES');
  const keysFile = environment.text('RECEIPT_KEYS_FILE');
  const keptDays = environment.wholeNumber('ERASURES_KEPT_DAYS', 90, [1, 3_650]);
  if (path === undefined) {
    if (keysFile !== undefined) environment.fault('RECEIPT_KEYS_FILE needs ERASURES');
    return inMemory ? { path: ':memory:', keptDays, receiptKeys: [newReceiptKey()] } : undefined;
  }
  if (!path.includes('/') || path.endsWith('/')) {
    environment.fault('ERASURES must be the path of a file such as /var/lib/faces/erasures.db');
  }
  if (keysFile === undefined) environment.fault('ERASURES needs RECEIPT_KEYS_FILE');
  return { path, keptDays, receiptKeys: keysFile === undefined ? [] : readKeys(environment, keysFile) };
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
