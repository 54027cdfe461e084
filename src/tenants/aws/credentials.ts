import type { StaticKeys } from '../../config/tenant.js';
import { classify } from '../../failures/classify.js';
import { Failure } from '../../failures/failure.js';
import { codeOfException } from '../../failures/failures.table.js';

export class CredentialsUnavailable extends Error {
  override readonly name = 'CredentialsProviderError';
}

/** A failure that persists until the tenant's settings change. The reason is for the log only. */
export function misconfigured(reason: string): Failure {
  return new Failure('tenant-misconfigured', { cause: new Error(reason) });
}

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

/**
 * Classifies errors of credential sources.
 *
 * @returns `tenant-credentials` if AWS refused, with retry class `refresh` if it rejected the caller's own credentials;
 *   `throttled`; otherwise `credentials-unavailable`.
 */
export function credentialFailure(thrown: unknown): Failure {
  const failure = classify(thrown);
  const { code, retry } = failure;
  if (code === 'tenant-credentials' || code === 'throttled') return new Failure(code, { cause: thrown, retry });
  if (isRefusal(failure) || isDeniedByAgent(thrown)) {
    return new Failure('tenant-credentials', { cause: thrown, retry: 'never' });
  }
  return new Failure('credentials-unavailable', { cause: thrown });
}

/** Whether the request was rejected, as opposed to a failure of the service. */
function isRefusal({ code, row, retry }: Failure): boolean {
  if (code === 'credentials-unavailable') return false;
  return row.blame === 'caller' || row.blame === 'tenant' || (row.blame === 'upstream' && retry === 'never');
}

/** The SDK's container provider stores the agent's error code in `Code`. */
function isDeniedByAgent(thrown: unknown): boolean {
  const code = thrown instanceof Error && 'Code' in thrown ? thrown.Code : undefined;
  return typeof code === 'string' && codeOfException(code) === 'aws-access-denied';
}
