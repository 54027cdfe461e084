import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiParam, ApiResponse, ApiSecurity } from '@nestjs/swagger';

import type { OperationTraits } from '../../rekognition/operation.js';
import { afterUnclearText } from '../../rekognition/refusals.js';
import { ApiBodyForms } from '../bodies/body-forms.js';
import { formsOf } from '../bodies/body-rules.js';
import { ApiProblems, type Circumstances, problemsOf } from '../problems/operation-problems.js';
import type { OperationFacts, OperationOptions } from './operation-options.js';

/** Documents the inputs and responses of a route. */
export function documented(
  definition: OperationTraits | undefined,
  options: OperationOptions,
  facts: OperationFacts,
): MethodDecorator {
  const circumstances: Circumstances = {
    row: definition,
    body: facts.body !== undefined,
    images: facts.bodyRules.images.length > 0,
    outcome: facts.outcome,
    list: options.list === true,
    extra: options.problems ?? [],
  };
  return applyDecorators(
    ApiOperation({
      operationId: facts.operationId,
      summary: options.summary,
      description: descriptionOf(definition, options, facts),
    }),
    ApiSecurity('apiKey'),
    ApiSecurity('bearer'),
    ...(definition === undefined ? [] : [PREFER_HEADER]),
    ...(definition?.effect === 'write' && !facts.joins ? [idempotencyHeader(facts.operationId)] : []),
    ...Object.entries(options.pathExample ?? {}).map(([name, example]) => ApiParam({ name, example })),
    ...bodyDecorators(options),
    ...successes(definition, options),
    ApiProblems(problemsOf(circumstances)),
  );
}

function descriptionOf(
  definition: OperationTraits | undefined,
  { description = '' }: OperationOptions,
  { scope, bodyRules }: OperationFacts,
): string {
  const forms = BODY_FORMS[formsOf(bodyRules).length - 1] ?? '';
  const parts = [description, definition === undefined ? '' : afterUnclearText(definition), forms, `Scope: \`${scope}\`.`];
  return parts.filter((text) => text !== '').join('\n\n');
}

/** Descriptions, by the number of body formats. */
const BODY_FORMS = [
  '',
  'Send the images in JSON (base64 or S3 objects) or as parts of a form. Send the other options as JSON members, form ' +
    'fields or query parameters, but each in one place only.',
  'Send the image in JSON (base64 or an S3 object), as a part of a form, or as the body itself. Send the other options ' +
    'as JSON members, form fields or query parameters, but each in one place only. With a raw image body they must be ' +
    'query parameters.',
];

function bodyDecorators({ body, bodyExample, bodyRules, query }: OperationOptions): MethodDecorator[] {
  if (body === undefined || bodyExample === undefined) return [];
  const required = bodyRules !== undefined && bodyRules.images.length > 0;
  const documented = ApiBody({ type: body, required, examples: { demo: { value: bodyExample } } });
  return required && query !== undefined ? [documented, ApiBodyForms(bodyRules, query)] : [documented];
}

/** One response for each success status, all with the same headers. */
function successes(definition: OperationTraits | undefined, options: OperationOptions): MethodDecorator[] {
  const { success, alsoSuccess } = options;
  const headers = headersOf(definition, options);
  const all = alsoSuccess === undefined ? [success] : [success, { ...success, ...alsoSuccess }];
  return all.map((each) => ApiResponse({ ...each, headers }));
}

function headersOf(definition: OperationTraits | undefined, { location, list }: OperationOptions): AnswerHeaders {
  return {
    ...(definition && RATE_LIMIT_HEADERS),
    ...(definition?.effect === 'write' && definition.repeat !== 'joined' && { 'Idempotency-Replayed': REPLAYED_HEADER }),
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
  description: 'URL of the new resource.',
  schema: { type: 'string', example: '/collections/staff' },
} as const;

const LINK_HEADER = {
  description: 'URL of the next page (RFC 8288). Absent on the last page.',
  schema: { type: 'string', example: '</collections?cursor=q83vEjRWeJA>; rel="next"' },
} as const;

const RATE_LIMIT_HEADERS = {
  'RateLimit-Policy': {
    description: "The account's quota for this operation: q calls in w seconds. Absent if there is no limit.",
    schema: { type: 'string', example: '"DisassociateFaces";q=5;w=1' },
  },
  RateLimit: {
    description: "The tenant's share of the remaining quota: r calls now, more in t seconds.",
    schema: { type: 'string', example: '"DisassociateFaces";r=3;t=1' },
  },
} as const;

const PREFER_HEADER = ApiHeader({
  name: 'Prefer',
  required: false,
  description:
    '`wait=N`: wait at most N seconds (default 10, maximum 30). ' +
    '`handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240)',
  schema: { type: 'string', examples: ['wait=20'] },
});

function idempotencyHeader(operationId: string): MethodDecorator {
  return ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description:
      'Makes the request safe to repeat: for 24 hours, requests with the same key and input take effect once and get ' +
      'the same answer. Keys are stored per process: after a restart, or on another replica, the request is carried ' +
      'out again. The value may be quoted.',
    // Swagger UI sends an `example` by default, which would then fail with idempotency-key-reused after an edit.
    schema: { type: 'string', minLength: 1, maxLength: 257, examples: [`${operationId}-4711`] },
  });
}
