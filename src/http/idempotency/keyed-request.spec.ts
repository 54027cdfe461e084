import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { Failure } from '../../failures/failure.js';
import type { Caller } from '../../tenants/identity/caller.js';
import { fingerprintOf, type KeyedRequest, placeOf, readIdempotencyKey, withBodyKey } from './keyed-request.js';

describe('readIdempotencyKey', () => {
  it.each(['8e03978e', '"8e03978e"'])('reads a key with or without quotes: %s', (header) => {
    expect(readIdempotencyKey(header)).toEqual({ key: '8e03978e', faults: [] });
  });

  it.each([['a'], ['a'.repeat(255)], [`"${'a'.repeat(255)}"`], ['~ !'], ['a"b']])('accepts %j', (header) => {
    expect(readIdempotencyKey(header).faults).toEqual([]);
  });

  it.each([[''], ['""'], ['a'.repeat(256)], [`"${'a'.repeat(256)}"`], ['a\tb'], ['ä'], ['a\nb'], ['\x7f']])(
    'rejects %j with a pointer to the header',
    (header) => {
      expect(readIdempotencyKey(header)).toEqual({
        faults: [{ pointer: '/header/idempotency-key', detail: 'must have 1 to 255 printable characters' }],
      });
    },
  );

  it('returns no key for a request without the header', () => {
    expect(readIdempotencyKey(undefined)).toEqual({ faults: [] });
  });
});

describe('withBodyKey', () => {
  const callerWith = (key?: string) => ({ requestId: 'r', ...(key && { idempotencyKey: key }) }) as Caller;

  it.each([
    ['header', 'one', undefined, 'one'],
    ['body', undefined, 'one', 'one'],
    ['header and body alike', 'one', 'one', 'one'],
    ['neither header nor body', undefined, undefined, undefined],
  ])('finds the key of a write in: %s', (_, header, body, key) => {
    const caller = withBodyKey(callerWith(header), body);
    expect({ requestId: caller.requestId, key: caller.idempotencyKey }).toEqual({ requestId: 'r', key });
  });

  it('does not change the caller of other requests', () => {
    const caller = callerWith();
    withBodyKey(caller, 'one');
    expect(caller.idempotencyKey).toBeUndefined();
  });

  it('rejects two different keys', () => {
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
    ['a list with a duplicate', { body: { faceIds: ['a', 'b', 'a'] } }],
    ['the ids in the query', { query: { faceId: ['b', 'a'] }, body: {} }],
    ['a list in the query instead of the body', { query: { faceIds: ['a', 'b'] }, body: {} }],
    ['additional empty or absent lists', { query: { faceId: [], other: undefined } }],
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
    ['route with a different answer', { params: { ...(REQUEST.params as object), faceId: 'a' }, body: {} }],
  ])('differs for another %s', (_name, changes) => {
    expect(printOf(changes)).not.toBe(printOf());
  });

  it('distinguishes values of different types', () => {
    const values = [null, 'null', 0, '0', false, 'false', '', {}, '{}', ['a'], '["a"]', 'a', [['a']], { a: 1 }];
    expect(new Set(values.map((value) => printOf({ body: { value } }))).size).toBe(values.length);
  });

  it('distinguishes images by their bytes', () => {
    const image = (...bytes: number[]): string => printOf({ body: { image: { bytes: Buffer.from(bytes) } } });
    expect(image(1, 2, 3)).toBe(image(1, 2, 3));
    expect(new Set([image(1, 2, 3), image(1, 2, 4), image(), image(3, 2, 1)]).size).toBe(4);
  });

  it('is equal exactly if the names and values are equal', () => {
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
  it('is the same for all requests of a tenant to an operation with the same key', () => {
    expect(placeOf({ ...REQUEST, body: {}, params: {} })).toEqual(placeOf(REQUEST));
  });

  it('differs for another tenant, operation or key, and does not contain the key', () => {
    const others = [{ namespace: 'beta' }, { operation: 'CreateUser' }, { key: 'order-8' }];
    const places = [REQUEST, ...others.map((other) => ({ ...REQUEST, ...other }))].map(placeOf);
    expect(new Set(places.map((place) => JSON.stringify(place))).size).toBe(4);
    expect(JSON.stringify(places)).not.toContain('order');
  });
});
