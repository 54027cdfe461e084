declare const VALUE: unique symbol;

/** A schema of values of a type. Its title completes the fault "must be …". Faults never quote values. */
export interface Schema<Value = unknown> {
  readonly [VALUE]?: Value;
  readonly title: string;
  readonly description?: string;
  readonly [keyword: string]: unknown;
}

/** The type of the values that a schema accepts. */
export type ValueOf<S> = S extends Schema<infer Value> ? Value : never;

type Members = Readonly<Record<string, Schema>>;
type ObjectOf<M extends Members, Required extends keyof M> = {
  readonly [Key in Required]: ValueOf<M[Key]>;
} & { readonly [Key in Exclude<keyof M, Required>]?: ValueOf<M[Key]> };

export function object<M extends Members, Required extends keyof M = never>(
  title: string,
  properties: M,
  required: readonly Required[] = [],
  more: object = {},
): Schema<ObjectOf<M, Required>> {
  return { title, type: 'object', properties, required, additionalProperties: false, ...more };
}

export function text(title: string, pattern: string, more: object = {}): Schema<string> {
  return { title, type: 'string', pattern, ...more };
}

export function wholeNumber(minimum: number, maximum: number): Schema<number> {
  return { title: `a whole number from ${minimum} to ${maximum}`, type: 'integer', minimum, maximum };
}

export function list<Item>(
  title: string,
  items: Schema<Item>,
  [minItems, maxItems]: readonly [number, number?],
  more: object = {},
): Schema<readonly Item[]> {
  return { title, type: 'array', items, minItems, ...(maxItems !== undefined && { maxItems }), ...more };
}

export function oneOfTexts<Choice extends string>(title: string, choices: readonly Choice[]): Schema<Choice> {
  return { title, type: 'string', enum: choices };
}

export function described<Value>(description: string, schema: Schema<Value>): Schema<Value> {
  return { ...schema, description };
}

/** An object with exactly one of the members. */
export function exactlyOne(...names: readonly string[]): Schema {
  return {
    title: `given exactly one of ${names.join(' and ')}`,
    type: 'object',
    oneOf: names.map((name) => ({ required: [name] })),
  };
}

/** An object with at most one of the members. */
export function atMostOne(...names: readonly string[]): Schema {
  const pairs = names.flatMap((one, index) => names.slice(index + 1).map((other) => ({ required: [one, other] })));
  const limit = names.length === 2 ? 'not both' : 'not more than one';
  return { title: `given ${names.join(' or ')}, ${limit}`, type: 'object', not: { anyOf: pairs } };
}
