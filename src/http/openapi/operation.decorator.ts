import { HttpCode, SetMetadata, type Type } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';

import type { OperationTraits } from '../../rekognition/operation.js';
import { SMALL_BODY } from '../bodies/body-rules.js';
import { documented } from './operation-document.js';
import type { OperationFacts, OperationOptions, RequestParts } from './operation-options.js';

const OPERATION = Symbol('operation');
const PUBLIC = Symbol('public');

/** Declares a route: scope, inputs, responses and problems. */
export function Operation(definition: OperationTraits | undefined, options: OperationOptions): MethodDecorator {
  return (target, key, descriptor: PropertyDescriptor) => {
    const facts = factsOf(definition, options, String(key));
    SetMetadata(OPERATION, facts)(target, key, descriptor);
    RouteConfig({ operation: facts })(target, key, descriptor);
    HttpCode(options.success.status)(target, key, descriptor);
    documented(definition, options, facts)(target, key, descriptor);
  };
}

function factsOf(definition: OperationTraits | undefined, options: OperationOptions, handler: string): OperationFacts {
  const { operationId = camelCase(definition?.name ?? handler), scope = definition?.scope ?? 'read' } = options;
  const { outcome = false, list = false, bodyRules = SMALL_BODY } = options;
  const answers = options.success.type !== undefined;
  const joins = definition?.repeat === 'joined';
  const traits = definition && traitsOf(definition);
  return { ...namedParts(options), operationId, scope, outcome, list, bodyRules, answers, joins, ...traits };
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
