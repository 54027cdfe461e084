import type { FailureCode } from '../../failures/failures.table.js';
import type { OperationTraits } from '../../rekognition/operation.js';
import { failuresOf } from '../../rekognition/refusals.js';

export interface Circumstances {
  readonly row: OperationTraits | undefined;
  readonly body: boolean;
  /** Whether the body contains images. */
  readonly images: boolean;
  readonly outcome: boolean;
  /** Whether a success has a body. */
  readonly answers: boolean;
  readonly list: boolean;
  readonly extra: readonly FailureCode[];
}

/** Problems of requests that are rejected before the caller is known. */
const BEFORE_ADMISSION: readonly FailureCode[] = [
  'malformed-url',
  'malformed-request',
  'unauthenticated',
  'too-many-attempts',
  'issuer-unavailable',
  'uri-too-long',
  'expectation-failed',
  'header-fields-too-large',
  'shutting-down',
];
const ANY_ROUTE: readonly FailureCode[] = [
  ...BEFORE_ADMISSION,
  'validation-failed',
  'insufficient-scope',
  'request-timeout',
  'internal',
];
const WITH_BODY: readonly FailureCode[] = ['malformed-json', 'body-too-large', 'unsupported-media-type'];
const WITH_IMAGES: readonly FailureCode[] = ['malformed-multipart'];
/** Problems of idempotency keys, and of bodies even if the operation ignores them. */
const WRITE: readonly FailureCode[] = [
  'body-too-large',
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
  'tenant-misconfigured',
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

export function isBeforeAdmission(code: FailureCode): boolean {
  return BEFORE_ADMISSION.includes(code);
}

/** Every problem that a route can return. */
export function problemsOf({ row, body, images, outcome, answers, list, extra }: Circumstances): FailureCode[] {
  const upstream = row === undefined ? [] : failuresOf(row, UPSTREAM);
  const codes = [
    ...ANY_ROUTE,
    ...(answers ? (['not-acceptable'] as const) : []),
    ...(body ? WITH_BODY : []),
    ...(images ? WITH_IMAGES : []),
    ...(row?.effect === 'write' && row.repeat !== 'joined' ? WRITE : []),
    ...upstream,
    ...(row?.effect === 'write' ? (['audit-unavailable'] as const) : []),
    ...(outcome ? (['unsuccessful-faces'] as const) : []),
    ...(list ? (['invalid-cursor'] as const) : []),
    ...extra,
  ];
  return [...new Set(codes)];
}
