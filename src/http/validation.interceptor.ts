import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor, type Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';

import { Failure, type InputFault } from '../failures/failure.js';
import type { ReceivedBody } from './body.js';
import { membersOf } from './body-members.js';
import { operationOf } from './operation.decorator.js';
import { TEXTS } from './parameters.js';

const RULES = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true };
const UNKNOWN = 'is not known here';
/** No request nests objects deeper. */
const MOST_LEVELS = 3;
const MOST_FAULTS = 100;
const LONGEST_NAME = 100;

/**
 * Makes path, query and body into the classes that the operation names, and refuses the request with all its faults
 * at once. An interceptor and not a pipe, because Nest hands a pipe one part at a time and stops at the first that
 * fails. A part the operation does not name must be empty, so that nothing a caller says is ignored.
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

/** One part of a request. */
interface Part {
  readonly type: Type<object> | undefined;
  readonly value: unknown;
  readonly at: string;
  /** Whether numbers, flags and lists stand in it as texts. */
  readonly textual: boolean;
}

function instance({ type, value, at, textual }: Part, faults: InputFault[]): object {
  if (!isPlain(value)) {
    faults.push({ pointer: at, detail: 'must be an object' });
    return {};
  }
  if (type === undefined) {
    faults.push(...Object.keys(value).map((name) => unknown(name, at)));
    return {};
  }
  const own = ownMembers(value, at, faults);
  const made = plainToInstance(type, own, textual ? { groups: [TEXTS] } : {});
  faults.push(...faultsIn(validateSync(made, RULES), at));
  return made;
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value);
}

/** class-validator takes what every object inherits, such as `constructor`, for members it knows. */
function ownMembers(value: object, at: string, faults: InputFault[], level = 1): object {
  const members = Object.entries(value).flatMap(([name, member]: [string, unknown]) => {
    if (name in Object.prototype) {
      faults.push(unknown(name, at));
      return [];
    }
    const nested = isPlain(member) && level < MOST_LEVELS;
    return [[name, nested ? ownMembers(member, `${at}/${escaped(name)}`, faults, level + 1) : member]];
  });
  return Object.fromEntries(members) as object;
}

function unknown(name: string, at: string): InputFault {
  return { pointer: `${at}/${escaped(name)}`, detail: UNKNOWN };
}

function faultsIn(errors: readonly ValidationError[], at: string): InputFault[] {
  return errors.flatMap((error) => {
    const pointer = `${at}/${escaped(error.property)}`;
    return [...ownFaults(error, pointer), ...faultsIn(error.children ?? [], pointer)];
  });
}

function ownFaults({ constraints = {}, contexts = {}, value }: ValidationError, pointer: string): InputFault[] {
  return Object.entries(constraints).flatMap(([rule, message]) => {
    const detail = rule === 'whitelistValidation' ? UNKNOWN : message;
    const { isElement } = (contexts[rule] ?? {}) as { isElement?: (element: unknown) => boolean };
    if (isElement === undefined || !Array.isArray(value)) return [{ pointer, detail }];
    return value.flatMap((element, index) => (isElement(element) ? [] : [{ pointer: `${pointer}/${index}`, detail }]));
  });
}

/** RFC 6901, section 3. The name is the caller's, so it is bounded. */
function escaped(name: string): string {
  return name.slice(0, LONGEST_NAME).replaceAll('~', '~0').replaceAll('/', '~1');
}
