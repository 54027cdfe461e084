import { applyDecorators, HttpCode, SetMetadata, type Type } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiHeader, ApiOperation, ApiParam, ApiResponse, ApiSecurity } from '@nestjs/swagger';

import type { Scope } from '../config/tenants-file.js';
import type { FailureCode } from '../failures/failures.table.js';
import type { OperationTraits } from '../rekognition/operation.js';
import type { OperationQuota } from '../tenants/account-quotas.js';
import { ApiProblems } from './api-problems.js';
import { ApiBodyForms } from './body-forms.js';
import { type BodyRules, formsOf, SMALL_BODY } from './body-rules.js';
import { type Circumstances, problemsOf } from './operation-problems.js';

const OPERATION = Symbol('operation');
const PUBLIC = Symbol('public');

/** The classes that a request's parts are made into. A part that is not named must be empty. */
export interface RequestParts {
  readonly path?: Type<object>;
  readonly query?: Type<object>;
  readonly body?: Type<object>;
}

/** One route, as the edge and the document need to know it. */
export interface OperationOptions extends RequestParts {
  /** Default: the row's name in camelCase. */
  readonly operationId?: string;
  readonly summary: string;
  readonly description?: string;
  /** Default: the row's. */
  readonly scope?: Scope;
  readonly success: Success;
  /** Another status of success, with an answer of the same type. */
  readonly alsoSuccess?: Pick<Success, 'status' | 'description' | 'example'>;
  /** How the body may come. Default: JSON of 16 KiB at most. */
  readonly bodyRules?: BodyRules;
  /** Path parameters that work on the demo, by name. */
  readonly pathExample?: Readonly<Record<string, string>>;
  /** A body that works as pasted on the demo. */
  readonly bodyExample?: object;
  /** Whether the answer is an outcome that `Prefer: handling=strict` tells as a problem. */
  readonly outcome?: boolean;
  /** Where what was made is: a path whose names in braces stand for members of the request's path or body. */
  readonly location?: string;
  /** Whether the answer is a page of a list that goes on with cursors. */
  readonly list?: boolean;
  /** What the route makes of failures that its row can have. */
  readonly means?: Partial<Record<FailureCode, FailureCode>>;
  /** Failures of this route beyond those of its row and of every route. */
  readonly problems?: readonly FailureCode[];
}

interface Success {
  readonly status: 200 | 201 | 204;
  readonly description: string;
  readonly type?: Type<object>;
  readonly example?: object;
}

/** What the guard and the interceptors know about a route. */
export interface OperationFacts extends RequestParts {
  readonly operationId: string;
  readonly scope: Scope;
  readonly outcome: boolean;
  readonly bodyRules: BodyRules;
  readonly quota?: OperationQuota;
  readonly location?: string;
  /** The row's name, if it writes. */
  readonly write?: string;
}

/** Declares a route of the API: who may call it, what it answers, and all that can go wrong. */
export function Operation(row: OperationTraits | undefined, options: OperationOptions): MethodDecorator {
  return (target, key, descriptor: PropertyDescriptor) => {
    const facts = factsOf(row, options, String(key));
    SetMetadata(OPERATION, facts)(target, key, descriptor);
    RouteConfig({ operation: facts })(target, key, descriptor);
    documented(row, options, facts)(target, key, descriptor);
  };
}

function factsOf(row: OperationTraits | undefined, options: OperationOptions, handler: string): OperationFacts {
  const { operationId = camelCase(row?.name ?? handler), scope = row?.scope ?? 'read' } = options;
  const { outcome = false, bodyRules = SMALL_BODY } = options;
  return { ...namedParts(options), operationId, scope, outcome, bodyRules, ...(row && traitsOf(row)) };
}

function namedParts({ path, query, body, location }: OperationOptions): RequestParts & { location?: string } {
  return {
    ...(path && { path }),
    ...(query && { query }),
    ...(body && { body }),
    ...(location !== undefined && { location }),
  };
}

function traitsOf({ name, effect, quota }: OperationTraits): Pick<OperationFacts, 'quota' | 'write'> {
  return { quota, ...(effect === 'write' && { write: name }) };
}

/** Opens a controller's routes to everybody. */
export const Public = (): ClassDecorator => SetMetadata(PUBLIC, true);

export function isPublic(controller: Type): boolean {
  return Reflect.getMetadata(PUBLIC, controller) === true;
}

/** @throws TypeError for a handler that is not declared as an operation: a route without rules must not open. */
export function operationOf(handler: object): OperationFacts {
  const facts = Reflect.getMetadata(OPERATION, handler) as OperationFacts | undefined;
  if (facts === undefined) throw new TypeError('a route is neither public nor an operation');
  return facts;
}

function documented(
  row: OperationTraits | undefined,
  options: OperationOptions,
  facts: OperationFacts,
): MethodDecorator {
  const { summary, success } = options;
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
    HttpCode(success.status),
    ApiOperation({
      operationId: facts.operationId,
      summary,
      description: descriptionOf(options, facts),
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

function descriptionOf({ description = '' }: OperationOptions, { scope, bodyRules }: OperationFacts): string {
  const forms = BODY_FORMS[formsOf(bodyRules).length - 1] ?? '';
  return [description, forms, `Scope: \`${scope}\`.`].filter((text) => text !== '').join('\n\n');
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
  description: 'There, and `true`, when the answer is that of an earlier request with the same Idempotency-Key.',
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
      'Makes the request safe to repeat: for 24 hours the same key and input have the effect once, and are given the ' +
      'same answer again. Bare or in quotes.',
    // Swagger UI does not send it unasked, as it would an `example`: a changed body would then be another request.
    schema: { type: 'string', minLength: 1, maxLength: 257, examples: [`${operationId}-4711`] },
  });
}

function camelCase(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
