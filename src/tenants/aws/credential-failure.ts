import { classify } from '../../failures/classify.js';
import { Failure } from '../../failures/failure.js';
import { codeOfException } from '../../failures/failures.table.js';

/**
 * Classifies errors of credential sources. AccessDenied from STS means that the role may not be assumed.
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
