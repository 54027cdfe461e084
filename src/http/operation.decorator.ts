import { applyDecorators, HttpCode, SetMetadata, type Type } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiParam, ApiResponse, ApiSecurity } from '@nestjs/swagger';

import type { Scope } from '../config/tenants-file.js';
import type { FailureCode } from '../failures/failures.table.js';
import type { OperationTraits } from '../rekognition/operation.js';
import type { OperationQuota } from '../tenants/account-quotas.js';
import { ApiProblems } from './api-problems.js';
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
  /** Path parameters that work on the demo, by name. */
  readonly pathExample?: Readonly<Record<string, string>>;
  /** A body that works as pasted on the demo. */
  readonly bodyExample?: object;
  /** Whether the answer is an outcome that `Prefer: handling=strict` tells as a problem. */
  readonly outcome?: boolean;
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
  readonly quota?: OperationQuota;
  /** The operation's name, when it changes something. */
  readonly writes?: string;
}

/** Declares a route of the API: who may call it, what it answers, and all that can go wrong. */
export function Operation(row: OperationTraits | undefined, options: OperationOptions): MethodDecorator {
  return (target, key, descriptor: PropertyDescriptor) => {
    const { path, query, body } = options;
    const facts: OperationFacts = {
      ...(path && { path }),
      ...(query && { query }),
      ...(body && { body }),
      operationId: options.operationId ?? camelCase(row?.name ?? String(key)),
      scope: options.scope ?? row?.scope ?? 'read',
      outcome: options.outcome === true,
      ...(row && factsOf(row)),
    };
    SetMetadata(OPERATION, facts)(target, key, descriptor);
    documented(row, options, facts)(target, key, descriptor);
  };
}

function factsOf({ name, effect, quota }: OperationTraits): Pick<OperationFacts, 'quota' | 'writes'> {
  return { quota, ...(effect === 'write' && { writes: name }) };
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
  const { summary, description = '', success } = options;
  const circumstances: Circumstances = {
    row,
    body: facts.body !== undefined,
    outcome: facts.outcome,
    extra: options.problems ?? [],
  };
  return applyDecorators(
    HttpCode(success.status),
    ApiOperation({
      operationId: facts.operationId,
      summary,
      description: `${description}\n\nScope: \`${facts.scope}\`.`.trim(),
    }),
    ApiSecurity('apiKey'),
    ApiSecurity('bearer'),
    ...(row === undefined ? [] : [PREFER_HEADER]),
    ...(row?.effect === 'write' ? [IDEMPOTENCY_HEADER] : []),
    ...Object.entries(options.pathExample ?? {}).map(([name, example]) => ApiParam({ name, example })),
    ...bodyDecorators(options),
    ApiResponse({ ...success, ...(row && { headers: headersOf(row) }) }),
    ApiProblems(problemsOf(circumstances)),
  );
}

function bodyDecorators({ body, bodyExample }: OperationOptions): MethodDecorator[] {
  if (body === undefined || bodyExample === undefined) return [];
  return [ApiBody({ type: body, required: false, examples: { demo: { value: bodyExample } } })];
}

function headersOf({ effect }: OperationTraits) {
  return effect === 'write' ? { ...RATE_LIMIT_HEADERS, ...REPLAYED_HEADER } : RATE_LIMIT_HEADERS;
}

const REPLAYED_HEADER = {
  'Idempotency-Replayed': {
    description: 'There, and `true`, when the answer is that of an earlier request with the same Idempotency-Key.',
    schema: { type: 'string', example: 'true' },
  },
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
  schema: { type: 'string' },
});

const IDEMPOTENCY_HEADER = ApiHeader({
  name: 'Idempotency-Key',
  required: false,
  description:
    'Makes the request safe to repeat: for 24 hours the same key and input have the effect once, and are given the ' +
    'same answer again. Bare or in quotes.',
  schema: { type: 'string', minLength: 1, maxLength: 257 },
});

function camelCase(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
