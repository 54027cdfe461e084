import { camelCase, missingMember, violationsOf, violationText, type Constraints } from './constraints.js';
import { isObject, parseJson } from './json.js';
import { WireError } from './wire-error.js';

/** Shapes by member name. */
export type Members = Readonly<Record<string, Shape>>;

/** The members of a request or of a structure in it. */
export interface Structure<Required extends Members = Members, Optional extends Members = Members> {
  readonly required: Required;
  readonly optional: Optional;
}

/** The constraints of a member, or a structure of members. */
export type Shape = Constraints | ({ readonly type: 'structure' } & Structure);

/** The TypeScript type of a validated shape. */
export type ValueOf<S> = S extends { readonly values: readonly (infer Value)[] }
  ? Value
  : S extends { readonly type: infer Type extends keyof Scalars }
    ? Scalars[Type]
    : S extends { readonly type: 'list'; readonly member: infer Member }
      ? readonly ValueOf<Member>[]
      : S extends { readonly type: 'map'; readonly value: infer Value }
        ? Readonly<Record<string, ValueOf<Value>>>
        : S extends { readonly required: infer Required; readonly optional: infer Optional }
          ? StructureOf<Required, Optional>
          : never;

interface Scalars {
  readonly string: string;
  readonly integer: number;
  readonly float: number;
  readonly blob: Buffer;
}

/** The validated members of a structure, for code that does not know which it has. */
export type Values = Readonly<Record<string, unknown>>;

export type StructureOf<Required, Optional> = { readonly [Name in keyof Required]: ValueOf<Required[Name]> } & {
  readonly [Name in keyof Optional]?: ValueOf<Optional[Name]>;
};

/**
 * Converts request JSON to its shape. As at AWS, unknown members are dropped and `null` counts as absent; blobs are
 * decoded.
 *
 * @throws SerializationException for a wrong type, before any constraint is checked; ValidationException listing every
 *   violated constraint
 */
export function readRequest(structure: Structure, body: Uint8Array): Values {
  const json = parseJson(body);
  if (json === undefined) throw new WireError('SerializationException', 'The request body is not valid JSON');
  const violations: string[] = [];
  const values = readStructure(structure, json, '', violations);
  if (violations.length > 0) throw new WireError('ValidationException', violationText(violations));
  return values;
}

/**
 * Reads the members of a structure and adds the constraints that they violate to `violations`.
 *
 * @throws SerializationException for a wrong type
 */
export function readStructure(structure: Structure, json: unknown, path: string, violations: string[]): Values {
  const given = objectIn(json, path);
  const values: Record<string, unknown> = {};
  for (const [name, shape] of Object.entries({ ...structure.required, ...structure.optional })) {
    const memberPath = path === '' ? camelCase(name) : `${path}.${camelCase(name)}`;
    const member = Object.hasOwn(given, name) ? given[name] : null;
    if (member !== null && member !== undefined) values[name] = readMember(shape, member, memberPath, violations);
    else if (Object.hasOwn(structure.required, name)) violations.push(missingMember(memberPath));
  }
  return values;
}

function readMember(shape: Shape, json: unknown, path: string, violations: string[]): unknown {
  if (shape.type === 'structure') return readStructure(shape, json, path, violations);
  const value = decode(shape, json, path);
  violations.push(...violationsOf(shape, value, path));
  return value;
}

/** @throws SerializationException if the value has another type */
function decode(shape: Constraints, json: unknown, path: string): unknown {
  switch (shape.type) {
    case 'list':
      if (!Array.isArray(json)) throw wrongType(path, 'a list');
      return json.map((item: unknown, index) => decode(shape.member, item, `${path}.${index + 1}.member`));
    case 'map':
      return Object.fromEntries(
        Object.entries(objectIn(json, path)).map(([key, item]) => [key, decode(shape.value, item, `${path}.value`)]),
      );
    case 'blob':
      if (typeof json !== 'string' || !isBase64(json)) throw wrongType(path, 'a base64 blob');
      return Buffer.from(json, 'base64');
    case 'string':
      if (typeof json !== 'string') throw wrongType(path, 'a string');
      return json;
    default:
      if (typeof json !== 'number') throw wrongType(path, 'a number');
      if (shape.type === 'integer' && !Number.isSafeInteger(json)) throw wrongType(path, 'an integer');
      return json;
  }
}

function objectIn(json: unknown, path: string): Record<string, unknown> {
  if (!isObject(json)) throw wrongType(path, 'an object');
  return json;
}

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

function wrongType(path: string, expected: string): WireError {
  return new WireError('SerializationException', `${path === '' ? 'The request body' : path} must be ${expected}`);
}
