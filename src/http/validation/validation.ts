import { Injectable, type Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import type { FastifyInstance, FastifyRequest } from 'fastify';

import { Failure, type InputFault } from '../../failures/failure.js';
import type { ReceivedBody } from '../bodies/bodies.js';
import { membersOf } from '../bodies/body-members.js';
import { pointerStep } from '../bodies/pointer.js';
import type { OperationFacts } from '../openapi/operation-options.js';
import { TEXTS } from '../openapi/parameters.js';

const RULES = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true };
const MAX_FAULTS = 100;
const PATH = '/path';

/**
 * Converts path, query and body to the operation's classes, and rejects the request with all of its faults at once,
 * which a pipe could not: it gets one part at a time. Parts without a class must be empty; such a body is not parsed.
 */
@Injectable()
export class Validation {
  install(fastify: FastifyInstance): void {
    fastify.addHook('preHandler', (request, _reply, done) => {
      const { operation } = request.exchange;
      if (operation !== undefined) validate(request, operation);
      done();
    });
  }
}

function validate(request: FastifyRequest, { path, query, body, bodyRules }: OperationFacts): void {
  const faults = [...request.exchange.headerFaults];
  request.params = instance({ type: path, value: request.params, at: PATH, textual: true }, faults);
  request.query = instance({ type: query, value: withLists(request.query), at: '/query', textual: true }, faults);
  const { members, textual } = membersOf(request.body as ReceivedBody | undefined, bodyRules);
  const value = textual ? withLists(members) : members;
  request.body = instance({ type: body, value, at: '', textual }, faults);
  if (faults.length > 0) throw new Failure('validation-failed', { errors: faults.slice(0, MAX_FAULTS) });
}

/** Reads lists as axios (`faceId[]`) and PHP (`faceId[0]`) write them in queries and forms. */
function withLists(members: unknown): unknown {
  const read = new Map<string, unknown>();
  for (const [written, value] of Object.entries(members as object)) {
    const name = /^(\w+)\[\d{0,4}\]$/.exec(written)?.[1];
    const known = read.get(name ?? written);
    const joined: unknown = name === undefined && known === undefined ? value : [known ?? [], value].flat();
    read.set(name ?? written, joined);
  }
  return Object.fromEntries(read);
}

interface InputPart {
  readonly type: Type<object> | undefined;
  readonly value: unknown;
  readonly at: string;
  /** Whether numbers, booleans and lists arrive as strings. */
  readonly textual: boolean;
}

function instance(part: InputPart, faults: InputFault[]): object {
  const { type, value, at, textual } = part;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    faults.push({ pointer: at, detail: 'must be an object' });
    return {};
  }
  const sound = soundMembers(value, part, faults);
  if (type === undefined) return {};
  // Parameters of a path stay as they are.
  const made =
    at === PATH ? Object.assign(new type(), sound) : plainToInstance(type, sound, textual ? { groups: [TEXTS] } : {});
  const errors = validateSync(made, RULES).filter(({ property }) => property in sound || !(property in value));
  faults.push(...faultsIn(errors, at));
  return made;
}

/** Leaves out members that must not be converted to classes, and reports them. */
function soundMembers(value: object, { type, at }: InputPart, faults: InputFault[]): object {
  const sound: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    const odd = type === undefined ? [UNKNOWN_MEMBER] : memberFaults(name, member);
    if (odd.length === 0) sound[name] = member;
    faults.push(...below(at, name, odd));
  }
  return sound;
}

function faultsIn(errors: readonly ValidationError[], at: string): InputFault[] {
  return errors.flatMap((error) => {
    const pointer = at + pointerStep(error.property);
    return [...ownFaults(error, pointer), ...faultsIn(error.children ?? [], pointer)];
  });
}

/** Rules about the type of a value. The others mean nothing for a value of another type. */
const TYPE_RULES = ['isArray', 'isObject', 'isInt', 'isNumber', 'isBoolean'];
/** Rules about strings. */
const TEXT_RULES = ['isLength', 'matches'];

/** Reports each fault once, and no rule that the value could not follow. */
function ownFaults({ constraints = {}, contexts = {}, value }: ValidationError, pointer: string): InputFault[] {
  if ('whitelistValidation' in constraints) return [{ pointer, detail: UNKNOWN }];
  if (value === undefined) return [{ pointer, detail: 'is required' }];
  const typeRule = TYPE_RULES.find((rule) => rule in constraints);
  if (typeRule !== undefined) return [{ pointer, detail: constraints[typeRule] ?? '' }];
  const isText = typeof value === 'string' || typeof value === 'object';
  if (TEXT_RULES.some((rule) => rule in constraints) && (!isText || value === null)) {
    return [{ pointer, detail: 'must be a string' }];
  }
  const faults = Object.entries(constraints).flatMap(([rule, detail]) => {
    const { isElement } = (contexts[rule] ?? {}) as ElementRule;
    if (isElement === undefined || typeof value !== 'object' || value === null) return [{ pointer, detail }];
    const wrong = Object.entries(value as object).filter(([name, element]) => !isElement(element, name));
    return wrong.map(([name, element]) => ({ pointer: pointer + pointerStep(name), detail: detail + hint(element) }));
  });
  return faults.filter((fault, index) => faults.findIndex((other) => isSame(other, fault)) === index);
}

function isSame(one: InputFault, other: InputFault): boolean {
  return one.pointer === other.pointer && one.detail === other.detail;
}

/** Most elements with a comma were meant to be several. */
function hint(element: unknown): string {
  return typeof element === 'string' && element.includes(',')
    ? '; send each value by itself, not joined by commas'
    : '';
}

/** The context of a validation rule about the elements of a list or an object. Faults then point to the elements. */
interface ElementRule {
  readonly isElement?: (element: unknown, name: string) => boolean;
}

const MAX_LEVELS = 16;
const UNKNOWN = 'is not known here';
/** Faults of members have pointers below the member. */
const UNKNOWN_MEMBER: InputFault = { pointer: '', detail: UNKNOWN };

/**
 * Whether every object inherits a property of this name, such as `constructor`. class-validator and class-transformer
 * treat such names as declared members.
 */
function isInherited(name: string): boolean {
  return name in Object.prototype;
}

/** Finds input that must not be converted to classes: inherited names at any depth, and too deep nesting. */
export function nestingFaults(value: unknown, at: string, level = 1): InputFault[] {
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return [];
  if (level > MAX_LEVELS) return [{ pointer: at, detail: `is nested deeper than ${MAX_LEVELS} levels` }];
  return Object.entries(value).flatMap(([name, inner]) => below(at, name, memberFaults(name, inner, level + 1)));
}

function memberFaults(name: string, member: unknown, level = 1): InputFault[] {
  return isInherited(name) ? [UNKNOWN_MEMBER] : nestingFaults(member, '', level);
}

function below(at: string, name: string, faults: readonly InputFault[]): readonly InputFault[] {
  if (faults.length === 0) return faults;
  return faults.map(({ pointer, detail }) => ({ pointer: at + pointerStep(name) + pointer, detail }));
}
