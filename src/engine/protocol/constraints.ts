/** The constraints of the service model, in the words of AWS's front end, which checks them before any service does. */

interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

/**
 * The constraints of a value. Bounds limit the length of strings, blobs, lists and maps, and the value of numbers.
 * Patterns have the form `^(?:…)$`.
 */
export type Constraints =
  | ({ readonly type: 'string'; readonly pattern?: RegExp; readonly values?: readonly string[] } & Bounds)
  | ({ readonly type: 'integer' | 'float' | 'blob' } & Bounds)
  | ({ readonly type: 'list'; readonly member: Constraints } & Bounds)
  | ({ readonly type: 'map'; readonly key: Constraints; readonly value: Constraints } & Bounds);

interface Constraint {
  readonly text: string;
  readonly holds: (value: unknown) => boolean;
}

/** Longer values are truncated in messages. */
const SHOWN_CHARACTERS = 2048;

/** Returns AWS's text for violations, which is that of a ValidationException. */
export function violationText(violations: readonly string[]): string {
  return `${violations.length} validation error${violations.length === 1 ? '' : 's'} detected: ${violations.join('; ')}`;
}

/** Returns the violations of a value of the right type. */
export function violationsOf(constraints: Constraints, value: unknown, member: string): string[] {
  return constraintsOf(constraints)
    .filter(({ holds }) => !holds(value))
    .map(({ text }) => violation(`'${shown(value).slice(0, SHOWN_CHARACTERS)}'`, member, text));
}

/** Returns the violation of a required member that is absent. */
export function missingMember(member: string): string {
  return violation('null', member, 'Member must not be null');
}

/** AWS writes the names of members in lower camel case. */
export function camelCase(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** @param value as shown: `null`, or in quotes */
export function violation(value: string, member: string, constraint: string): string {
  return `Value ${value} at '${member}' failed to satisfy constraint: ${constraint}`;
}

function constraintsOf(shape: Constraints): Constraint[] {
  const { type, min, max } = shape;
  const measure = type === 'integer' || type === 'float' ? 'value' : 'length';
  const constraints: Constraint[] = [];
  const add = (text: string, holds: Constraint['holds']) => constraints.push({ text, holds });
  if (max !== undefined) add(`Member must have ${measure} less than or equal to ${max}`, (it) => sizeOf(it) <= max);
  if (min !== undefined) add(`Member must have ${measure} greater than or equal to ${min}`, (it) => sizeOf(it) >= min);
  if (type === 'string') {
    const { pattern, values } = shape;
    if (pattern)
      add(`Member must satisfy regular expression pattern: ${shownPattern(pattern)}`, (it) =>
        pattern.test(it as string),
      );
    if (values)
      add(`Member must satisfy enum value set: [${values.join(', ')}]`, (it) => values.includes(it as string));
  }
  /** A list or map names all constraints of its items if an item violates one. */
  const addNested = (what: string, item: Constraints, itemsOf: (it: object) => readonly unknown[]) => {
    const nested = constraintsOf(item);
    if (nested.length > 0)
      add(`${what} must satisfy constraint: [${nested.map(({ text }) => text).join(', ')}]`, (it) =>
        itemsOf(it as object).every((each) => nested.every(({ holds }) => holds(each))),
      );
  };
  if (type === 'list') addNested('Member', shape.member, Object.values);
  if (type === 'map') addNested('Map keys', shape.key, Object.keys);
  if (type === 'map') addNested('Map value', shape.value, Object.values);
  return constraints;
}

/** Returns the pattern of the service model. AWS does not show the anchors that its front end adds. */
function shownPattern({ source }: RegExp): string {
  return source.slice('^(?:'.length, -')$'.length);
}

/** The value of a number, the length of anything else. Characters are code points, as at AWS. */
function sizeOf(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return value.length - (value.match(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g)?.length ?? 0);
  if (Buffer.isBuffer(value) || Array.isArray(value)) return value.length;
  return Object.keys(value as object).length;
}

/** Formats a value as Java does, like AWS's front end. */
function shown(value: unknown): string {
  if (Buffer.isBuffer(value)) return `java.nio.HeapByteBuffer[pos=0 lim=${value.length} cap=${value.length}]`;
  if (Array.isArray(value)) return `[${value.join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{${Object.entries(value)
    .map(([key, item]) => `${key}=${String(item)}`)
    .join(', ')}}`;
}
