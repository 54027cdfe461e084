import { describe, expect, it } from '@jest/globals';

import { codeOfThrown, FAILURE_CODES, type FailureCode, FAILURES } from './failures.table.js';

/** Codes with status, retry class and whether the caller may repeat, as the REST contract states them. */
type Contract = readonly [status: number, retry: string, retryable: boolean, ...codes: FailureCode[]];

const CONTRACT: readonly Contract[] = [
  [400, 'never', false, 'validation-failed', 'face-ids-required', 'ids-in-query-and-body', 'delete-body-missing'],
  [400, 'never', false, 'malformed-json', 'malformed-url', 'malformed-request', 'invalid-parameter', 'invalid-cursor'],
  [400, 'never', false, 'malformed-multipart'],
  [401, 'never', false, 'unauthenticated'],
  [403, 'never', false, 'insufficient-scope', 'aws-access-denied'],
  [404, 'never', false, 'route-not-found', 'resource-not-found', 'face-not-found'],
  [405, 'never', false, 'method-not-allowed'],
  [406, 'never', false, 'not-acceptable'],
  [408, 'never', false, 'request-timeout'],
  [409, 'never', false, 'already-exists', 'user-exists', 'service-limit-reached', 'outcome-unknown'],
  [409, 'never', false, 'unsuccessful-faces', 'associated-to-a-different-user'],
  [409, 'contention', true, 'user-busy'],
  [409, 'never', true, 'request-in-progress'],
  [413, 'never', false, 'body-too-large', 'image-too-large'],
  [414, 'never', false, 'uri-too-long'],
  [415, 'never', false, 'unsupported-media-type', 'invalid-image-format'],
  [417, 'never', false, 'expectation-failed'],
  [422, 'never', false, 'idempotency-key-reused', 'no-face-in-image', 'several-faces', 'invalid-s3-object'],
  [429, 'slow-down', true, 'throttled'],
  [429, 'never', true, 'rate-limited', 'too-many-attempts'],
  [431, 'never', false, 'header-fields-too-large'],
  [499, 'never', false, 'client-closed-request'],
  [500, 'never', false, 'internal'],
  [502, 'refresh', false, 'tenant-credentials'],
  [502, 'never', false, 'tenant-misconfigured'],
  [502, 'unclear', true, 'upstream-error', 'upstream-connection-lost', 'upstream-invalid-answer'],
  [503, 'not-sent', true, 'upstream-unreachable'],
  [503, 'never', true, 'credentials-unavailable', 'circuit-open', 'busy', 'shutting-down', 'idempotency-unavailable'],
  [503, 'never', true, 'issuer-unavailable', 'audit-unavailable'],
  [504, 'unclear', true, 'upstream-timeout'],
  [504, 'never', true, 'deadline-passed'],
];

const ROWS = CONTRACT.flatMap(([status, retry, retryable, ...codes]) =>
  codes.map((code) => ({ code, status, retry, retryable })),
);

/** Errors of AWS, the SDK and Node, by their code in the contract. */
const THROWN: Readonly<Partial<Record<FailureCode, readonly string[]>>> = {
  'invalid-parameter': ['InvalidParameterException', 'ValidationException', 'SerializationException'],
  'invalid-cursor': ['InvalidPaginationTokenException'],
  'resource-not-found': ['ResourceNotFoundException'],
  'already-exists': ['ResourceAlreadyExistsException'],
  'user-busy': ['ConflictException'],
  'idempotency-key-reused': ['IdempotentParameterMismatchException'],
  'service-limit-reached': ['ServiceQuotaExceededException'],
  'image-too-large': ['ImageTooLargeException'],
  'invalid-image-format': ['InvalidImageFormatException'],
  'invalid-s3-object': ['InvalidS3ObjectException'],
  'aws-access-denied': ['AccessDeniedException'],
  'tenant-credentials': [
    'UnrecognizedClientException',
    'InvalidClientTokenIdException',
    'InvalidSignatureException',
    'IncompleteSignatureException',
    'MissingAuthenticationTokenException',
    'ExpiredTokenException',
    'RequestExpired',
  ],
  'credentials-unavailable': ['CredentialsProviderError', 'IDPCommunicationError'],
  throttled: ['ProvisionedThroughputExceededException', 'ThrottlingException'],
  'upstream-error': ['InternalServerError'],
  'upstream-connection-lost': ['ECONNRESET', 'EPIPE'],
  'upstream-unreachable': ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'],
  busy: ['BulkheadFull', 'EMFILE', 'ENFILE', 'EADDRNOTAVAIL'],
  'deadline-passed': ['DeadlinePassed'],
  'client-closed-request': ['CallerLeft'],
};

const NAMES = Object.entries(THROWN).flatMap(([code, names]) => names.map((name) => ({ name, code })));

/** Failures that are not the caller's fault, by the party at fault. */
const BLAME: Readonly<Record<string, readonly FailureCode[]>> = {
  tenant: [
    'service-limit-reached',
    'aws-access-denied',
    'tenant-credentials',
    'tenant-misconfigured',
    'credentials-unavailable',
    'throttled',
  ],
  upstream: [
    'upstream-error',
    'upstream-connection-lost',
    'upstream-invalid-answer',
    'upstream-timeout',
    'upstream-unreachable',
  ],
  self: [
    'rate-limited',
    'issuer-unavailable',
    'circuit-open',
    'busy',
    'shutting-down',
    'idempotency-unavailable',
    'audit-unavailable',
    'deadline-passed',
    'internal',
  ],
};

describe('The failure table', () => {
  it.each(ROWS)('has status $status, retry $retry, retryable $retryable for $code', ({ code, ...expected }) => {
    const { status, retry, retryable } = FAILURES[code];
    expect({ status, retry, retryable }).toEqual(expected);
  });

  it('has exactly the codes of the contract', () => {
    expect([...FAILURE_CODES].sort()).toEqual(ROWS.map(({ code }) => code).sort());
  });

  it.each(NAMES)('maps $name to $code', ({ name, code }) => {
    expect(codeOfThrown(name)).toBe(code);
  });

  it.each(Object.entries(BLAME))('blames exactly the failures of the contract on: %s', (blame, codes) => {
    expect(FAILURE_CODES.filter((code) => FAILURES[code].blame === blame).sort()).toEqual([...codes].sort());
  });

  it('lists no thrown name in two definitions', () => {
    const isList = (fact: unknown): fact is string[] => Array.isArray(fact);
    const names = FAILURE_CODES.flatMap((code) =>
      Object.values<unknown>({ ...FAILURES[code] })
        .filter(isList)
        .flat(),
    );
    expect(names.length).toBeGreaterThan(50);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('does not find names inherited from Object.prototype', () => {
    expect(['constructor', '__proto__', 'toString', ''].map(codeOfThrown)).toEqual(Array(4).fill(undefined));
  });

  it('has a Retry-After for every 429 and 503, and for temporary conflicts', () => {
    const passing = FAILURE_CODES.filter((code) => [429, 503].includes(FAILURES[code].status));
    const timed = FAILURE_CODES.filter((code) => (FAILURES[code].retryAfterSeconds ?? 0) >= 1);
    expect(timed.sort()).toEqual([...passing, 'user-busy', 'request-in-progress'].sort());
  });

  it('retries only failures that the caller may repeat, except tenant-credentials', () => {
    const repeated = FAILURE_CODES.filter((code) => FAILURES[code].retry !== 'never');
    expect(repeated.filter((code) => !FAILURES[code].retryable)).toEqual(['tenant-credentials']);
  });

  it.each(FAILURE_CODES)('has a title without and sentences with a full stop for %s', (code) => {
    const { title, detail, advice } = FAILURES[code];
    expect(title).toMatch(/^[A-Z].*[^.]$/);
    expect(detail).toMatch(/^[A-Z].*\.$/);
    expect(advice).toMatch(/^[A-Z].*\.$/);
  });
});
