import { applyDecorators, HttpCode, SetMetadata, type Type } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiHeader, ApiOperation, ApiParam, ApiResponse, ApiSecurity } from '@nestjs/swagger';

import type { OperationTraits } from '../../rekognition/operation.js';
import { afterUnclearText } from '../../rekognition/refusals.js';
import { formsOf, SMALL_BODY } from '../bodies/body-rules.js';
import { type Circumstances, problemsOf } from '../problems/operation-problems.js';
import { ApiBodyForms } from './document-parts.js';
import type { OperationFacts, OperationOptions, RequestParts } from './operation-options.js';
import { ApiProblems, type HeaderName, headerReferences } from './problem-responses.js';

const PUBLIC = Symbol('public');

/** Declares a route: scope, inputs, responses and problems. The inputs are the classes of the handler's parameters. */
export function Operation(definition: OperationTraits | undefined, route: OperationOptions): MethodDecorator {
  return (target, key, descriptor: PropertyDescriptor) => {
    const options = { ...partsOf(target, key), ...route };
    const facts = factsOf(definition, options, String(key));
    RouteConfig({ operation: facts })(target, key, descriptor);
    HttpCode(options.success.status)(target, key, descriptor);
    documented(definition, options, facts)(target, key, descriptor);
  };
}

function factsOf(definition: OperationTraits | undefined, options: OperationOptions, handler: string): OperationFacts {
  const { name = handler, scope: usualScope = 'read', ...traits } = definition ?? ({} as Partial<OperationTraits>);
  const { scope = usualScope, operationId = camelCase(name), outcome = false, list = false } = options;
  const { path, query, body, location, bodyRules = SMALL_BODY } = options;
  return {
    ...{ path, query, body, location, operationId, scope, outcome, list, bodyRules },
    answers: options.success.type !== undefined,
    joins: traits.repeat === 'joined',
    quota: traits.quota,
    write: traits.effect === 'write' ? name : undefined,
  };
}

/**
 * The classes of the parameters with Nest's decorators `@Param()`, `@Query()` and `@Body()`.
 *
 * @throws TypeError if such a parameter has no class as its type: its input would not be validated.
 */
function partsOf(target: object, key: string | symbol): RequestParts {
  const types = Reflect.getMetadata('design:paramtypes', target, key) as readonly Type<object>[];
  const indexes = (Reflect.getMetadata(ROUTE_ARGS_METADATA, target.constructor, key) ?? {}) as object;
  const classOf = (kind: RouteParamtypes): Type<object> | undefined => {
    const found = Object.entries(indexes).find(([name]) => name.startsWith(`${kind}:`));
    const type = found && types[(found[1] as { index: number }).index];
    if (type === Object) throw new TypeError(`a parameter of ${String(key)} has no class as its type`);
    return type;
  };
  const { PARAM, QUERY, BODY } = RouteParamtypes;
  return { path: classOf(PARAM), query: classOf(QUERY), body: classOf(BODY) };
}

function camelCase(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** Exempts a controller's routes from authentication. */
export const Public = (): ClassDecorator => SetMetadata(PUBLIC, true);

export function isPublic(controller: Type): boolean {
  return Reflect.getMetadata(PUBLIC, controller) === true;
}

/** Documents the inputs and responses of a route. */
function documented(
  definition: OperationTraits | undefined,
  options: OperationOptions,
  facts: OperationFacts,
): MethodDecorator {
  const circumstances: Circumstances = {
    row: definition,
    body: facts.body !== undefined,
    images: facts.bodyRules.images.length > 0,
    outcome: facts.outcome,
    answers: facts.answers,
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
    ...(definition?.effect === 'write' && !facts.joins ? [IDEMPOTENCY_HEADER] : []),
    ...Object.entries(options.pathExample ?? {}).map(([name, example]) => ApiParam({ name, example })),
    ...bodyDecorators(options),
    ...successes(definition, options),
    ApiProblems({ codes: problemsOf(circumstances), calls: definition !== undefined }),
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
  const headers = headerReferences(headersOf(definition, options));
  const all = alsoSuccess === undefined ? [success] : [success, { ...success, ...alsoSuccess }];
  return all.map((each) => ApiResponse({ ...each, headers }));
}

function headersOf(definition: OperationTraits | undefined, { location, list }: OperationOptions): HeaderName[] {
  const names: readonly (readonly [HeaderName, boolean])[] = [
    ['X-Request-Id', true],
    ['Preference-Applied', definition !== undefined],
    ['RateLimit-Policy', definition !== undefined],
    ['RateLimit', definition !== undefined],
    ['Idempotency-Replayed', definition?.effect === 'write' && definition.repeat !== 'joined'],
    ['Location', location !== undefined],
    ['Link', list === true],
  ];
  return names.filter(([, applies]) => applies).map(([name]) => name);
}

const PREFER_HEADER = ApiHeader({
  name: 'Prefer',
  required: false,
  description:
    '`wait=N`: wait at most N seconds (default 10, maximum 30). ' +
    '`handling=strict`: return a `partial` or `none` outcome as 409. (RFC 7240)',
  schema: { type: 'string', examples: ['wait=20'] },
});

const IDEMPOTENCY_HEADER = ApiHeader({
  name: 'Idempotency-Key',
  required: false,
  description:
    'Makes the request safe to repeat: for 24 hours, requests with the same key and input take effect once and get ' +
    'the same answer. If `sharedKeys` of `GET /me` is true, keys are valid at all replicas and after restarts. ' +
    'Otherwise they are valid within one process: after a restart, or on another replica, the request is carried out ' +
    'again. Choose a new one for each request. The value may be quoted.',
  // Swagger UI sends an `example` by default, which would then fail with idempotency-key-reused after an edit.
  schema: { type: 'string', minLength: 1, maxLength: 257, examples: ['order-4711'] },
});
