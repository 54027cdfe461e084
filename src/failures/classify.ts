import { Failure, type FailureFacts } from './failure.js';
import { codeOfException, codeOfThrown, type FailureCode, FAILURES, isFrontEndException } from './failures.table.js';

/** Properties of errors. Types are unchecked: the SDK copies every member of an error response onto the error. */
interface ThrownFacts {
  name?: unknown;
  code?: unknown;
  message?: unknown;
  cause?: { code?: unknown } | null;
  /** This and the next two are set by UpstreamHandler: a reused connection closed before the response's first byte. */
  lostOnReuse?: unknown;
  /** No connection was established, so nothing was sent. */
  notConnected?: unknown;
  /** The event loop was late, so the time-out may not be the other side's fault. */
  loopWasLate?: unknown;
  $metadata?: Metadata;
  $response?: { statusCode?: unknown; headers?: Record<string, unknown> | null } | null;
}

type Metadata = { httpStatusCode?: unknown; requestId?: unknown; clockSkewCorrected?: unknown } | null | undefined;

/** The machine ran out of descriptors, ports or memory. */
const SHORTAGES = new Set(['EMFILE', 'ENFILE', 'EADDRNOTAVAIL', 'EADDRINUSE', 'ENOBUFS', 'ENOMEM', 'EAGAIN']);

const AWS_REQUEST_ID = /^[A-Za-z0-9._-]{1,128}$/;
const WHOLE_SECONDS = /^[1-9]\d{0,4}$/;

/** Callers see the id, so values of another form are dropped. */
export function awsRequestIdOf({ $metadata }: { $metadata?: Metadata }): string | undefined {
  const id = $metadata?.requestId;
  return typeof id === 'string' && AWS_REQUEST_ID.test(id) ? id : undefined;
}

/**
 * Converts any thrown value to a `Failure`. The name of an exception counts more than its status, because Rekognition
 * returns 400 for most errors. For unknown names, 5xx is an upstream error with unclear effect, 2xx an unreadable
 * response, and any other status a permanent rejection.
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
  const name = typeof thrown.name === 'string' ? thrown.name : '';
  const code = codeOfException(name);
  if (code === undefined) return fromStatus(status, facts);
  const frontEnd = isFrontEndException(name) && { frontEnd: true };
  const answered = { ...facts, ...frontEnd, evidence: FAILURES[code].evidence ?? 'answered' };
  return new Failure(code, code === 'resource-not-found' ? { ...answered, ...missing(thrown) } : answered);
}

/**
 * Derives the missing resource from Rekognition's message. A message that names no user or face is about the
 * collection.
 */
function missing({ message }: ThrownFacts): Pick<FailureFacts, 'resource' | 'detail'> {
  // The part before the colon: ids follow it.
  const [subject = ''] = typeof message === 'string' ? message.split(':', 1) : [];
  const resource = /\b(user|face)/i.exec(subject)?.[0].toLowerCase();
  if (resource === 'user')
    return { resource, detail: 'The user named in the request does not exist in the collection.' };
  if (resource === 'face') return { resource, detail: 'A face named in the request does not exist in the collection.' };
  return {};
}

/** Messages of InvalidParameterException that have one of these meanings. */
const SAID: Partial<Record<FailureCode, RegExp>> = {
  'no-face-in-image': /\bno faces?\b/i,
  'face-not-found': /\bface ?ids?\b[^.]{0,80}\b(?:not found|not exist|invalid)/i,
};

/**
 * Whether a rejected call may be reported under this code. An image without a face and a face that does not exist are
 * reported only if Rekognition says so, because the exception has many other causes.
 */
export function isSaid(code: FailureCode, { facts: { cause } }: Failure): boolean {
  const said = SAID[code];
  if (said === undefined) return true;
  const { name, message } = (cause ?? {}) as ThrownFacts;
  return name === 'InvalidParameterException' && typeof message === 'string' && said.test(message);
}

function withoutAnswer(thrown: ThrownFacts, facts: FailureFacts): Failure {
  const code = codeWithoutAnswer(thrown);
  // A connection that was closed while idle is no evidence about Rekognition.
  if (code === 'upstream-connection-lost' && thrown.lostOnReuse === true)
    return new Failure(code, { ...facts, retry: 'stale', evidence: 'unknown' });
  if (code === 'upstream-unreachable' && thrown.loopWasLate === true)
    return new Failure(code, { ...facts, evidence: 'unknown' });
  return new Failure(code, facts);
}

function statusOf({ $response, $metadata }: ThrownFacts): number | undefined {
  const status = $response?.statusCode ?? $metadata?.httpStatusCode;
  return typeof status === 'number' ? status : undefined;
}

/** Not used for responses: a response that mentions ECONNREFUSED does not mean that the call was not sent. */
function codeWithoutAnswer(thrown: ThrownFacts): FailureCode {
  const names = [thrown.name, thrown.code, thrown.cause?.code].filter((name) => typeof name === 'string');
  if (thrown.notConnected === true) return names.some((name) => SHORTAGES.has(name)) ? 'busy' : 'upstream-unreachable';
  // Errors of Node's HTTP parser. Here they always concern responses, never requests.
  if (names.some((name) => name.startsWith('HPE_'))) return 'upstream-invalid-answer';
  const code = names.map(codeOfThrown).find((found) => found !== undefined);
  return code ?? (thrown.name === 'TimeoutError' ? timeoutCode(thrown) : 'internal');
}

function fromStatus(status: number, facts: FailureFacts): Failure {
  if (status >= 500) return new Failure('upstream-error', facts);
  if (status < 300) return new Failure('upstream-invalid-answer', facts);
  return new Failure('upstream-error', { ...facts, retry: 'never', evidence: 'answered' });
}

/** The SDK's connect time-out has no code; only its message differs from other time-outs. */
function timeoutCode({ message }: ThrownFacts): 'upstream-unreachable' | 'upstream-timeout' {
  const connecting = typeof message === 'string' && message.includes('establish a connection');
  return connecting ? 'upstream-unreachable' : 'upstream-timeout';
}

/** Whole seconds (RFC 9110, section 10.2.3). Dates and values above 99,999 are ignored. */
function retryAfter({ $response }: ThrownFacts): { retryAfterMs?: number } {
  const seconds = $response?.headers?.['retry-after'];
  return typeof seconds === 'string' && WHOLE_SECONDS.test(seconds) ? { retryAfterMs: Number(seconds) * 1_000 } : {};
}

/** A wrong signature is final unless the clock was the cause. SignatureDoesNotMatch is the name that STS uses. */
function signatureFacts({ name, $metadata }: ThrownFacts): Pick<FailureFacts, 'retry' | 'clockCorrected'> {
  if (name !== 'InvalidSignatureException' && name !== 'SignatureDoesNotMatch') return {};
  return $metadata?.clockSkewCorrected === true ? { clockCorrected: true } : { retry: 'never' };
}
