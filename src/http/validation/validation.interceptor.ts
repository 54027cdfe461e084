import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor, type Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';

import { Failure, type InputFault } from '../../failures/failure.js';
import type { ReceivedBody } from '../bodies/bodies.js';
import { membersOf } from '../bodies/body-members.js';
import { operationOf } from '../openapi/operation.decorator.js';
import { TEXTS } from '../openapi/parameters.js';

const RULES = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true };
const MOST_FAULTS = 100;

/**
 * Converts path, query and body to the operation's classes, and rejects the request with all of its faults at once,
 * which a pipe could not: it gets one part at a time. Parts without a class must be empty; such a body is not parsed.
 */
@Injectable()
export class ValidationInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (request.exchange.caller !== undefined) validate(request, context.getHandler());
    return next.handle();
  }
}

function validate(request: FastifyRequest, handler: object): void {
  const { path, query, body, bodyRules } = operationOf(handler);
  const faults = [...request.exchange.headerFaults];
  request.params = instance({ type: path, value: request.params, at: '/path', textual: true }, faults);
  request.query = instance({ type: query, value: request.query, at: '/query', textual: true }, faults);
  const { members, textual } = membersOf(request.body as ReceivedBody | undefined, bodyRules);
  request.body = instance({ type: body, value: members, at: '', textual }, faults);
  if (faults.length > 0) throw new Failure('validation-failed', { errors: faults.slice(0, MOST_FAULTS) });
}

interface InputPart {
  readonly type: Type<object> | undefined;
  readonly value: unknown;
  readonly at: string;
  /** Whether numbers, booleans and lists arrive as strings. */
  readonly textual: boolean;
}

function instance({ type, value, at, textual }: InputPart, faults: InputFault[]): object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    faults.push({ pointer: at, detail: 'must be an object' });
    return {};
  }
  const members = Object.entries(value);
  const unknown = type === undefined ? members : members.filter(([name]) => isInherited(name));
  faults.push(...unknown.map(([name]) => ({ pointer: at + pointerStep(name), detail: UNKNOWN })));
  if (type === undefined) return {};
  const known = members.filter(([name]) => !isInherited(name));
  const odd = new Map(known.map(([name, member]) => [name, nestingFaults(member, at + pointerStep(name))]));
  const isSound = (name: string): boolean => (odd.get(name) ?? []).length === 0;
  faults.push(...[...odd.values()].flat());
  const sound = Object.fromEntries(known.filter(([name]) => isSound(name)));
  const made = plainToInstance(type, sound, textual ? { groups: [TEXTS] } : {});
  const errors = validateSync(made, RULES).filter(({ property }) => isSound(property));
  faults.push(...faultsIn(errors, at));
  return made;
}

function faultsIn(errors: readonly ValidationError[], at: string): InputFault[] {
  return errors.flatMap((error) => {
    const pointer = at + pointerStep(error.property);
    return [...ownFaults(error, pointer), ...faultsIn(error.children ?? [], pointer)];
  });
}

function ownFaults({ constraints = {}, contexts = {}, value }: ValidationError, pointer: string): InputFault[] {
  return Object.entries(constraints).flatMap(([rule, message]) => {
    const detail = rule === 'whitelistValidation' ? UNKNOWN : message;
    const { isElement } = (contexts[rule] ?? {}) as ElementRule;
    if (isElement === undefined || typeof value !== 'object' || value === null) return [{ pointer, detail }];
    const wrong = Object.entries(value as object).filter(([name, element]) => !isElement(element, name));
    return wrong.map(([name]) => ({ pointer: pointer + pointerStep(name), detail }));
  });
}

/** The context of a validation rule about the elements of a list or an object. Faults then point to the elements. */
interface ElementRule {
  readonly isElement?: (element: unknown, name: string) => boolean;
}

const MOST_LEVELS = 16;
const LONGEST_NAME = 100;
const UNKNOWN = 'is not known here';

/**
 * Whether every object inherits a property of this name, such as `constructor`. class-validator and class-transformer
 * treat such names as declared members.
 */
function isInherited(name: string): boolean {
  return name in Object.prototype;
}

/** A reference token of a JSON pointer (RFC 6901, section 3). The name is caller input, so it is truncated. */
function pointerStep(name: string): string {
  return `/${name.slice(0, LONGEST_NAME).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** Finds input that must not be converted to classes: inherited names at any depth, and too deep nesting. */
export function nestingFaults(value: unknown, at: string, level = 1): InputFault[] {
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return [];
  if (level > MOST_LEVELS) return [{ pointer: at, detail: `is nested deeper than ${MOST_LEVELS} levels` }];
  return Object.entries(value).flatMap(([name, inner]) => {
    const pointer = at + pointerStep(name);
    return isInherited(name) ? [{ pointer, detail: UNKNOWN }] : nestingFaults(inner, pointer, level + 1);
  });
}
