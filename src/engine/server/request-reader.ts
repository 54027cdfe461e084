import { SHAPES, type Shape, type ShapeName, type ValueOf } from '../protocol/constraints.js';
import { WireError } from '../protocol/wire-error.js';

const SHOWN_CHARACTERS = 100;

/**
 * Converts request JSON to its shape. As at AWS, unknown members are dropped and `null` counts as absent; blobs are
 * decoded.
 *
 * @throws SerializationException for a wrong type, before any constraint is checked; InvalidParameterException listing
 *   every violated constraint
 */
export function readRequest<Name extends ShapeName>(name: Name, body: Uint8Array): ValueOf<Name> {
  const reader = new Reader();
  const value = reader.read(name, parseJson(body), '');
  reader.throwViolations();
  return value as ValueOf<Name>;
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as unknown;
  } catch {
    throw new WireError('SerializationException', 'The request body is not valid JSON');
  }
}

type ShapeOf<Type extends Shape['type']> = Extract<Shape, { type: Type }>;

class Reader {
  private readonly violations: string[] = [];
  private tooLarge?: WireError;

  throwViolations(): void {
    const { length } = this.violations;
    if (length > 0) {
      const head = `${length} validation error${length === 1 ? '' : 's'} detected: `;
      throw new WireError('InvalidParameterException', head + this.violations.join('; '));
    }
    if (this.tooLarge) throw this.tooLarge;
  }

  read(name: string, json: unknown, path: string): unknown {
    const shape: Shape = SHAPES[name as ShapeName];
    switch (shape.type) {
      case 'structure':
        return this.structure(shape, json, path);
      case 'list':
        return this.list(shape, json, path);
      case 'map':
        return this.map(shape, json, path);
      case 'blob':
        return this.blob(shape, json, path);
      case 'string':
        return this.string(shape, json, path);
      default:
        return this.number(shape, json, path);
    }
  }

  private structure(shape: ShapeOf<'structure'>, json: unknown, path: string): object {
    const given = asObject(json, path);
    const value: Record<string, unknown> = {};
    for (const [member, memberShape] of Object.entries(shape.members)) {
      const memberPath = join(path, member);
      const memberJson = Object.hasOwn(given, member) ? (given[member] ?? null) : null;
      if (memberJson !== null) value[member] = this.read(memberShape, memberJson, memberPath);
      else if (shape.required.includes(member)) this.violation(memberPath, null, 'Member must not be null');
    }
    return value;
  }

  private list(shape: ShapeOf<'list'>, json: unknown, path: string): unknown[] {
    if (!Array.isArray(json)) throw wrongType(path, 'a list');
    const value: unknown[] = json.map((item: unknown, index) =>
      this.read(shape.member, item, `${path}.${index + 1}.member`),
    );
    this.length(shape, json.length, json, path);
    return value;
  }

  private map(shape: ShapeOf<'map'>, json: unknown, path: string): object {
    const entries = Object.entries(asObject(json, path));
    this.length(shape, entries.length, json, path);
    const value: Record<string, unknown> = Object.fromEntries(
      entries.map(([key, item]) => {
        this.read(shape.key, key, `${path}.key`);
        return [key, this.read(shape.value, item, `${path}.value`)];
      }),
    );
    return value;
  }

  private blob(shape: ShapeOf<'blob'>, json: unknown, path: string): Buffer {
    if (typeof json !== 'string' || !isBase64(json)) throw wrongType(path, 'a base64 blob');
    const bytes = Buffer.from(json, 'base64');
    if (shape.max !== undefined && bytes.length > shape.max)
      this.tooLarge = new WireError(shape.beyond, `The image is larger than ${shape.max} bytes`);
    else this.length(shape, bytes.length, '(bytes)', path);
    return bytes;
  }

  private string(shape: ShapeOf<'string'>, json: unknown, path: string): string {
    if (typeof json !== 'string') throw wrongType(path, 'a string');
    this.length(shape, codePoints(json), json, path);
    if (shape.pattern && !shape.pattern.test(json))
      this.violation(path, json, `Member must satisfy regular expression pattern: ${shape.pattern.source}`);
    if (shape.values && !shape.values.includes(json))
      this.violation(path, json, `Member must satisfy enum value set: [${shape.values.join(', ')}]`);
    return json;
  }

  private number(shape: ShapeOf<'integer' | 'float'>, json: unknown, path: string): number {
    if (typeof json !== 'number') throw wrongType(path, 'a number');
    if (shape.type === 'integer' && !Number.isSafeInteger(json)) throw wrongType(path, 'an integer');
    if (shape.min !== undefined && json < shape.min)
      this.violation(path, json, `Member must have value greater than or equal to ${shape.min}`);
    if (shape.max !== undefined && json > shape.max)
      this.violation(path, json, `Member must have value less than or equal to ${shape.max}`);
    return json;
  }

  private length(bounds: { min?: number; max?: number }, length: number, value: unknown, path: string): void {
    if (bounds.min !== undefined && length < bounds.min)
      this.violation(path, value, `Member must have length greater than or equal to ${bounds.min}`);
    if (bounds.max !== undefined && length > bounds.max)
      this.violation(path, value, `Member must have length less than or equal to ${bounds.max}`);
  }

  private violation(path: string, value: unknown, constraint: string): void {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    const shown = value === null ? 'null' : `'${text.slice(0, SHOWN_CHARACTERS)}'`;
    this.violations.push(`Value ${shown} at '${path}' failed to satisfy constraint: ${constraint}`);
  }
}

/** AWS reports member paths in lower camel case. */
function join(path: string, member: string): string {
  const name = member.charAt(0).toLowerCase() + member.slice(1);
  return path === '' ? name : `${path}.${name}`;
}

function asObject(json: unknown, path: string): Record<string, unknown> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw wrongType(path, 'an object');
  return json as Record<string, unknown>;
}

/** Counts code points, as AWS does, rather than UTF-16 code units. */
function codePoints(text: string): number {
  return text.length - (text.match(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g)?.length ?? 0);
}

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

function wrongType(path: string, expected: string): WireError {
  return new WireError('SerializationException', `${path === '' ? 'The request body' : path} must be ${expected}`);
}
