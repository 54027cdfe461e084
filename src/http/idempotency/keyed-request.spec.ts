import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { Failure } from '../../failures/failure.js';
import type { Caller } from '../../tenants/identity/caller.js';
import { fingerprintOf, type KeyedRequest, placeOf, readIdempotencyKey, withBodyKey } from './keyed-request.js';

describe('readIdempotencyKey', () => {
  it.each(['8e03978e', '"8e03978e"'])('reads a key bare or in quotes alike: %s', (header) => {
    expect(readIdempotencyKey(header)).toEqual({ key: '8e03978e', faults: [] });
  });

  it.each([['a'], ['a'.repeat(255)], [`"${'a'.repeat(255)}"`], ['~ !'], ['a"b']])('takes %j', (header) => {
    expect(readIdempotencyKey(header).faults).toEqual([]);
  });

  it.each([[''], ['""'], ['a'.repeat(256)], [`"${'a'.repeat(256)}"`], ['a\tb'], ['ä'], ['a\nb'], ['\x7f']])(
    'refuses %j and says where it stood',
    (header) => {
      expect(readIdempotencyKey(header)).toEqual({
        faults: [{ pointer: '/header/idempotency-key', detail: 'must have 1 to 255 printable characters' }],
      });
    },
  );

  it('knows a request without the header', () => {
    expect(readIdempotencyKey(undefined)).toEqual({ faults: [] });
  });
});

describe('withBodyKey', () => {
  const callerWith = (key?: string) => ({ requestId: 'r', ...(key && { idempotencyKey: key }) }) as Caller;

  it.each([
    ['header', 'one', undefined, 'one'],
    ['body', undefined, 'one', 'one'],
    ['header and body alike', 'one', 'one', 'one'],
    ['no place', undefined, undefined, undefined],
  ])('finds the key of a write in the %s', (_, header, body, key) => {
    const caller = withBodyKey(callerWith(header), body);
    expect({ requestId: caller.requestId, key: caller.idempotencyKey }).toEqual({ requestId: 'r', key });
  });

  it('leaves the caller of other requests alone', () => {
    const caller = callerWith();
    withBodyKey(caller, 'one');
    expect(caller.idempotencyKey).toBeUndefined();
  });

  it('refuses two keys that differ', () => {
    const attempt = () => withBodyKey(callerWith('one'), 'two');
    expect(attempt).toThrow(Failure);
    expect(attempt).toThrow(
      expect.objectContaining({
        code: 'validation-failed',
        facts: {
          errors: [
            { pointer: '/clientRequestToken', detail: 'must equal the Idempotency-Key header when both are sent' },
          ],
        },
      }),
    );
  });
});

const REQUEST: KeyedRequest = {
  namespace: 'acme',
  operation: 'DisassociateFaces',
  key: 'order-7',
  params: { collectionId: 'staff', userId: 'ann' },
  query: {},
  body: { faceIds: ['a', 'b'] },
};

const printOf = (changes: Partial<KeyedRequest> = {}): string => fingerprintOf({ ...REQUEST, ...changes });

describe('fingerprintOf', () => {
  it.each<[string, Partial<KeyedRequest>]>([
    ['a list in another order', { body: { faceIds: ['b', 'a'] } }],
    ['a list with something twice', { body: { faceIds: ['a', 'b', 'a'] } }],
    ['the ids in the query', { query: { faceId: ['b', 'a'] }, body: {} }],
    ['a list of one name in query and body', { query: { faceIds: ['a', 'b'] }, body: {} }],
    ['an empty or absent list beside them', { query: { faceId: [], other: undefined } }],
    ['the key in the body', { body: { faceIds: ['a', 'b'], clientRequestToken: 'order-7' } }],
    ['members in another order', { params: { userId: 'ann', collectionId: 'staff' } }],
    [
      'a class’s instance',
      { body: Object.assign(Object.create({ of: 'its class' }) as object, { faceIds: ['a', 'b'] }) },
    ],
  ])('is the same for %s', (_name, changes) => {
    expect(printOf(changes)).toBe(printOf());
  });

  it.each<[string, Partial<KeyedRequest>]>([
    ['namespace', { namespace: 'beta' }],
    ['operation', { operation: 'AssociateFaces' }],
    ['key', { key: 'order-8' }],
    ['path', { params: { collectionId: 'staff', userId: 'bob' } }],
    ['body', { body: { faceIds: ['a'] } }],
    ['query', { query: { faceId: ['c'] } }],
    ['member', { body: { faceIds: ['a', 'b'], userMatchThreshold: 75 } }],
    ['place of a value', { params: { collectionId: 'ann', userId: 'staff' } }],
    ['part of a value', { params: { collectionId: 'staff' }, body: { userId: 'ann', faceIds: ['a', 'b'] } }],
    ['form that answers otherwise', { params: { ...(REQUEST.params as object), faceId: 'a' }, body: {} }],
  ])('is another one for another %s', (_name, changes) => {
    expect(printOf(changes)).not.toBe(printOf());
  });

  it('tells values of different types apart', () => {
    const values = [null, 'null', 0, '0', false, 'false', '', {}, '{}', ['a'], '["a"]', 'a', [['a']], { a: 1 }];
    expect(new Set(values.map((value) => printOf({ body: { value } }))).size).toBe(values.length);
  });

  it('tells images apart by their bytes', () => {
    const image = (...bytes: number[]): string => printOf({ body: { image: { bytes: Buffer.from(bytes) } } });
    expect(image(1, 2, 3)).toBe(image(1, 2, 3));
    expect(new Set([image(1, 2, 3), image(1, 2, 4), image(), image(3, 2, 1)]).size).toBe(4);
  });

  it('is one for one set of names and values, and another for another set', () => {
    const names = fc.constantFrom('a', 'b', 'c', '__proto__');
    const value = fc.oneof(
      fc.constantFrom('a', 'b', 1, true),
      fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1 }),
    );
    const members = fc.uniqueArray(fc.tuple(names, value), { selector: ([name]) => name, maxLength: 4 });
    const setOf = (pairs: [string, unknown][]): string =>
      JSON.stringify(pairs.map(([name, of]) => [name, Array.isArray(of) ? [...new Set(of)].sort() : of]).sort());
    fc.assert(
      fc.property(members, members, (one, other) => {
        const [a, b] = [one, other].map((pairs) => printOf({ body: Object.fromEntries(pairs) }));
        expect(a === b).toBe(setOf(one) === setOf(other));
      }),
    );
  });
});

describe('placeOf', () => {
  it('is the same for all that a tenant asks of an operation under a key', () => {
    expect(placeOf({ ...REQUEST, body: {}, params: {} })).toEqual(placeOf(REQUEST));
  });

  it('is another one for another tenant, operation or key, and shows no key', () => {
    const others = [{ namespace: 'beta' }, { operation: 'CreateUser' }, { key: 'order-8' }];
    const places = [REQUEST, ...others.map((other) => ({ ...REQUEST, ...other }))].map(placeOf);
    expect(new Set(places.map((place) => JSON.stringify(place))).size).toBe(4);
    expect(JSON.stringify(places)).not.toContain('order');
  });
});
