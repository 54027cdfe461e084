import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { Tenant } from '../config/tenant.js';
import { CLIENT_REQUEST_TOKEN } from './rekognition.limits.js';
import { withToken } from './request-token.js';

const INPUT = { CollectionId: 'staff' };

interface Asking {
  readonly tenant?: string;
  readonly operation?: string;
  readonly key?: string;
}

function tokenOf({ tenant: id = 'acme', operation: name = 'DisassociateFaces', key }: Asking): string {
  const caller = { tenant: { id } as Tenant, ...(key !== undefined && { idempotencyKey: key }) };
  const input = withToken({ name, repeat: 'token' }, INPUT, caller) as { ClientRequestToken: string };
  return input.ClientRequestToken;
}

describe('withToken', () => {
  it('makes the same token for the same tenant, operation and key', () => {
    expect(tokenOf({ key: 'order-7' })).toBe(tokenOf({ key: 'order-7' }));
  });

  it.each<[string, Asking]>([
    ['tenant', { tenant: 'beta', key: 'order-7' }],
    ['operation', { operation: 'AssociateFaces', key: 'order-7' }],
    ['key', { key: 'order-8' }],
  ])('makes another token for another %s', (_, asking) => {
    expect(tokenOf(asking)).not.toBe(tokenOf({ key: 'order-7' }));
  });

  it('keeps tenant, operation and key apart, however they are cut', () => {
    const tokens = [
      { tenant: 'a', operation: 'b', key: 'c' },
      { tenant: 'ab', operation: '', key: 'c' },
      { tenant: 'a', operation: 'bc', key: '' },
      { tenant: 'a","b', operation: '', key: 'c' },
    ].map(tokenOf);
    expect(new Set(tokens).size).toBe(tokens.length);
  });

  it("makes 43 characters of AWS's alphabet, whatever the key holds", () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }), (key) => {
        const token = tokenOf({ key });
        expect(token).toHaveLength(43);
        expect(token).toMatch(CLIENT_REQUEST_TOKEN.pattern);
      }),
    );
  });

  it("makes a token that nobody else has when there is no key, within AWS's bounds", () => {
    const tokens = Array.from({ length: 100 }, () => tokenOf({}));
    expect(new Set(tokens).size).toBe(100);
    for (const token of tokens) {
      expect(token).toMatch(CLIENT_REQUEST_TOKEN.pattern);
      expect(token.length).toBeLessThanOrEqual(CLIENT_REQUEST_TOKEN.most);
    }
  });

  it('adds the token to a copy of the input', () => {
    tokenOf({ key: 'order-7' });
    expect(INPUT).toEqual({ CollectionId: 'staff' });
  });

  it.each(['read', 'harmless', 'never', () => true] as const)(
    'adds none to an operation that has none: repeat %p',
    (repeat) => {
      const caller = { tenant: { id: 'acme' } as Tenant, idempotencyKey: 'order-7' };
      expect(withToken({ name: 'ListFaces', repeat }, INPUT, caller)).toEqual(INPUT);
    },
  );
});
