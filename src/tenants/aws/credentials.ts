import type { StaticKeys } from '../../config/tenant.js';
import { Failure } from '../../failures/failure.js';

/** A tenant's keys are not where its settings say they are. */
export class CredentialsUnavailable extends Error {
  override readonly name = 'CredentialsProviderError';
}

/**
 * No waiting will help: the tenant's settings have to be changed.
 *
 * @param reason for the service's own log, never for callers.
 */
export function misconfigured(reason: string): Failure {
  return new Failure('tenant-misconfigured', { cause: new Error(reason) });
}

/** Keys, and until when they are good. */
export interface FetchedKeys {
  readonly keys: StaticKeys;
  /** The account that they act in, where whoever gave them said so. */
  readonly accountId?: string;
  /** On the monotonic clock; infinite for keys that do not expire. */
  readonly validUntilMs: number;
  /** When new ones are to be fetched while these are still good. Default: at half of their life. */
  readonly refreshAtMs?: number;
}

/**
 * Where keys come from. Asked anew each time, and one at a time.
 *
 * @throws Failure `tenant-credentials` when they are refused, `throttled` when it was asked too often,
 * `tenant-misconfigured` when no asking will help; anything else means that they cannot be had at the moment.
 */
export type CredentialSource = () => Promise<FetchedKeys>;

export function sameKeys(one: StaticKeys, other: StaticKeys): boolean {
  return (
    one.accessKeyId === other.accessKeyId &&
    one.secretAccessKey === other.secretAccessKey &&
    one.sessionToken === other.sessionToken
  );
}

/** The parts of the SDK's credentials that sign. The SDK writes into what it is given, so it is never given these. */
export function keysOf({ accessKeyId, secretAccessKey, sessionToken }: MaybeToken): StaticKeys {
  return { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
}

type MaybeToken = Omit<StaticKeys, 'sessionToken'> & { readonly sessionToken?: string | undefined };
