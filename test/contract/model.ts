import { readFileSync } from 'node:fs';

export interface ModelShape {
  readonly type: string;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, { readonly shape: string }>>;
  readonly member?: { readonly shape: string };
  readonly key?: { readonly shape: string };
  readonly value?: { readonly shape: string };
  /** For an exception: whether it is the server's fault. */
  readonly fault?: boolean;
}

interface Model {
  readonly ops: Readonly<
    Record<
      string,
      {
        readonly input: string;
        readonly output: string;
        readonly errors: string[];
      }
    >
  >;
  readonly shapes: Readonly<Record<string, ModelShape>>;
}

const FILE = new URL('./rekognition-model.json', import.meta.url);

/** AWS's own service model. */
export const MODEL = JSON.parse(readFileSync(FILE, 'utf8')) as Model;

export function shapeNamed(name: string): ModelShape {
  const shape = MODEL.shapes[name];
  if (!shape) throw new Error(`The model has no shape ${name}`);
  return shape;
}

/** The model's pattern, anchored. */
export function patternOf(shape: ModelShape): RegExp | undefined {
  return shape.pattern === undefined ? undefined : new RegExp(`^(?:${shape.pattern})$`, 'u');
}

const SCALARS: Readonly<Record<string, string>> = {
  string: 'string',
  integer: 'number',
  long: 'number',
  float: 'number',
  boolean: 'boolean',
  timestamp: 'number',
};

/** The paths at which an answer does not match the model. */
export function misfits(json: unknown, name: string, path = name): string[] {
  const shape = shapeNamed(name);
  if (shape.type === 'structure') {
    const members = shape.members ?? {};
    return Object.entries(json as object).flatMap(([member, value]) =>
      members[member] ? misfits(value, members[member].shape, `${path}.${member}`) : [`${path}.${member} is unknown`],
    );
  }
  if (shape.type === 'list') {
    const items = json as unknown[];
    return [
      ...(items.length > (shape.max ?? Infinity) ? [`${path} is too long`] : []),
      ...items.flatMap((item, index) => misfits(item, shape.member!.shape, `${path}[${index}]`)),
    ];
  }
  if (shape.type === 'map')
    return Object.entries(json as object).flatMap(([key, value]) => [
      ...misfits(key, shape.key!.shape, `${path} key`),
      ...misfits(value, shape.value!.shape, `${path}.${key}`),
    ]);
  return fits(json, shape) ? [] : [`${path} is ${JSON.stringify(json)}`];
}

function fits(json: unknown, shape: ModelShape): boolean {
  if (typeof json !== SCALARS[shape.type]) return false;
  if (typeof json === 'number') return json >= (shape.min ?? -Infinity) && json <= (shape.max ?? Infinity);
  if (typeof json !== 'string') return true;
  return (shape.enum?.includes(json) ?? true) && (patternOf(shape)?.test(json) ?? true);
}
