import { createHash, randomBytes } from 'node:crypto';

const SECRET_BYTES = 32;

/** The environment is part of the key, so that a leaked key shows whether it is a production key. */
export const KEY_ENVIRONMENTS = ['live', 'test'] as const;
export type KeyEnvironment = (typeof KEY_ENVIRONMENTS)[number];

/** A new API key. Only its hash is stored. */
export interface NewApiKey {
  /** `rk_<environment>_<id>_<32 random bytes, base64url>` */
  readonly key: string;
  /** Lower-case hex, for the tenants file. */
  readonly sha256: string;
}

/** @param id without dots or underscores: with two dots the key would look like a JWT; underscores separate parts. */
export function newApiKey(environment: KeyEnvironment, id: string): NewApiKey {
  const key = ['rk', environment, id, randomBytes(SECRET_BYTES).toString('base64url')].join('_');
  return { key, sha256: createHash('sha256').update(key).digest('hex') };
}
