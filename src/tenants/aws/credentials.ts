import type { StaticKeys } from '../../config/tenant.js';
import { Failure } from '../../failures/failure.js';

/** The tenant's keys are not available from their source. */
export class CredentialsUnavailable extends Error {
  override readonly name = 'CredentialsProviderError';
}

/**
 * A failure that persists until the tenant's settings change.
 *
 * @param reason for the log; callers do not see it.
 */
export function misconfigured(reason: string): Failure {
  return new Failure('tenant-misconfigured', { cause: new Error(reason) });
}

/** Keys and their expiry. */
export interface FetchedKeys {
  readonly keys: StaticKeys;
  /** The account of the keys, if the source reports it. */
  readonly accountId?: string;
  /** On the monotonic clock. Infinity for keys that do not expire. */
  readonly validUntilMs: number;
  /** When to fetch new keys. Default: at half of the lifetime. */
  readonly refreshAtMs?: number;
}

/**
 * Fetches keys. Never called concurrently.
 *
 * @throws Failure `tenant-credentials` if AWS refuses them, `throttled`, or `tenant-misconfigured` if retrying cannot
 *   help. Anything else means that the keys are temporarily unavailable.
 */
export type CredentialSource = () => Promise<FetchedKeys>;

export function sameKeys(one: StaticKeys, other: StaticKeys): boolean {
  return (
    one.accessKeyId === other.accessKeyId &&
    one.secretAccessKey === other.secretAccessKey &&
    one.sessionToken === other.sessionToken
  );
}

/** The signing parts of the SDK's credentials, copied because the SDK writes into its own objects. */
export function keysOf({ accessKeyId, secretAccessKey, sessionToken }: MaybeToken): StaticKeys {
  return { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
}

type MaybeToken = Omit<StaticKeys, 'sessionToken'> & { readonly sessionToken?: string | undefined };
