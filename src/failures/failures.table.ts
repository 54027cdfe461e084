/**
 * How the call pipeline retries after a failure:
 *
 * - `never`: the response would be the same;
 * - `refresh`: once, with fresh credentials or a corrected clock;
 * - `slow-down`: throttled, no effect;
 * - `contention`: rejected because the same user is being changed, no effect;
 * - `not-sent`: no connection, no effect;
 * - `stale`: a reused connection was closed before the first byte of a response; an effect is very unlikely;
 * - `unclear`: the call may have had an effect, so only calls that are safe to repeat are retried.
 */
export type Retry = 'never' | 'refresh' | 'slow-down' | 'contention' | 'not-sent' | 'stale' | 'unclear';

/** What the result of an attempt shows about the health of Rekognition. */
export type HealthEvidence = 'answered' | 'failed' | 'refused' | 'unknown';

/** The party that can fix the failure. */
export type Blame = 'caller' | 'tenant' | 'upstream' | 'self';

export interface FailureDefinition {
  readonly status: number;
  readonly title: string;
  /** Default `detail` of the problem. */
  readonly detail: string;
  readonly advice: string;
  readonly retry: Retry;
  readonly blame: Blame;
  /** Whether the caller may repeat the request unchanged. A `Failure` can override it. */
  readonly retryable: boolean;
  /** Default `Retry-After`. */
  readonly retryAfterSeconds?: number;
  /**
   * `failed` is a server error or a lost connection; `refused`, a connection that could not be established.
   * Default: `answered` if there was a response, else `unknown`.
   */
  readonly evidence?: HealthEvidence;
  /** Same problem from this service and Rekognition, so that another tenant's resource looks like a missing one. */
  readonly indistinct?: boolean;
  /** The kind of resource that does not exist, unless Rekognition's message names another. */
  readonly resource?: 'collection' | 'user' | 'face';
  readonly exceptions?: readonly string[];
  /**
   * Exceptions that AWS's front end throws before an operation runs. They never have the meaning that an operation
   * gives to this failure.
   */
  readonly frontEnd?: readonly string[];
  /** Other errors with this meaning: names of our error classes, Node and Fastify error codes. */
  readonly thrown?: readonly string[];
}

const FIX_REQUEST = 'Correct the request before sending it again.';
const TRY_LATER = 'Send the same request again after the number of seconds in Retry-After.';
const LOOK_FIRST =
  'If `effect` is `unknown`, the change may have happened: read the current state, or repeat the request with the same Idempotency-Key.';

type DefinitionFacts = Pick<FailureDefinition, 'detail'> & Partial<FailureDefinition>;

/** Default: the caller's fault, never retried. */
function define(status: number, title: string, facts: DefinitionFacts): FailureDefinition {
  return { status, title, advice: FIX_REQUEST, retry: 'never', blame: 'caller', retryable: false, ...facts };
}

/** Likely to pass within `retryAfterSeconds`. Default: caused by this service. */
function retryLater(
  status: number,
  retryAfterSeconds: number,
  title: string,
  facts: DefinitionFacts,
): FailureDefinition {
  return define(status, title, { advice: TRY_LATER, blame: 'self', retryable: true, retryAfterSeconds, ...facts });
}

/** A call to Rekognition that may have had an effect. */
function unclear(status: number, title: string, facts: DefinitionFacts): FailureDefinition {
  return define(status, title, { advice: LOOK_FIRST, retry: 'unclear', blame: 'upstream', retryable: true, ...facts });
}

/**
 * Every failure that callers can see, by code. Statuses of failures and names of AWS exceptions appear in no other
 * file.
 *
 * @source the exception lists of the Amazon Rekognition API reference; RFC 9110 for the statuses.
 */
export const FAILURES = {
  'validation-failed': define(400, 'The request is not valid', {
    detail: 'The request breaks the rules listed in `errors`.',
  }),
  'face-ids-required': define(400, 'Face ids missing', {
    detail:
      'Send at least one face id, in the JSON body or as faceId query parameters. Sending none never means all faces.',
  }),
  'ids-in-query-and-body': define(400, 'Face ids in both query and body', {
    detail: 'Send the face ids either in the query or in the body, not in both.',
  }),
  'delete-body-missing': define(400, 'The body of the DELETE is missing', {
    detail:
      'Content-Type announces JSON, but the body is empty: a client or proxy has probably dropped it. Send the ids as ?faceId=…&faceId=…, or send the same JSON to POST …/faces/disassociate or POST …/faces/delete.',
    advice:
      'Some clients and proxies drop the body of a DELETE request. Send the ids in the query, or use the POST form.',
  }),
  'malformed-json': define(400, 'The body is not valid JSON', { detail: 'The body could not be parsed as JSON.' }),
  'malformed-multipart': define(400, 'The body is not valid multipart/form-data', {
    detail: 'The body could not be parsed as multipart/form-data with one part per image.',
  }),
  'malformed-url': define(400, 'The URL is not valid', {
    detail: 'The path could not be decoded: a percent sign must start an escape sequence such as %20.',
    thrown: ['FST_ERR_BAD_URL'],
  }),
  'malformed-request': define(400, 'The request is not valid HTTP', {
    detail: 'The request could not be parsed as HTTP.',
    thrown: ['FST_ERR_CTP_INVALID_CONTENT_LENGTH'],
  }),
  'invalid-parameter': define(400, 'Rekognition rejected a parameter', {
    detail: 'Rekognition rejected a parameter of this request.',
    exceptions: ['InvalidParameterException'],
    frontEnd: ['ValidationException', 'SerializationException'],
  }),
  'invalid-cursor': define(400, 'The cursor is not valid', {
    detail: 'The cursor belongs to a different list, was modified, or has expired.',
    advice: 'Start the list again without a cursor.',
    exceptions: ['InvalidPaginationTokenException'],
  }),
  unauthenticated: define(401, 'No valid credential', {
    detail: 'Send a valid API key as X-API-Key, or a valid API key or token as Authorization: Bearer.',
    advice: 'Send a valid API key, or an unexpired token of a configured issuer, in one header only.',
    thrown: ['CallerRevoked'],
  }),
  'insufficient-scope': define(403, 'Scope missing', {
    detail: 'The credential does not have the scope that this operation requires.',
    advice: 'Use a credential that has the scope listed for this operation.',
  }),
  'aws-access-denied': define(403, 'AWS denied access', {
    detail: "The tenant's AWS identity is not allowed to perform this operation.",
    advice: "Grant the operation to the tenant's AWS identity.",
    blame: 'tenant',
    exceptions: ['AccessDeniedException', 'AccessDenied'],
  }),
  'route-not-found': define(404, 'Route not found', {
    detail: 'No route has this path.',
    advice: 'See /docs for the routes.',
  }),
  'resource-not-found': define(404, 'There is no such resource', {
    detail: 'The collection named in the request does not exist.',
    indistinct: true,
    resource: 'collection',
    exceptions: ['ResourceNotFoundException'],
  }),
  'face-not-found': define(404, 'There is no such face', {
    detail: 'The face named in the request does not exist in this collection.',
    advice:
      'Correct the face id. A face that was indexed a few seconds ago may not be found yet: `retryable` is then `true`, and the same request may succeed after two seconds.',
    resource: 'face',
  }),
  'method-not-allowed': define(405, 'Method not allowed', {
    detail: 'The path exists, but does not support this method. The Allow header lists the supported methods.',
    advice: 'Use one of the methods listed in Allow.',
  }),
  'not-acceptable': define(406, 'No acceptable representation', {
    detail: 'Responses are application/json, which the Accept header of this request excludes.',
    advice: 'Accept application/json, or omit Accept.',
  }),
  'request-timeout': define(408, 'Request timeout', {
    detail: 'The complete request did not arrive in time.',
    advice: 'Send the whole request without pauses.',
    thrown: ['ERR_HTTP_REQUEST_TIMEOUT'],
  }),
  'already-exists': define(409, 'The resource already exists', {
    detail: 'A resource with this id already exists.',
    exceptions: ['ResourceAlreadyExistsException'],
  }),
  'user-exists': define(409, 'The user already exists', {
    detail: 'A user with this id already exists in this collection.',
    advice: `${FIX_REQUEST} ${LOOK_FIRST}`,
  }),
  'user-busy': retryLater(409, 1, 'The user is being changed', {
    detail: 'Another change of this user was in progress for as long as this request could wait.',
    retry: 'contention',
    exceptions: ['ConflictException'],
    blame: 'caller',
  }),
  'unsuccessful-faces': define(409, 'Not every face was changed', {
    detail: 'Some faces could not be changed. The lists name each face and why.',
    advice: 'Check the reasons in the lists. All faces that are not listed as unsuccessful were changed.',
  }),
  'associated-to-a-different-user': define(409, 'The face belongs to another user', {
    detail: 'The face is associated with a different user.',
    advice: 'Disassociate the face from the other user first.',
  }),
  'user-being-erased': retryLater(409, 5, 'The user is being erased', {
    detail: 'The user is being erased. Until that is done, nothing can be added to it.',
    advice: 'Wait until the erasure is done. GET /collections/{collectionId}/erasures lists it.',
    blame: 'caller',
  }),
  'request-in-progress': retryLater(409, 1, 'The first request with this key is still running', {
    detail: 'Another request with the same Idempotency-Key has not finished yet.',
    blame: 'caller',
  }),
  'outcome-unknown': define(409, 'The outcome of the first request is unknown', {
    detail: 'An earlier request with the same Idempotency-Key was sent to Rekognition, but no response was received.',
    advice: 'Read the current state first. To try again, use a new Idempotency-Key.',
  }),
  'service-limit-reached': define(409, 'A Rekognition limit is reached', {
    detail: 'A user, collection or account has reached a Rekognition limit. Waiting does not help.',
    advice: 'Delete something, or ask AWS to raise the limit.',
    blame: 'tenant',
    exceptions: ['ServiceQuotaExceededException', 'LimitExceededException'],
  }),
  'body-too-large': define(413, 'The body is too large', {
    detail: 'The body is larger than this operation accepts.',
    thrown: ['FST_ERR_CTP_BODY_TOO_LARGE'],
  }),
  'image-too-small': define(422, 'The image is too small', {
    detail: 'Rekognition finds no faces in an image of fewer than 80 pixels in width or height.',
    advice: 'Send an image of at least 80 × 80 pixels.',
  }),
  'image-too-large': define(413, 'The image is too large', {
    detail: 'The image has more bytes or pixels than Rekognition accepts.',
    advice: 'Send a smaller image: at most 5,242,880 bytes.',
    exceptions: ['ImageTooLargeException'],
  }),
  'uri-too-long': define(414, 'The URL is too long', {
    detail: 'The URL is longer than this service accepts.',
    advice: 'Send the ids in the body.',
    thrown: ['FST_ERR_MAX_PARAM_LENGTH'],
  }),
  'unsupported-media-type': define(415, 'Unsupported media type', {
    detail: 'This operation does not accept the Content-Type or Content-Encoding of the body.',
    advice: 'Send application/json in UTF-8, or another type that the operation lists, without compression.',
    thrown: ['FST_ERR_CTP_INVALID_MEDIA_TYPE', 'FST_ERR_CTP_INVALID_TYPE', 'FST_ERR_CTP_EMPTY_TYPE'],
  }),
  'invalid-image-format': define(415, 'Unsupported image format', {
    detail: 'Images must be JPEG or PNG.',
    advice: 'Send a JPEG or PNG image.',
    exceptions: ['InvalidImageFormatException'],
  }),
  'expectation-failed': define(417, 'Expectation not supported', {
    detail: 'The Expect header has a value other than 100-continue.',
    advice: 'Omit Expect, or send Expect: 100-continue.',
  }),
  'idempotency-key-reused': define(422, 'The key was used for another request', {
    detail: 'The Idempotency-Key or clientRequestToken was used before with different input.',
    advice: 'Use a new key for a new request.',
    exceptions: ['IdempotentParameterMismatchException'],
  }),
  'no-face-in-image': define(422, 'The image shows no face', {
    detail: 'No face was found in the image.',
    advice: 'Send an image that shows a face.',
  }),
  'several-faces': define(422, 'The image shows several faces', {
    detail: 'The request demands a single face, and the image shows more.',
    advice: 'Send an image that shows one face.',
  }),
  'invalid-s3-object': define(422, 'The S3 object cannot be used', {
    detail: "The S3 object is outside the tenant's S3 locations, or does not exist, or Rekognition may not read it.",
    advice: 'Check the bucket, name, region and permissions.',
    indistinct: true,
    exceptions: ['InvalidS3ObjectException'],
  }),
  'rate-limited': retryLater(429, 1, 'Quota used up', {
    detail:
      "The account's quota is used up and your turn is further away than your `Prefer: wait` allows. Retry " +
      'after the number of seconds in Retry-After.',
  }),
  throttled: retryLater(429, 1, 'Rekognition is throttling', {
    detail: "Rekognition throttled every attempt because the account's quota is used up.",
    retry: 'slow-down',
    blame: 'tenant',
    exceptions: [
      'ProvisionedThroughputExceededException',
      'ThrottlingException',
      'Throttling',
      'TooManyRequestsException',
    ],
  }),
  'too-many-attempts': retryLater(429, 1, 'Too many failed credentials', {
    detail: 'This address sent too many invalid credentials, or this invalid credential was sent too often.',
    advice:
      'Send a valid credential; valid credentials are never affected. Invalid ones are checked again after Retry-After.',
    blame: 'caller',
  }),
  'header-fields-too-large': define(431, 'The request header is too large', {
    detail: 'The request line and header fields are larger than this service accepts.',
    thrown: ['HPE_HEADER_OVERFLOW'],
  }),
  'client-closed-request': define(499, 'Client closed the request', {
    detail: 'The client closed the connection before the response was ready.',
    advice: 'Never sent to a client. Logs and metrics use this code for requests whose client disconnected.',
    thrown: ['CallerLeft'],
  }),
  internal: define(500, 'Internal error', {
    detail: 'The service failed unexpectedly.',
    advice: 'Report the requestId to the operator of this service.',
    blame: 'self',
  }),
  'tenant-credentials': define(502, "AWS rejected the tenant's credentials", {
    detail: 'AWS rejected the AWS credentials of the tenant.',
    advice: "The operator must correct the tenant's AWS credentials.",
    retry: 'refresh',
    blame: 'tenant',
    exceptions: [
      'UnrecognizedClientException',
      'InvalidClientTokenIdException',
      'InvalidClientTokenId',
      'InvalidSignatureException',
      'SignatureDoesNotMatch',
      'IncompleteSignatureException',
      'IncompleteSignature',
      'MissingAuthenticationTokenException',
      'MissingAuthenticationToken',
      'ExpiredTokenException',
      'ExpiredToken',
      'RequestExpired',
    ],
  }),
  'tenant-misconfigured': define(502, "The tenant's AWS settings are wrong", {
    detail:
      'The AWS settings of the tenant contradict what AWS reports, or name secrets that are missing. Nothing was sent.',
    advice: "The operator must correct the tenant's settings; the service's log has the details.",
    blame: 'tenant',
  }),
  'upstream-error': unclear(502, 'Rekognition failed', {
    detail: 'Rekognition returned a server error.',
    evidence: 'failed',
    exceptions: ['InternalServerError', 'InternalFailure', 'ServiceUnavailableException', 'ServiceUnavailable'],
  }),
  'upstream-connection-lost': unclear(502, 'The connection to Rekognition was lost', {
    detail: 'The connection to Rekognition closed before the complete response arrived.',
    evidence: 'failed',
    thrown: [
      'ECONNRESET',
      'EPIPE',
      'ECONNABORTED',
      'ETIMEDOUT',
      'ERR_STREAM_PREMATURE_CLOSE',
      'UND_ERR_SOCKET',
      'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
      'UND_ERR_DESTROYED',
    ],
  }),
  'upstream-invalid-answer': unclear(502, 'Invalid response from Rekognition', {
    detail: 'The response from Rekognition could not be parsed or contradicts the request.',
    evidence: 'answered',
    thrown: ['AnswerUnusable', 'HTTPParserError', 'UND_ERR_HEADERS_OVERFLOW'],
  }),
  'upstream-timeout': unclear(504, 'Rekognition did not answer in time', {
    detail: 'Rekognition did not answer in time.',
  }),
  'upstream-unreachable': retryLater(503, 2, 'Rekognition cannot be reached', {
    detail: 'No connection to Rekognition could be established. Nothing was sent.',
    retry: 'not-sent',
    evidence: 'refused',
    blame: 'upstream',
    thrown: ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ConnectTimeout'],
  }),
  'credentials-unavailable': retryLater(503, 5, "The tenant's credentials are unavailable", {
    detail: 'The AWS credentials of the tenant could not be fetched. Nothing was sent.',
    blame: 'tenant',
    exceptions: ['IDPCommunicationError'],
    thrown: ['CredentialsProviderError', 'ProviderError', 'TokenProviderError'],
  }),
  'issuer-unavailable': retryLater(503, 1, "The issuer's keys are unavailable", {
    detail:
      'The signature of the token cannot be verified: its issuer does not respond, or the token names a key that is not known yet. Nothing was sent. Retry after the number of seconds in Retry-After.',
  }),
  'circuit-open': retryLater(503, 2, 'Circuit breaker open', {
    detail:
      'Recent calls to Rekognition failed, so this one was not sent. Retry after the number of seconds in Retry-After.',
  }),
  busy: retryLater(503, 1, 'Service busy', {
    detail: 'Too many requests are waiting, or no connection is free. Nothing was sent.',
    thrown: ['BulkheadFull', 'EMFILE', 'ENFILE', 'EADDRNOTAVAIL'],
  }),
  'shutting-down': retryLater(503, 1, 'The service is shutting down', {
    detail: 'This instance is shutting down. Nothing was sent.',
  }),
  'idempotency-unavailable': retryLater(503, 2, 'Idempotency record unavailable', {
    detail:
      'The record for this Idempotency-Key cannot be stored: there is no space for it, the store cannot be reached, or the tenant was changed meanwhile. The request was not sent.',
    thrown: ['StoreAway', 'StoreFull'],
  }),
  'erasure-unavailable': retryLater(503, 5, 'Erasures unavailable', {
    detail: 'Erasures are not set up, or their records cannot be read or written. Nothing was changed.',
    advice:
      'The operator must set ERASURES or REDIS_URL, or make that store work again. Then send the same request again.',
  }),
  'audit-unavailable': retryLater(503, 5, 'Audit log unavailable', {
    detail: 'The audit entry for this change could not be written, so the change was not made. Nothing was sent.',
  }),
  'deadline-passed': define(504, 'Deadline passed', {
    detail: 'The request could not be finished before its deadline, which `Prefer: wait` sets.',
    advice: LOOK_FIRST,
    blame: 'self',
    retryable: true,
    thrown: ['DeadlinePassed'],
  }),
} satisfies Record<string, FailureDefinition>;

/** The `code` of a problem, and the end of its `type`. */
export type FailureCode = keyof typeof FAILURES;

export const FAILURE_CODES = Object.keys(FAILURES) as FailureCode[];

const CODE_OF_EXCEPTION = codesByName(({ exceptions = [], frontEnd = [] }) => [...exceptions, ...frontEnd]);
const CODE_OF_THROWN = codesByName(({ thrown }) => thrown);

function codesByName(
  names: (definition: FailureDefinition) => readonly string[] | undefined,
): ReadonlyMap<string, FailureCode> {
  return new Map(FAILURE_CODES.flatMap((code) => names(FAILURES[code])?.map((name) => [name, code] as const) ?? []));
}

export function codeOfException(name: string): FailureCode | undefined {
  return CODE_OF_EXCEPTION.get(name);
}

/** Whether AWS's front end threw the exception, before any operation ran. */
export function isFrontEndException(name: string): boolean {
  return FAILURE_CODES.some((code) => FAILURES[code].frontEnd?.includes(name));
}

/** @param name the name or code of any error. */
export function codeOfThrown(name: string): FailureCode | undefined {
  return CODE_OF_EXCEPTION.get(name) ?? CODE_OF_THROWN.get(name);
}
