import { createHash, randomBytes } from 'node:crypto';

const SECRET_BYTES = 32;

/** What keys are made for, as part of the key: one that turns up somewhere tells at once how bad that is. */
export const KEY_ENVIRONMENTS = ['live', 'test'] as const;
export type KeyEnvironment = (typeof KEY_ENVIRONMENTS)[number];

/** An API key at the only moment at which it is known as a whole. */
export interface NewApiKey {
  /** `rk_<environment>_<id>_<32 random bytes, base64url>` */
  readonly key: string;
  /** Lower-case hex: what the tenants file holds in its place. */
  readonly sha256: string;
}

/**
 * Makes a key that nobody can guess. The prefix lets scanners for secrets find it where it should not be.
 *
 * @param id without dots or underscores: two dots would make a bearer's key look like a token, and underscores part it.
 */
export function newApiKey(environment: KeyEnvironment, id: string): NewApiKey {
  const key = ['rk', environment, id, randomBytes(SECRET_BYTES).toString('base64url')].join('_');
  return { key, sha256: createHash('sha256').update(key).digest('hex') };
}
