/**
 * Whether and how the call pipeline tries again after a failure:
 *
 * - `never`: the answer would be the same;
 * - `refresh`: once, with fresh credentials or a corrected clock;
 * - `slow-down`: refused for its rate, nothing was done;
 * - `contention`: refused because the same user is being changed, nothing was done;
 * - `not-sent`: no connection, nothing was done;
 * - `stale`: a kept connection was found closed, before a byte of an answer: it was hardly ever done;
 * - `unclear`: it may have been done, so only what may be repeated is.
 */
export type Retry = 'never' | 'refresh' | 'slow-down' | 'contention' | 'not-sent' | 'stale' | 'unclear';

/** What the end of an attempt says about Rekognition. */
export type Evidence = 'answered' | 'failed' | 'refused' | 'unknown';

/** Who can do something about it. */
export type Blame = 'caller' | 'tenant' | 'upstream' | 'self';

/** Everything the service knows about one kind of failure. */
export interface FailureDefinition {
  readonly status: number;
  readonly title: string;
  /** The sentence callers read when nothing more exact is known. */
  readonly detail: string;
  /** What the problem's page advises. */
  readonly advice: string;
  readonly retry: Retry;
  readonly blame: Blame;
  /** The caller may send the same request again as it is, as far as the row can tell. */
  readonly retryable: boolean;
  /** Seconds told in `Retry-After` when the failure itself knows no better. */
  readonly retryAfterSeconds?: number;
  /**
   * `failed`, an error of Rekognition's own or a lost connection; `refused`, a connection that could not be made.
   * Default: `answered` if an answer came, else `unknown`.
   */
  readonly evidence?: Evidence;
  /** AWS exceptions that mean this failure. */
  readonly exceptions?: readonly string[];
  /** What else is thrown here and means it: names of our own errors, Node's error codes, Fastify's codes. */
  readonly thrown?: readonly string[];
}

type RowFacts = Pick<FailureDefinition, 'title' | 'detail' | 'advice'> &
  Partial<
    Pick<
      FailureDefinition,
      'retry' | 'blame' | 'retryable' | 'retryAfterSeconds' | 'evidence' | 'exceptions' | 'thrown'
    >
  >;

/** A row with the values most rows have: the caller's fault, and never worth repeating. */
function row(status: number, facts: RowFacts): FailureDefinition {
  return { status, retry: 'never', blame: 'caller', retryable: false, ...facts };
}

const FIX_REQUEST = 'Correct the request. Sending it again unchanged gives the same answer.';
const TRY_LATER = 'Send the same request again after the seconds that Retry-After names.';
const LOOK_FIRST =
  'When `effect` is `unknown` the change may have happened: read the present state, or repeat with the same Idempotency-Key.';

/**
 * Every failure a caller can see, by its code. No other file holds a status number of a failure or the name of
 * an AWS exception.
 *
 * @source the exception lists of the Amazon Rekognition API reference; RFC 9110 for the statuses.
 */
export const FAILURES = {
  'validation-failed': row(400, {
    title: 'The request is not valid',
    detail: 'The request breaks the rules that `errors` lists.',
    advice: FIX_REQUEST,
  }),
  'face-ids-required': row(400, {
    title: 'No face ids were given',
    detail: 'Name at least one face id, in the JSON body or as faceId query parameters. No ids never means all.',
    advice: FIX_REQUEST,
  }),
  'ids-in-query-and-body': row(400, {
    title: 'Face ids stand in both the query and the body',
    detail: 'Name the face ids either in the query or in the body, not in both.',
    advice: FIX_REQUEST,
  }),
  'delete-body-missing': row(400, {
    title: 'The body of the DELETE is missing',
    detail:
      'The request says it carries JSON, but its body arrived empty: a client or proxy has probably dropped it. ' +
      'Name the ids as ?faceId=…&faceId=…, or send the same JSON to POST …/faces/disassociate or POST …/faces/delete.',
    advice:
      'Some clients and proxies drop the body of a DELETE. Two forms survive them: ids in the query, and the POST form.',
  }),
  'malformed-json': row(400, {
    title: 'The body is not JSON',
    detail: 'The body could not be read as JSON.',
    advice: FIX_REQUEST,
  }),
  'malformed-multipart': row(400, {
    title: 'The body is not multipart/form-data',
    detail: 'The body could not be read as multipart/form-data with each image once.',
    advice: FIX_REQUEST,
  }),
  'malformed-url': row(400, {
    title: 'The URL is not valid',
    detail: 'The path could not be decoded: a percent sign must begin an escape such as %20.',
    advice: FIX_REQUEST,
    thrown: ['FST_ERR_BAD_URL'],
  }),
  'malformed-request': row(400, {
    title: 'The request is not valid HTTP',
    detail: 'The request could not be read as HTTP.',
    advice: FIX_REQUEST,
    thrown: ['FST_ERR_CTP_INVALID_CONTENT_LENGTH'],
  }),
  'invalid-parameter': row(400, {
    title: 'Rekognition refused a parameter',
    detail: 'Rekognition did not accept a parameter of this request.',
    advice: FIX_REQUEST,
    exceptions: ['InvalidParameterException', 'ValidationException', 'SerializationException'],
  }),
  'invalid-cursor': row(400, {
    title: 'The cursor is not valid',
    detail: 'The cursor was not made for this list, was changed, or is too old.',
    advice: 'Start the list again without a cursor.',
    exceptions: ['InvalidPaginationTokenException'],
  }),
  unauthenticated: row(401, {
    title: 'No valid credential',
    detail: 'Send a valid API key as X-API-Key, or a valid API key or token as Authorization: Bearer.',
    advice: 'Send a valid, unexpired API key or token of a known issuer, in one header only.',
    thrown: ['CallerRevoked'],
  }),
  'insufficient-scope': row(403, {
    title: 'The credential lacks a scope',
    detail: 'The credential does not bear the scope that this operation needs.',
    advice: 'Use a key with the scope that the operation names, or ask for it.',
  }),
  'aws-access-denied': row(403, {
    title: 'AWS denied access',
    detail: "The AWS identity of the caller's tenant lacks the permission for this operation.",
    advice: "Grant the operation to the tenant's AWS identity.",
    blame: 'tenant',
    exceptions: ['AccessDeniedException', 'AccessDenied'],
  }),
  'route-not-found': row(404, {
    title: 'There is no such route',
    detail: 'No route has this path.',
    advice: 'See /docs for the routes.',
  }),
  'resource-not-found': row(404, {
    title: 'There is no such resource',
    detail: 'The collection, user or face named in the request does not exist.',
    advice: FIX_REQUEST,
    exceptions: ['ResourceNotFoundException'],
  }),
  'face-not-found': row(404, {
    title: 'There is no such face',
    detail: 'The face named in the request does not exist in this collection.',
    advice: FIX_REQUEST,
  }),
  'method-not-allowed': row(405, {
    title: 'The route does not know this method',
    detail: 'The path exists, but not for this method. Allow lists the methods it has.',
    advice: 'Use one of the methods that Allow lists.',
  }),
  'not-acceptable': row(406, {
    title: 'No acceptable representation',
    detail: 'Answers are application/json, which the Accept header of this request rules out.',
    advice: 'Accept application/json, or leave Accept out.',
  }),
  'request-timeout': row(408, {
    title: 'The request came too slowly',
    detail: 'The request was not complete in time.',
    advice: 'Send the whole request at once.',
    thrown: ['ERR_HTTP_REQUEST_TIMEOUT'],
  }),
  'already-exists': row(409, {
    title: 'The resource exists already',
    detail: 'A resource with this id exists already.',
    advice: FIX_REQUEST,
    exceptions: ['ResourceAlreadyExistsException'],
  }),
  'user-exists': row(409, {
    title: 'The user exists already',
    detail: 'A user with this id exists already in this collection.',
    advice: `${FIX_REQUEST} ${LOOK_FIRST}`,
  }),
  'user-busy': row(409, {
    title: 'The user is being changed',
    detail: 'Another change of this user was under way for as long as the request could wait.',
    advice: TRY_LATER,
    retry: 'contention',
    retryable: true,
    retryAfterSeconds: 1,
    exceptions: ['ConflictException'],
  }),
  'unsuccessful-faces': row(409, {
    title: 'Not every face was changed',
    detail: 'Some faces could not be changed. The lists name each face and why.',
    advice: 'Look at the reasons in the lists. Faces that are not listed as unsuccessful have been changed.',
  }),
  'associated-to-a-different-user': row(409, {
    title: 'The face belongs to another user',
    detail: 'The face is associated with a different user.',
    advice: 'Take the face off the user it is associated with.',
  }),
  'request-in-progress': row(409, {
    title: 'The first request with this key is still running',
    detail: 'A request with the same Idempotency-Key has not ended yet.',
    advice: TRY_LATER,
    retryable: true,
    retryAfterSeconds: 1,
  }),
  'outcome-unknown': row(409, {
    title: 'The outcome of the first request is unknown',
    detail: 'A request with the same Idempotency-Key was sent, and its answer never came.',
    advice: 'Read the present state, then decide. A new Idempotency-Key makes a new attempt.',
  }),
  'service-limit-reached': row(409, {
    title: 'A limit of Rekognition is reached',
    detail: 'The user, the collection or the account is full. Waiting does not help.',
    advice: 'Remove something, or ask AWS to raise the limit.',
    blame: 'tenant',
    exceptions: ['ServiceQuotaExceededException', 'LimitExceededException'],
  }),
  'body-too-large': row(413, {
    title: 'The body is too large',
    detail: 'The body is larger than this operation accepts.',
    advice: FIX_REQUEST,
    thrown: ['FST_ERR_CTP_BODY_TOO_LARGE'],
  }),
  'image-too-large': row(413, {
    title: 'The image is too large',
    detail: 'The image has more bytes or pixels than Rekognition accepts.',
    advice: 'Send a smaller image: at most 5,242,880 bytes.',
    exceptions: ['ImageTooLargeException'],
  }),
  'uri-too-long': row(414, {
    title: 'The URL is too long',
    detail: 'The URL is longer than this service accepts.',
    advice: 'Send the ids in the body.',
    thrown: ['FST_ERR_MAX_PARAM_LENGTH'],
  }),
  'unsupported-media-type': row(415, {
    title: 'The body has an unsupported type',
    detail: 'The Content-Type or Content-Encoding of the body is not one this operation reads.',
    advice: 'Send application/json in UTF-8, or what else the operation names, not compressed.',
    thrown: ['FST_ERR_CTP_INVALID_MEDIA_TYPE', 'FST_ERR_CTP_INVALID_TYPE', 'FST_ERR_CTP_EMPTY_TYPE'],
  }),
  'invalid-image-format': row(415, {
    title: 'The image has an unsupported format',
    detail: 'Images are JPEG or PNG.',
    advice: 'Send a JPEG or PNG image.',
    exceptions: ['InvalidImageFormatException'],
  }),
  'expectation-failed': row(417, {
    title: 'Expectation not supported',
    detail: 'The Expect header asks for something other than 100-continue.',
    advice: 'Leave Expect out, or send Expect: 100-continue.',
  }),
  'idempotency-key-reused': row(422, {
    title: 'The key was used for another request',
    detail: 'The Idempotency-Key or clientRequestToken was used before with other input.',
    advice: 'Use a new key for a new request.',
    exceptions: ['IdempotentParameterMismatchException'],
  }),
  'no-face-in-image': row(422, {
    title: 'The image shows no face',
    detail: 'No face was found in the image.',
    advice: 'Send an image that shows a face.',
  }),
  'several-faces': row(422, {
    title: 'The image shows several faces',
    detail: 'The request demands a single face, and the image shows more.',
    advice: 'Send an image that shows one face.',
  }),
  'invalid-s3-object': row(422, {
    title: 'The S3 object cannot be used',
    detail: 'Rekognition could not read the S3 object.',
    advice: 'Check bucket, name, region and permissions.',
    exceptions: ['InvalidS3ObjectException'],
  }),
  'rate-limited': row(429, {
    title: 'The quota is used up for now',
    detail: "The wait for the account's quota would be longer than the caller's limits.",
    advice: TRY_LATER,
    blame: 'self',
    retryable: true,
    retryAfterSeconds: 1,
  }),
  throttled: row(429, {
    title: 'Rekognition is throttling',
    detail: "Rekognition refused every attempt because the account's quota is used up.",
    advice: TRY_LATER,
    retry: 'slow-down',
    blame: 'tenant',
    retryable: true,
    retryAfterSeconds: 1,
    exceptions: [
      'ProvisionedThroughputExceededException',
      'ThrottlingException',
      'Throttling',
      'TooManyRequestsException',
    ],
  }),
  'too-many-attempts': row(429, {
    title: 'Too many failed credentials',
    detail: 'Too many requests with wrong credentials came from this address, or with this credential.',
    advice: 'Send a valid credential: it is never refused for this. A wrong one is looked at again after Retry-After.',
    retryable: true,
    retryAfterSeconds: 1,
  }),
  'header-fields-too-large': row(431, {
    title: 'The header is too large',
    detail: 'The request line and header fields are larger than this service accepts.',
    advice: FIX_REQUEST,
    thrown: ['HPE_HEADER_OVERFLOW'],
  }),
  'client-closed-request': row(499, {
    title: 'The caller left',
    detail: 'The caller closed the connection before the answer was ready.',
    advice: 'Nobody reads this answer; it names the requests whose callers left in logs and metrics.',
    thrown: ['CallerLeft'],
  }),
  internal: row(500, {
    title: 'Internal error',
    detail: 'The service failed in a way it did not foresee.',
    advice: 'Report the requestId to the operator of this service.',
    blame: 'self',
  }),
  'tenant-credentials': row(502, {
    title: "AWS refused the tenant's credentials",
    detail: "AWS did not accept the credentials of the caller's tenant.",
    advice: "The operator has to correct the tenant's AWS credentials.",
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
  'tenant-misconfigured': row(502, {
    title: "The tenant's settings contradict AWS",
    detail: "The AWS settings of the caller's tenant cannot be right. Nothing was sent.",
    advice: "The operator has to correct the tenant's settings; the service's log says what is wrong.",
    blame: 'tenant',
  }),
  'upstream-error': row(502, {
    title: 'Rekognition failed',
    detail: 'Rekognition answered with an error of its own.',
    advice: LOOK_FIRST,
    retry: 'unclear',
    evidence: 'failed',
    blame: 'upstream',
    retryable: true,
    exceptions: ['InternalServerError', 'InternalFailure', 'ServiceUnavailableException', 'ServiceUnavailable'],
  }),
  'upstream-connection-lost': row(502, {
    title: 'The connection to Rekognition was lost',
    detail: 'The connection to Rekognition ended before its answer was complete.',
    advice: LOOK_FIRST,
    retry: 'unclear',
    evidence: 'failed',
    blame: 'upstream',
    retryable: true,
    thrown: ['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ETIMEDOUT', 'ERR_STREAM_PREMATURE_CLOSE', 'UND_ERR_SOCKET'],
  }),
  'upstream-invalid-answer': row(502, {
    title: "Rekognition's answer cannot be true",
    detail: "Rekognition's answer could not be read or contradicts the request.",
    advice: LOOK_FIRST,
    retry: 'unclear',
    evidence: 'answered',
    blame: 'upstream',
    retryable: true,
    thrown: ['AnswerUnusable'],
  }),
  'upstream-timeout': row(504, {
    title: 'Rekognition did not answer in time',
    detail: 'Rekognition did not answer in time.',
    advice: LOOK_FIRST,
    retry: 'unclear',
    blame: 'upstream',
    retryable: true,
  }),
  'upstream-unreachable': row(503, {
    title: 'Rekognition cannot be reached',
    detail: 'No connection to Rekognition could be made. Nothing was sent.',
    advice: TRY_LATER,
    retry: 'not-sent',
    evidence: 'refused',
    blame: 'upstream',
    retryable: true,
    retryAfterSeconds: 2,
    thrown: ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ConnectTimeout'],
  }),
  'credentials-unavailable': row(503, {
    title: "The tenant's credentials cannot be had",
    detail: "The AWS credentials of the caller's tenant cannot be had at the moment. Nothing was sent.",
    advice: TRY_LATER,
    blame: 'tenant',
    retryable: true,
    retryAfterSeconds: 5,
    exceptions: ['IDPCommunicationError'],
    thrown: ['CredentialsProviderError', 'ProviderError', 'TokenProviderError'],
  }),
  'issuer-unavailable': row(503, {
    title: "The issuer's keys are unavailable",
    detail:
      "The token's signature cannot be checked: its issuer does not answer, or the token names a key that is not known " +
      'yet. Nothing was sent. Retry after the number of seconds in Retry-After.',
    advice: TRY_LATER,
    blame: 'self',
    retryable: true,
    retryAfterSeconds: 1,
  }),
  'circuit-open': row(503, {
    title: 'Circuit breaker open',
    detail: 'Recent calls to Rekognition failed, so this one was not sent.',
    advice: TRY_LATER,
    blame: 'self',
    retryable: true,
    retryAfterSeconds: 2,
  }),
  busy: row(503, {
    title: 'Service busy',
    detail: 'Too many requests are waiting, or the service has no free connection. Nothing was sent.',
    advice: TRY_LATER,
    blame: 'self',
    retryable: true,
    retryAfterSeconds: 1,
    thrown: ['RoomFull', 'EMFILE', 'ENFILE', 'EADDRNOTAVAIL'],
  }),
  'shutting-down': row(503, {
    title: 'The service is stopping',
    detail: 'This instance is stopping. Nothing was sent.',
    advice: TRY_LATER,
    blame: 'self',
    retryable: true,
    retryAfterSeconds: 1,
  }),
  'idempotency-unavailable': row(503, {
    title: 'Idempotency record unavailable',
    detail:
      'The record that makes this keyed request safe to repeat cannot be kept: there is no room for it, the store ' +
      'cannot be reached, or the tenant was changed meanwhile. The request was not sent.',
    advice: TRY_LATER,
    blame: 'self',
    retryable: true,
    retryAfterSeconds: 2,
    thrown: ['StoreAway', 'StoreFull'],
  }),
  'audit-unavailable': row(503, {
    title: 'The audit cannot be written',
    detail: 'This change could not be written to the audit first, so it was not made. Nothing was sent.',
    advice: TRY_LATER,
    blame: 'self',
    retryable: true,
    retryAfterSeconds: 5,
  }),
  'deadline-passed': row(504, {
    title: "The caller's patience ran out",
    detail: "The request could not be finished within the caller's limits.",
    advice: LOOK_FIRST,
    blame: 'self',
    retryable: true,
    thrown: ['DeadlinePassed'],
  }),
} satisfies Record<string, FailureDefinition>;

/** The code of a row: what `code` and the end of `type` say in a problem. */
export type FailureCode = keyof typeof FAILURES;

/** All codes in the table's order. */
export const FAILURE_CODES = Object.keys(FAILURES) as FailureCode[];

const CODE_OF_EXCEPTION = codesByName(({ exceptions }) => exceptions);
const CODE_OF_THROWN = codesByName(({ exceptions = [], thrown = [] }) => [...exceptions, ...thrown]);

function codesByName(
  names: (row: FailureDefinition) => readonly string[] | undefined,
): ReadonlyMap<string, FailureCode> {
  return new Map(FAILURE_CODES.flatMap((code) => names(FAILURES[code])?.map((name) => [name, code] as const) ?? []));
}

/** The row that the name of an AWS exception means, if the table knows it. */
export function codeOfException(name: string): FailureCode | undefined {
  return CODE_OF_EXCEPTION.get(name);
}

/** The row that any thrown name means, if the table knows it. */
export function codeOfThrown(name: string): FailureCode | undefined {
  return CODE_OF_THROWN.get(name);
}
