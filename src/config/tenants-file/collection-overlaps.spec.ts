import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { overlapsOf, type Overlap } from './collection-overlaps.js';
import type { TenantSettings } from './tenants-file.schema.js';

type View = Pick<TenantSettings, 'collectionPrefix' | 'allowedCollections' | 'sharedWith'>;

function tenant(view: View): TenantSettings {
  return {
    id: 't',
    awsAccount: '111122223333',
    region: 'eu-west-1',
    credentials: { default: {} },
    apiKeys: [],
    ...view,
  };
}

function found(...views: readonly View[]): Overlap[] {
  return overlapsOf(views.map((view, index) => [index, tenant(view)]));
}

/** The rule as it is told, pair by pair. */
function mayMeet(one: View, other: View): boolean {
  if (one.sharedWith !== undefined && one.sharedWith === other.sharedWith) return false;
  const { collectionPrefix: a = '', allowedCollections: listed } = one;
  const { collectionPrefix: b = '', allowedCollections: otherListed } = other;
  if (listed !== undefined && otherListed !== undefined) return listed.some((id) => otherListed.includes(id));
  if (listed !== undefined) return listed.some((id) => id.startsWith(b));
  if (otherListed !== undefined) return otherListed.some((id) => id.startsWith(a));
  return a.startsWith(b) || b.startsWith(a);
}

function meeting(views: readonly View[]): Set<string> {
  const pairs = views.flatMap((one, a) =>
    views.flatMap((other, b) => (a < b && mayMeet(one, other) ? [`${a},${b}`] : [])),
  );
  return new Set(pairs);
}

const PREFIX = { collectionPrefix: 'acme.' };
const LISTED = { allowedCollections: ['staff', 'visitors'] };

describe('overlapsOf', () => {
  it.each<[string, View, View]>([
    ['equal prefixes', PREFIX, PREFIX],
    ['a prefix of a prefix', PREFIX, { collectionPrefix: 'acme.eu.' }],
    ['a prefix and an id that begins with it', PREFIX, { allowedCollections: ['visitors', 'acme.staff'] }],
    ['a prefix and that very id', PREFIX, { allowedCollections: ['acme.'] }],
    ['lists with an id in common', LISTED, { allowedCollections: ['visitors', 'x'] }],
    ['all and a prefix', {}, PREFIX],
    ['all and a list', {}, LISTED],
    ['all and all', {}, {}],
    ['one view with sharedWith and one without', { ...PREFIX, sharedWith: 'emea' }, PREFIX],
    ['different values of sharedWith', { ...PREFIX, sharedWith: 'emea' }, { ...PREFIX, sharedWith: 'apac' }],
  ])('reports %s in either order', (_, one, other) => {
    expect(found(one, other)).toEqual([[0, 1]]);
    expect(found(other, one)).toEqual([[0, 1]]);
  });

  it.each<[string, View, View]>([
    ['prefixes that do not contain each other', PREFIX, { collectionPrefix: 'acme-' }],
    ['a prefix and ids without it', PREFIX, { allowedCollections: ['acme', 'Acme.staff', 'x.acme.'] }],
    ['lists without an id in common', LISTED, { allowedCollections: ['staff2', 'visitor'] }],
    ['all and all, with the same sharedWith', { sharedWith: 'emea' }, { sharedWith: 'emea' }],
    [
      'a prefix and a list, with the same sharedWith',
      { ...PREFIX, sharedWith: 'a' },
      { allowedCollections: ['acme.1'], sharedWith: 'a' },
    ],
  ])('accepts %s', (_, one, other) => {
    expect(found(one, other)).toEqual([]);
    expect(found(other, one)).toEqual([]);
  });

  it('does not confuse sharedWith with the index of a tenant without it', () => {
    expect(found({ sharedWith: '1' }, {})).toEqual([[0, 1]]);
  });

  it('reports the same tenants as a comparison of all pairs, and only pairs that overlap', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.'), minLength: 1, maxLength: 4 });
    const seen = fc.oneof(
      { weight: 6, arbitrary: fc.record({ collectionPrefix: text }) },
      { weight: 6, arbitrary: fc.record({ allowedCollections: fc.uniqueArray(text, { minLength: 1, maxLength: 4 }) }) },
      { weight: 1, arbitrary: fc.constant({}) },
    );
    const shared = fc.oneof(fc.constant({}), fc.record({ sharedWith: fc.constantFrom('x', 'y') }));
    const view = fc.tuple(seen, shared).map(([what, word]): View => ({ ...what, ...word }));
    fc.assert(
      fc.property(fc.array(view, { maxLength: 9 }), (views) => {
        const expected = meeting(views);
        const told = found(...views).map(String);
        expect(told.filter((pair) => !expected.has(pair))).toEqual([]);
        const places = (pairs: Iterable<string>): number[] =>
          [...new Set([...pairs].flatMap((pair) => pair.split(',').map(Number)))].sort((a, b) => a - b);
        expect(places(told)).toEqual(places(expected));
      }),
      { numRuns: 3_000 },
    );
  });

  it('reads each of 10,000 tenants only once', () => {
    let looks = 0;
    const settings = Array.from({ length: 10_000 }, (_, index) => {
      const collectionPrefix = `tenant-${index}.`;
      return new Proxy(tenant({}), {
        get: (target, member) => {
          looks += 1;
          return member === 'collectionPrefix' ? collectionPrefix : (Reflect.get(target, member) as unknown);
        },
      });
    });
    expect(overlapsOf([...settings.entries()])).toEqual([]);
    expect(looks).toBeLessThanOrEqual(30_000);
  });
});
