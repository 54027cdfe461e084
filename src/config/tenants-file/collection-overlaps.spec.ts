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
    ['the one with a word, the other without', { ...PREFIX, sharedWith: 'emea' }, PREFIX],
    ['different words', { ...PREFIX, sharedWith: 'emea' }, { ...PREFIX, sharedWith: 'apac' }],
  ])('finds %s, whichever stands first', (_, one, other) => {
    expect(found(one, other)).toEqual([[0, 1]]);
    expect(found(other, one)).toEqual([[0, 1]]);
  });

  it.each<[string, View, View]>([
    ['prefixes side by side', PREFIX, { collectionPrefix: 'acme-' }],
    ['a prefix and ids outside of it', PREFIX, { allowedCollections: ['acme', 'Acme.staff', 'x.acme.'] }],
    ['lists without an id in common', LISTED, { allowedCollections: ['staff2', 'visitor'] }],
    ['all and all, with the same word', { sharedWith: 'emea' }, { sharedWith: 'emea' }],
    [
      'a prefix and a list, with the same word',
      { ...PREFIX, sharedWith: 'a' },
      { allowedCollections: ['acme.1'], sharedWith: 'a' },
    ],
  ])('leaves alone %s', (_, one, other) => {
    expect(found(one, other)).toEqual([]);
    expect(found(other, one)).toEqual([]);
  });

  it('does not take a word for the place of a tenant that has none', () => {
    expect(found({ sharedWith: '1' }, {})).toEqual([[0, 1]]);
  });

  it('names every tenant that meets a stranger, and only pairs that meet, as looking at every pair does', () => {
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

  it('reads each of 10,000 tenants once, and not once for each other', () => {
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
