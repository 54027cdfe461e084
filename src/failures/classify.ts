import { Failure, type FailureFacts } from './failure.js';
import { codeOfException, codeOfThrown, type FailureCode } from './failures.table.js';

/**
 * What the AWS SDK and Node hang on what they throw. Nothing here is certain to be there or of the right type: the SDK
 * copies every member of an error answer's body onto the error.
 */
interface ThrownFacts {
  name?: unknown;
  code?: unknown;
  message?: unknown;
  cause?: { code?: unknown } | null;
  $metadata?: { httpStatusCode?: unknown; requestId?: unknown; clockSkewCorrected?: unknown } | null;
  $response?: { statusCode?: unknown; headers?: Record<string, unknown> | null } | null;
}

const AWS_REQUEST_ID = /^[A-Za-z0-9._-]{1,128}$/;
/** RFC 9110, section 10.2.3, without dates and without numbers that mean nothing. */
const SECONDS = /^\d{1,6}$/;

/** The id that AWS gave to its answer. It is told to callers, so what does not look like one is left out. */
export function awsRequestIdOf({ $metadata }: { $metadata?: { requestId?: unknown } }): string | undefined {
  const id = $metadata?.requestId;
  return typeof id === 'string' && AWS_REQUEST_ID.test(id) ? id : undefined;
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
  const awsRequestId = awsRequestIdOf(thrown);
  const facts = {
    cause,
    ...(awsRequestId !== undefined && { awsRequestId }),
    ...retryAfter(thrown),
    ...signatureFacts(thrown),
  };
  const code = codeOfException(String(thrown.name)) ?? (status === undefined ? codeWithoutAnswer(thrown) : undefined);
  if (code !== undefined) return new Failure(code, facts);
  return status === undefined ? new Failure('internal', facts) : fromStatus(status, facts);
}

/**
 * What happened in this process, there being no answer. With one, name, code and cause are the upstream's words, which
 * may not pass for an error of ours: an answer that says ECONNREFUSED has been sent all the same.
 */
function codeWithoutAnswer(thrown: ThrownFacts): FailureCode | undefined {
  const names = [thrown.name, thrown.code, thrown.cause?.code].map(String);
  // Node's HTTP parser: what it finds wrong with requests never comes this way.
  if (names.some((name) => name.startsWith('HPE_'))) return 'upstream-invalid-answer';
  const code = names.map(codeOfThrown).find((found) => found !== undefined);
  return code ?? (thrown.name === 'TimeoutError' ? timeoutCode(thrown) : undefined);
}

function fromStatus(status: number, facts: FailureFacts): Failure {
  if (status >= 500) return new Failure('upstream-error', facts);
  if (status < 300) return new Failure('upstream-invalid-answer', facts);
  return new Failure('upstream-error', { ...facts, retry: 'never' });
}

/** The SDK's connect time-out has no code and is told from other time-outs by its words alone. */
function timeoutCode({ message }: ThrownFacts): 'upstream-unreachable' | 'upstream-timeout' {
  const connecting = typeof message === 'string' && message.includes('establish a connection');
  return connecting ? 'upstream-unreachable' : 'upstream-timeout';
}

/** Whole seconds (RFC 9110, section 10.2.3); a date, or more than 99,999 of them, is not heeded. */
function retryAfter(thrown: ThrownFacts): { retryAfterMs?: number } {
  const { 'retry-after': seconds = '' } = thrown.$response?.headers ?? {};
  return SECONDS.test(seconds) ? { retryAfterMs: Number(seconds) * 1_000 } : {};
}

/** A wrong signature stays wrong with the same keys, unless it was the clock that made it so. */
function signatureFacts({ name, $metadata }: ThrownFacts): Pick<FailureFacts, 'retry' | 'clockCorrected'> {
  if (name !== 'InvalidSignatureException') return {};
  return $metadata?.clockSkewCorrected === true ? { clockCorrected: true } : { retry: 'never' };
}
