import { Failure, type FailureFacts } from './failure.js';
import { codeOfException, codeOfThrown, type FailureCode, FAILURES } from './failures.table.js';

/**
 * What the AWS SDK and Node hang on what they throw. Nothing here is certain to be there or of the right type: the SDK
 * copies every member of an error answer's body onto the error.
 */
interface ThrownFacts {
  name?: unknown;
  code?: unknown;
  message?: unknown;
  cause?: { code?: unknown } | null;
  /** Ours: a kept connection was found closed, before a byte of an answer. */
  lostOnReuse?: unknown;
  /** Ours: the connection was never made, so nothing was sent. */
  notConnected?: unknown;
  /** Ours: this process was so late meanwhile that the other side may have been in time. */
  loopWasLate?: unknown;
  $metadata?: Metadata;
  $response?: { statusCode?: unknown; headers?: Record<string, unknown> | null } | null;
}

type Metadata = { httpStatusCode?: unknown; requestId?: unknown; clockSkewCorrected?: unknown } | null | undefined;

/** What this machine was short of: descriptors, ports or memory. */
const SHORTAGES = new Set(['EMFILE', 'ENFILE', 'EADDRNOTAVAIL', 'EADDRINUSE', 'ENOBUFS', 'ENOMEM', 'EAGAIN']);

const AWS_REQUEST_ID = /^[A-Za-z0-9._-]{1,128}$/;
const WHOLE_SECONDS = /^[1-9]\d{0,4}$/;

/** The id that AWS gave to its answer. It is told to callers, so what does not look like one is left out. */
export function awsRequestIdOf({ $metadata }: { $metadata?: Metadata }): string | undefined {
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
  const status = statusOf(thrown);
  const awsRequestId = awsRequestIdOf(thrown);
  const facts = {
    cause,
    ...(awsRequestId !== undefined && { awsRequestId }),
    ...retryAfter(thrown),
    ...signatureFacts(thrown),
  };
  if (status === undefined) return withoutAnswer(thrown, facts);
  const code = typeof thrown.name === 'string' ? codeOfException(thrown.name) : undefined;
  if (code === undefined) return fromStatus(status, facts);
  return new Failure(code, { ...facts, evidence: FAILURES[code].evidence ?? 'answered' });
}

function withoutAnswer(thrown: ThrownFacts, facts: FailureFacts): Failure {
  const code = codeWithoutAnswer(thrown);
  // A connection that was closed while it was idle says nothing about Rekognition.
  if (code === 'upstream-connection-lost' && thrown.lostOnReuse === true)
    return new Failure(code, { ...facts, retry: 'stale', evidence: 'unknown' });
  if (code === 'upstream-unreachable' && thrown.loopWasLate === true)
    return new Failure(code, { ...facts, evidence: 'unknown' });
  return new Failure(code, facts);
}

/** Undefined when no answer came. */
function statusOf({ $response, $metadata }: ThrownFacts): number | undefined {
  const status = $response?.statusCode ?? $metadata?.httpStatusCode;
  return typeof status === 'number' ? status : undefined;
}

/**
 * What happened in this process. Of an answer name, code and cause are the upstream's words, which may not pass for an
 * error of ours: a call that was answered with ECONNREFUSED has been sent all the same.
 */
function codeWithoutAnswer(thrown: ThrownFacts): FailureCode {
  const names = [thrown.name, thrown.code, thrown.cause?.code].filter((name) => typeof name === 'string');
  if (thrown.notConnected === true) return names.some((name) => SHORTAGES.has(name)) ? 'busy' : 'upstream-unreachable';
  // Node's HTTP parser: what it finds wrong with requests never comes this way.
  if (names.some((name) => name.startsWith('HPE_'))) return 'upstream-invalid-answer';
  const code = names.map(codeOfThrown).find((found) => found !== undefined);
  return code ?? (thrown.name === 'TimeoutError' ? timeoutCode(thrown) : 'internal');
}

function fromStatus(status: number, facts: FailureFacts): Failure {
  if (status >= 500) return new Failure('upstream-error', facts);
  if (status < 300) return new Failure('upstream-invalid-answer', facts);
  return new Failure('upstream-error', { ...facts, retry: 'never', evidence: 'answered' });
}

/** The SDK's connect time-out has no code and is told from other time-outs by its words alone. */
function timeoutCode({ message }: ThrownFacts): 'upstream-unreachable' | 'upstream-timeout' {
  const connecting = typeof message === 'string' && message.includes('establish a connection');
  return connecting ? 'upstream-unreachable' : 'upstream-timeout';
}

/** Whole seconds (RFC 9110, section 10.2.3); a date, or more than 99,999 of them, is not heeded. */
function retryAfter({ $response }: ThrownFacts): { retryAfterMs?: number } {
  const seconds = $response?.headers?.['retry-after'];
  return typeof seconds === 'string' && WHOLE_SECONDS.test(seconds) ? { retryAfterMs: Number(seconds) * 1_000 } : {};
}

/** A wrong signature stays wrong with the same keys, unless it was the clock that made it so. STS has its own name. */
function signatureFacts({ name, $metadata }: ThrownFacts): Pick<FailureFacts, 'retry' | 'clockCorrected'> {
  if (name !== 'InvalidSignatureException' && name !== 'SignatureDoesNotMatch') return {};
  return $metadata?.clockSkewCorrected === true ? { clockCorrected: true } : { retry: 'never' };
}
