import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';

import { Failure } from '../../failures/failure.js';
import { type FailureCode, FAILURES } from '../../failures/failures.table.js';
import type { OperationTraits } from '../../rekognition/operation.js';
import { failuresOf } from '../../rekognition/refusals.js';
import { Problem } from './problem.dto.js';
import { PROBLEM_TYPE, renderProblem } from './problem.js';

export interface Circumstances {
  readonly row: OperationTraits | undefined;
  readonly body: boolean;
  /** Whether the body contains images. */
  readonly images: boolean;
  readonly outcome: boolean;
  readonly list: boolean;
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

/** Every problem that a route can return. */
export function problemsOf({ row, body, images, outcome, list, extra }: Circumstances): FailureCode[] {
  const upstream = row === undefined ? [] : failuresOf(row, UPSTREAM);
  const codes = [
    ...ANY_ROUTE,
    ...(body ? WITH_BODY : []),
    ...(images ? WITH_IMAGES : []),
    ...(row?.effect === 'write' ? WRITE : []),
    ...upstream,
    ...(row?.effect === 'write' ? (['audit-unavailable'] as const) : []),
    ...(outcome ? (['unsuccessful-faces'] as const) : []),
    ...(list ? (['invalid-cursor'] as const) : []),
    ...extra,
  ];
  return [...new Set(codes)];
}

const EXAMPLE_REQUEST_ID = '4c8f6a52-6f0e-4f5e-9d8e-0a4c2a1d9b3e';

/** Documents a route's problems: one response per status, with an example for each code. */
export function ApiProblems(codes: readonly FailureCode[]): MethodDecorator {
  const statuses = [...new Set(codes.map((code) => FAILURES[code].status))];
  return applyDecorators(
    ApiExtraModels(Problem),
    ...statuses.map((status) =>
      problemResponse(
        status,
        codes.filter((code) => FAILURES[code].status === status),
      ),
    ),
  );
}

function problemResponse(status: number, codes: readonly FailureCode[]): MethodDecorator {
  const examples = codes.map((code) => [code, { summary: FAILURES[code].title, value: exampleOf(code) }] as const);
  return ApiResponse({
    status,
    description: codes.map((code) => `\`${code}\`: ${FAILURES[code].title}`).join('; '),
    content: { [PROBLEM_TYPE]: { schema: schemaOf(codes), examples: Object.fromEntries(examples) } },
  });
}

/** Lists the codes as an enum for generated clients. */
function schemaOf(codes: readonly FailureCode[]): object {
  return { allOf: [{ $ref: getSchemaPath(Problem) }, { properties: { code: { type: 'string', enum: codes } } }] };
}

function exampleOf(code: FailureCode): Problem {
  return renderProblem(new Failure(code), EXAMPLE_REQUEST_ID, '').body;
}
