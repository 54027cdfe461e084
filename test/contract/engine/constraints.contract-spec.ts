import { describe, expect, it } from '@jest/globals';
import type { Members, Shape } from '../../../src/engine/protocol/shapes.js';
import { OPERATIONS } from '../../../src/engine/targets.js';
import { rawCall } from '../kit.js';
import { withEngine } from '../with-engine.js';
import { MODEL, patternOf, shapeNamed } from '../model.js';
import type { ModelShape } from '../model.js';

type Json = string | number | boolean | null | readonly Json[] | { readonly [member: string]: Json };

/** Values of one shape: at its bounds, one beyond its bounds, and of a wrong type. */
interface Edges {
  readonly good: readonly Json[];
  readonly bad: readonly Json[];
  readonly wrong: readonly Json[];
}

/** A few characters that distinguish patterns; the others are compared without calls. */
const CHARACTERS = ['-', ':', '/', ' ', '\n', 'é'];
const FACE_ID = '0123abcd-0123-0123-0123-0123456789ab';

/** Created once, because the samples of the largest images have megabytes. */
const knownEdges = new Map<string, Edges>();

function edgesOf(name: string): Edges {
  const shape = shapeNamed(name);
  const edges = knownEdges.get(name) ?? EDGES[shape.type]!(shape);
  knownEdges.set(name, edges);
  return edges;
}

const EDGES: Readonly<Record<string, (shape: ModelShape) => Edges>> = {
  string: (shape) => ({ ...stringEdges(shape), wrong: [1, true, [], {}] }),
  integer: (shape) => ({ ...numberEdges(shape, 1), wrong: ['1', 1.5, true, [], {}] }),
  float: (shape) => ({ ...numberEdges(shape, 0.001), wrong: ['1', true, [], {}] }),
  blob: ({ min = 0, max = 0 }) => ({
    good: [min, max].map(base64),
    bad: [min - 1, max + 1].map(base64),
    wrong: [1, 'no base64', [], {}],
  }),
  list: ({ min = 0, max, member }) => {
    const items = edgesOf(member!.shape);
    const some = (length: number) => Array.from({ length }, () => items.good[0]!);
    return {
      good: [some(min), ...(max === undefined ? [] : [some(max)]), ...items.good.map((item) => [item])],
      bad: [
        ...(min > 0 ? [some(min - 1)] : []),
        ...(max === undefined ? [] : [some(max + 1)]),
        ...items.bad.map((item) => [items.good[0]!, item]),
      ],
      wrong: [1, 'text', {}, ...items.wrong.map((item) => [item])],
    };
  },
  map: ({ max = 0, key, value }) => {
    const [keys, values] = [edgesOf(key!.shape), edgesOf(value!.shape)];
    const entry = (k: Json, v: Json): Json => ({ [k as string]: v });
    const some = (length: number): Json => Object.fromEntries(Array.from({ length }, (_, i) => [`k${i}`, '']));
    return {
      good: [some(0), some(max), ...keys.good.map((k) => entry(k, '')), ...values.good.map((v) => entry('k', v))],
      bad: [some(max + 1), ...keys.bad.map((k) => entry(k, '')), ...values.bad.map((v) => entry('k', v))],
      wrong: [1, 'text', [], ...values.wrong.map((v) => entry('k', v))],
    };
  },
  structure: (shape) => {
    const members = Object.entries(shape.members!).map(([member, { shape: of }]) => ({ member, edges: edgesOf(of) }));
    const all = (kind: keyof Edges) =>
      members.flatMap(({ member, edges }) => edges[kind].map((v) => ({ [member]: v })));
    return { good: all('good'), bad: all('bad'), wrong: [1, 'text', [], ...all('wrong')] };
  },
};

function stringEdges(shape: ModelShape): Omit<Edges, 'wrong'> {
  const { min = 0, max } = shape;
  const pattern = patternOf(shape);
  if (shape.enum) return { good: shape.enum, bad: ['NOT_ONE', shape.enum[0]!.toLowerCase(), ''] };
  if (max === undefined) return { good: [FACE_ID], bad: [FACE_ID.toUpperCase(), `${FACE_ID}0`, `${FACE_ID}\n`, ''] };
  const of = (length: number) => 'a'.repeat(length);
  const padded = CHARACTERS.map((character) => of(Math.max(0, min - 1)) + character);
  const allowed = (text: string) => pattern?.test(text) ?? true;
  return {
    good: [of(min), of(max), ...padded.filter(allowed)],
    bad: [...(min > 0 ? [of(min - 1)] : []), of(max + 1), ...padded.filter((text) => !allowed(text))],
  };
}

function numberEdges({ min, max }: ModelShape, step: number): Omit<Edges, 'wrong'> {
  const bounds = [min, max].filter((bound) => bound !== undefined);
  return {
    good: bounds,
    bad: [...(min === undefined ? [] : [min - step]), ...(max === undefined ? [] : [max + step])],
  };
}

function base64(length: number): string {
  return Buffer.alloc(length, 1).toString('base64');
}

/** The smallest request that meets every constraint. */
function sampleOf(name: string): Record<string, Json> {
  const { required = [], members = {} } = shapeNamed(name);
  return Object.fromEntries(required.map((member) => [member, edgesOf(members[member]!.shape).good[0]!]));
}

/** Whether AWS's front end rejected the call, and not the operation itself. */
function constraintRefusal(json: Record<string, unknown>): boolean {
  const { __type: name, Message: message } = json;
  return name === 'ValidationException' && String(message).includes('failed to satisfy constraint');
}

const mapped = <Value, Result>(members: Readonly<Record<string, Value>>, map: (value: Value) => Result) =>
  Object.fromEntries(Object.entries(members).map(([member, value]) => [member, map(value)]));

/** A shape of the engine with its nested shapes, in the format of the model. */
function described(shape: Shape): object {
  const { required, optional, member, key, value, pattern, ...own } = shape as Partial<
    Record<'required' | 'optional', Members> & Record<'member' | 'key' | 'value', Shape>
  > & { readonly type: string; readonly pattern?: RegExp };
  return {
    ...own,
    ...(required && { required: mapped(required, described) }),
    ...(optional && { optional: mapped(optional, described) }),
    ...mapped({ member, key, value }, (part) => part && described(part)),
    pattern: pattern?.source,
  };
}

/** The same for a shape of the model. */
function modelled(name: string): object {
  const { type, min, max, enum: values, pattern, required = [], members, member, key, value } = shapeNamed(name);
  const part = (isRequired: boolean) =>
    mapped(
      Object.fromEntries(Object.entries(members!).filter(([each]) => required.includes(each) === isRequired)),
      ({ shape }) => modelled(shape),
    );
  return {
    type,
    min,
    max,
    values,
    pattern: pattern === undefined ? undefined : `^(?:${pattern})$`,
    ...(members && { required: part(true), optional: part(false) }),
    ...mapped({ member, key, value }, (each) => each && modelled(each.shape)),
  };
}

const { engine } = withEngine();

async function send(target: string, input: Json) {
  return (await rawCall(engine.url, { target, body: JSON.stringify(input) })).json;
}

const MEMBERS = OPERATIONS.flatMap(({ name }) =>
  Object.entries(shapeNamed(`${name}Request`).members!).map(([member, { shape }]) => ({ name, member, shape })),
);

describe("Constraints of AWS's model", () => {
  it('are checked for every operation', () => {
    expect(OPERATIONS.map(({ name }) => name).toSorted()).toEqual(Object.keys(MODEL.ops).toSorted());
  });

  it.each(OPERATIONS)('are complete for $name: every member with its type, bounds, values and pattern', (operation) => {
    const { name, required, optional } = operation;
    expect(described({ type: 'structure', required, optional })).toEqual(modelled(MODEL.ops[name]!.input));
  });

  it.each(MEMBERS)('accept $name.$member at its bounds', async ({ name, member, shape }) => {
    for (const value of edgesOf(shape).good) {
      const json = await send(name, { ...sampleOf(`${name}Request`), [member]: value });
      expect({ value, refused: constraintRefusal(json) || json['__type'] === 'SerializationException' }).toEqual({
        value,
        refused: false,
      });
    }
  });

  it.each(MEMBERS)('reject $name.$member one beyond its bounds', async ({ name, member, shape }) => {
    for (const value of edgesOf(shape).bad) {
      const json = await send(name, { ...sampleOf(`${name}Request`), [member]: value });
      expect({ value, refused: constraintRefusal(json) }).toEqual({ value, refused: true });
    }
  });

  it.each(MEMBERS)(
    'reject $name.$member of a wrong type with SerializationException',
    async ({ name, member, shape }) => {
      for (const value of edgesOf(shape).wrong) {
        const json = await send(name, { ...sampleOf(`${name}Request`), [member]: value });
        expect({ value, name: json['__type'] }).toEqual({ value, name: 'SerializationException' });
      }
    },
  );

  it.each(MEMBERS)('treat a null $name.$member as absent', async ({ name, member }) => {
    const required = shapeNamed(`${name}Request`).required?.includes(member) ?? false;
    const json = await send(name, { ...sampleOf(`${name}Request`), [member]: null });
    expect(constraintRefusal(json)).toBe(required);
  });

  it('ignore members that are not in the model', async () => {
    const json = await send('ListCollections', { Unknown: 1, __proto__: { MaxResults: -1 }, constructor: 'x' });
    expect(json).toHaveProperty('CollectionIds');
  });
});
