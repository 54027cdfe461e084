import { Failure, type FailureFacts } from './failure.js';
import { codeOfThrown } from './failures.table.js';

/** What the AWS SDK and Node hang on what they throw. Nothing here is certain to be there. */
interface ThrownFacts {
  name?: unknown;
  code?: unknown;
  message?: unknown;
  cause?: { code?: unknown };
  $metadata?: { httpStatusCode?: number; requestId?: string; clockSkewCorrected?: boolean };
  $response?: { statusCode?: number; headers?: Record<string, string> };
}

/**
 * Finds the failure row of anything that can be thrown; whatever it is, the result is a `Failure`.
 *
 * The name decides first, because Rekognition answers HTTP 400 to nearly everything and ThrottlingException comes
 * as a 400 and as a 500. Then the status: an unknown name with a 5xx is an upstream error that may have been worked
 * on; with a 2xx an answer came that could not be read; with anything else Rekognition refused, for good.
 */
export function classify(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  if (typeof thrown !== 'object' || thrown === null) return new Failure('internal', { cause: thrown });
  return fromFacts(thrown, thrown);
}

function fromFacts(thrown: ThrownFacts, cause: unknown): Failure {
  const status = thrown.$response?.statusCode ?? thrown.$metadata?.httpStatusCode;
  const awsRequestId = thrown.$metadata?.requestId;
  const facts = {
    cause,
    ...(awsRequestId !== undefined && { awsRequestId }),
    ...retryAfter(thrown),
    ...signatureFacts(thrown),
  };
  const named = [thrown.name, thrown.code, thrown.cause?.code].map((name) => codeOfThrown(String(name)));
  const code = named.find((found) => found !== undefined);
  if (code !== undefined) return new Failure(code, facts);
  if (status !== undefined) return fromStatus(status, facts);
  if (thrown.name === 'TimeoutError') return new Failure(timeoutCode(thrown), facts);
  return new Failure('internal', facts);
}

function fromStatus(status: number, facts: FailureFacts): Failure {
  if (status >= 500) return new Failure('upstream-error', facts);
  if (status < 300) return new Failure('upstream-invalid-answer', facts);
  return new Failure('upstream-error', { ...facts, retry: 'never' });
}

/** The SDK's connect time-out has no code and is told from other time-outs by its words alone. */
function timeoutCode(thrown: ThrownFacts): 'upstream-unreachable' | 'upstream-timeout' {
  return /establish a connection/.test(String(thrown.message)) ? 'upstream-unreachable' : 'upstream-timeout';
}

function retryAfter(thrown: ThrownFacts): { retryAfterMs?: number } {
  const seconds = Number(thrown.$response?.headers?.['retry-after']);
  return seconds > 0 ? { retryAfterMs: seconds * 1_000 } : {};
}

/** A wrong signature stays wrong with the same keys, unless it was the clock that made it so. */
function signatureFacts({ name, $metadata }: ThrownFacts): Pick<FailureFacts, 'retry' | 'clockCorrected'> {
  if (name !== 'InvalidSignatureException') return {};
  return $metadata?.clockSkewCorrected === true ? { clockCorrected: true } : { retry: 'never' };
}
