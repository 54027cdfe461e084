import type { FailureCode } from '../../failures/failures.table.js';
import type { OperationTraits } from '../../rekognition/operation.js';

/** What decides which problems a route can answer. */
export interface Circumstances {
  readonly row: OperationTraits | undefined;
  readonly body: boolean;
  /** Whether the body brings images. */
  readonly images: boolean;
  readonly outcome: boolean;
  readonly list: boolean;
  /** What failures of Rekognition mean here. */
  readonly means: Partial<Record<FailureCode, FailureCode>>;
  readonly extra: readonly FailureCode[];
}

const ANY_ROUTE: readonly FailureCode[] = [
  'validation-failed',
  'malformed-url',
  'malformed-request',
  'unauthenticated',
  'insufficient-scope',
  'too-many-attempts',
  'issuer-unavailable',
  'not-acceptable',
  'request-timeout',
  'uri-too-long',
  'expectation-failed',
  'header-fields-too-large',
  'internal',
  'shutting-down',
];
const WITH_BODY: readonly FailureCode[] = ['malformed-json', 'body-too-large', 'unsupported-media-type'];
const WITH_IMAGES: readonly FailureCode[] = ['malformed-multipart'];
/** What a key of the caller's can lead to, and a body also where the operation ignores it. */
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

/** Every problem that a route can answer. */
export function problemsOf({ row, body, images, outcome, list, means, extra }: Circumstances): FailureCode[] {
  const upstream = row === undefined ? [] : [...UPSTREAM, ...row.refusals];
  const codes = [
    ...ANY_ROUTE,
    ...(body ? WITH_BODY : []),
    ...(images ? WITH_IMAGES : []),
    ...(row?.effect === 'write' ? WRITE : []),
    ...upstream.map((code) => means[code] ?? code),
    ...(row?.effect === 'write' ? (['audit-unavailable'] as const) : []),
    ...(outcome ? (['unsuccessful-faces'] as const) : []),
    ...(list ? (['invalid-cursor'] as const) : []),
    ...extra,
  ];
  return [...new Set(codes)];
}
