import type { FailureCode } from '../failures/failures.table.js';
import type { OperationTraits } from '../rekognition/operation.js';

/** What decides which problems a route can answer. */
export interface Circumstances {
  readonly row: OperationTraits | undefined;
  readonly body: boolean;
  readonly outcome: boolean;
  readonly extra: readonly FailureCode[];
}

const ANY_ROUTE: readonly FailureCode[] = [
  'validation-failed',
  'malformed-url',
  'malformed-request',
  'unauthenticated',
  'insufficient-scope',
  'not-acceptable',
  'request-timeout',
  'uri-too-long',
  'header-fields-too-large',
  'internal',
  'shutting-down',
];
const WITH_BODY: readonly FailureCode[] = ['malformed-json', 'body-too-large', 'unsupported-media-type'];
/** What a key of the caller's can lead to. */
const WRITE: readonly FailureCode[] = [
  'idempotency-key-reused',
  'request-in-progress',
  'outcome-unknown',
  'idempotency-unavailable',
];
const UPSTREAM: readonly FailureCode[] = [
  'invalid-parameter',
  'aws-access-denied',
  'throttled',
  'tenant-credentials',
  'credentials-unavailable',
  'upstream-error',
  'upstream-connection-lost',
  'upstream-invalid-answer',
  'upstream-timeout',
  'upstream-unreachable',
  'deadline-passed',
  'rate-limited',
  'circuit-open',
  'busy',
];

/** Every problem that a route can answer. */
export function problemsOf({ row, body, outcome, extra }: Circumstances): FailureCode[] {
  const codes = [
    ...ANY_ROUTE,
    ...(body ? WITH_BODY : []),
    ...(row === undefined ? [] : [...UPSTREAM, ...row.refusals]),
    ...(row?.effect === 'write' ? WRITE : []),
    ...(outcome ? (['unsuccessful-faces'] as const) : []),
    ...extra,
  ];
  return [...new Set(codes)];
}
