import { classify } from '../../failures/classify.js';
import { Failure } from '../../failures/failure.js';
import { codeOfException } from '../../failures/failures.table.js';

/**
 * What it means for a tenant that its keys could not be had. The same AccessDenied that Rekognition answers to a call
 * is, from STS, a role that may not be assumed.
 *
 * @returns `tenant-credentials` when AWS refused, with retry class `refresh` when it did not accept who asked;
 * `throttled`; else `credentials-unavailable`.
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

/** An answer that says no to what was asked; a failure of the other side's own is none. */
function isRefusal({ code, row, retry }: Failure): boolean {
  if (code === 'credentials-unavailable') return false;
  return row.blame === 'caller' || row.blame === 'tenant' || (row.blame === 'upstream' && retry === 'never');
}

/** The SDK's provider puts the agent's error code aside. */
function isDeniedByAgent(thrown: unknown): boolean {
  const code = thrown instanceof Error && 'Code' in thrown ? thrown.Code : undefined;
  return typeof code === 'string' && codeOfException(code) === 'aws-access-denied';
}
