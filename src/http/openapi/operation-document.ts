import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiParam, ApiResponse, ApiSecurity } from '@nestjs/swagger';

import type { AfterUnclear, OperationTraits } from '../../rekognition/operation.js';
import { ApiProblems } from '../problems/api-problems.js';
import { ApiBodyForms } from '../bodies/body-forms.js';
import { formsOf } from '../bodies/body-rules.js';
import type { OperationFacts, OperationOptions } from './operation-options.js';
import { type Circumstances, problemsOf } from '../problems/operation-problems.js';

/** Tells the OpenAPI document all that a route takes and answers. */
export function documented(
  row: OperationTraits | undefined,
  options: OperationOptions,
  facts: OperationFacts,
): MethodDecorator {
  const circumstances: Circumstances = {
    row,
    body: facts.body !== undefined,
    images: facts.bodyRules.images.length > 0,
    outcome: facts.outcome,
    list: options.list === true,
    means: { ...row?.means, ...options.means },
    extra: options.problems ?? [],
  };
  return applyDecorators(
    ApiOperation({
      operationId: facts.operationId,
      summary: options.summary,
      description: descriptionOf(row, options, facts),
    }),
    ApiSecurity('apiKey'),
    ApiSecurity('bearer'),
    ...(row === undefined ? [] : [PREFER_HEADER]),
    ...(row?.effect === 'write' ? [idempotencyHeader(facts.operationId)] : []),
    ...Object.entries(options.pathExample ?? {}).map(([name, example]) => ApiParam({ name, example })),
    ...bodyDecorators(options),
    ...successes(row, options),
    ApiProblems(problemsOf(circumstances)),
  );
}

function descriptionOf(
  row: OperationTraits | undefined,
  { description = '' }: OperationOptions,
  { scope, bodyRules }: OperationFacts,
): string {
  const forms = BODY_FORMS[formsOf(bodyRules).length - 1] ?? '';
  const parts = [description, afterUnclearText(row?.afterUnclear), forms, `Scope: \`${scope}\`.`];
  return parts.filter((text) => text !== '').join('\n\n');
}

const MEANINGS = {
  contention: 'is retried until the deadline, and then answered with `effect: unknown`',
  done: 'counts as success',
} as const;

/** What the service makes of answers that may be due to its own earlier attempt. */
function afterUnclearText({ refusals = {}, reasons = [] }: AfterUnclear = {}): string {
  const meanings = [
    ...Object.entries(refusals).map(([code, meaning]) => `\`${code}\` ${MEANINGS[meaning]}`),
    ...reasons.map((reason) => `a face that Rekognition reports as \`${reason}\` counts as done`),
  ];
  if (meanings.length === 0) return '';
  return (
    'After an attempt whose answer was lost (of this request, or of an earlier one with the same Idempotency-Key), ' +
    `${meanings.join('; ')}: that attempt may have caused it.`
  );
}

/** By how many forms a body may have. */
const BODY_FORMS = [
  '',
  'The images come in JSON (in base64, or as objects of S3), or as parts of a form. What may stand beside them may ' +
    'stand in the query instead.',
  'The image comes in JSON (in base64, or as an object of S3), as a part of a form, or as the body itself. What may ' +
    'stand beside it may stand in the query instead, and has to where the image is the body.',
];

function bodyDecorators({ body, bodyExample, bodyRules, query }: OperationOptions): MethodDecorator[] {
  if (body === undefined || bodyExample === undefined) return [];
  const required = bodyRules !== undefined && bodyRules.images.length > 0;
  const documented = ApiBody({ type: body, required, examples: { demo: { value: bodyExample } } });
  return required && query !== undefined ? [documented, ApiBodyForms(bodyRules, query)] : [documented];
}

/** Every status of success, each with the same headers. */
function successes(row: OperationTraits | undefined, options: OperationOptions): MethodDecorator[] {
  const { success, alsoSuccess } = options;
  const headers = headersOf(row, options);
  const all = alsoSuccess === undefined ? [success] : [success, { ...success, ...alsoSuccess }];
  return all.map((each) => ApiResponse({ ...each, headers }));
}

function headersOf(row: OperationTraits | undefined, { location, list }: OperationOptions): AnswerHeaders {
  return {
    ...(row && RATE_LIMIT_HEADERS),
    ...(row?.effect === 'write' && { 'Idempotency-Replayed': REPLAYED_HEADER }),
    ...(location !== undefined && { Location: LOCATION_HEADER }),
    ...(list === true && { Link: LINK_HEADER }),
  };
}

type AnswerHeaders = Record<string, { description: string; schema: { type: 'string'; example: string } }>;

const REPLAYED_HEADER = {
  description:
    '`true` when this is the stored answer of an earlier request with the same Idempotency-Key; absent otherwise.',
  schema: { type: 'string', example: 'true' },
} as const;

const LOCATION_HEADER = {
  description: 'Where what was made is.',
  schema: { type: 'string', example: '/collections/staff' },
} as const;

const LINK_HEADER = {
  description: 'Where the list goes on (RFC 8288). Absent when it has ended.',
  schema: { type: 'string', example: '</collections?cursor=q83vEjRWeJA>; rel="next"' },
} as const;

const RATE_LIMIT_HEADERS = {
  'RateLimit-Policy': {
    description: "The account's quota of this operation: q calls in w seconds. Absent where there is no limit.",
    schema: { type: 'string', example: '"DisassociateFaces";q=5;w=1' },
  },
  RateLimit: {
    description: "The tenant's share of what is left: r calls now, more in t seconds.",
    schema: { type: 'string', example: '"DisassociateFaces";r=3;t=1' },
  },
} as const;

const PREFER_HEADER = ApiHeader({
  name: 'Prefer',
  required: false,
  description:
    '`wait=N`: wait at most N seconds (default 10, at most 30). ' +
    '`handling=strict`: tell an outcome that is not complete as a 409. (RFC 7240)',
  schema: { type: 'string', examples: ['wait=20'] },
});

function idempotencyHeader(operationId: string): MethodDecorator {
  return ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description:
      'Makes the request safe to repeat: for 24 hours the same key and input have the effect once, and repeats get the ' +
      'same answer. A key holds within one process of the service: after a restart, or at another replica, the ' +
      'request is carried out again. Bare or in quotes.',
    // Swagger UI does not send it unasked, as it would an `example`: a changed body would then be another request.
    schema: { type: 'string', minLength: 1, maxLength: 257, examples: [`${operationId}-4711`] },
  });
}
