import { HttpCode, SetMetadata, type Type } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { RouteConfig } from '@nestjs/platform-fastify';

import type { OperationTraits } from '../../rekognition/operation.js';
import { SMALL_BODY } from '../bodies/body-rules.js';
import { documented } from './operation-document.js';
import type { OperationFacts, OperationOptions, RequestParts } from './operation-options.js';

const OPERATION = Symbol('operation');
const PUBLIC = Symbol('public');

/** Declares a route: scope, inputs, responses and problems. The inputs are the classes of the handler's parameters. */
export function Operation(definition: OperationTraits | undefined, route: OperationOptions): MethodDecorator {
  return (target, key, descriptor: PropertyDescriptor) => {
    const options = { ...partsOf(target, key), ...route };
    const facts = factsOf(definition, options, String(key));
    SetMetadata(OPERATION, facts)(target, key, descriptor);
    RouteConfig({ operation: facts })(target, key, descriptor);
    HttpCode(options.success.status)(target, key, descriptor);
    documented(definition, options, facts)(target, key, descriptor);
  };
}

function factsOf(definition: OperationTraits | undefined, options: OperationOptions, handler: string): OperationFacts {
  const { operationId = camelCase(definition?.name ?? handler), scope = definition?.scope ?? 'read' } = options;
  const { outcome = false, bodyRules = SMALL_BODY } = options;
  const answers = options.success.type !== undefined;
  const joins = definition?.repeat === 'joined';
  const traits = definition && traitsOf(definition);
  const { path, query, body, location } = options;
  const parts = { path, query, body, ...(location !== undefined && { location }) };
  return { ...parts, operationId, scope, outcome, bodyRules, answers, joins, ...traits };
}

/** The classes of the parameters with Nest's decorators `@Param()`, `@Query()` and `@Body()`. */
function partsOf(target: object, key: string | symbol): RequestParts {
  const types = Reflect.getMetadata('design:paramtypes', target, key) as readonly Type<object>[];
  const indexes = (Reflect.getMetadata(ROUTE_ARGS_METADATA, target.constructor, key) ?? {}) as object;
  const classOf = (kind: RouteParamtypes): Type<object> | undefined => {
    const found = Object.entries(indexes).find(([name]) => name.startsWith(`${kind}:`));
    return found && types[(found[1] as { index: number }).index];
  };
  const { PARAM, QUERY, BODY } = RouteParamtypes;
  return { path: classOf(PARAM), query: classOf(QUERY), body: classOf(BODY) };
}

function traitsOf({ name, effect, quota }: OperationTraits): Pick<OperationFacts, 'quota' | 'write'> {
  return { quota, ...(effect === 'write' && { write: name }) };
}

function camelCase(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** Exempts a controller's routes from authentication. */
export const Public = (): ClassDecorator => SetMetadata(PUBLIC, true);

export function isPublic(controller: Type): boolean {
  return Reflect.getMetadata(PUBLIC, controller) === true;
}

/** @throws TypeError if the handler is not declared as an operation, so that undeclared routes stay closed. */
export function operationOf(handler: object): OperationFacts {
  const facts = Reflect.getMetadata(OPERATION, handler) as OperationFacts | undefined;
  if (facts === undefined) throw new TypeError('a route is neither public nor an operation');
  return facts;
}
