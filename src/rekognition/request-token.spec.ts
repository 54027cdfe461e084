import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { Tenant } from '../config/tenant.js';
import { CLIENT_REQUEST_TOKEN } from './model/rekognition.limits.js';
import { withToken } from './call.js';

const INPUT = { CollectionId: 'staff' };

const ACME = {
  id: 'acme',
  awsAccount: '111122223333',
  region: 'eu-west-1',
  view: { kind: 'all' },
} as Tenant;

interface Asking {
  readonly of?: Partial<Tenant>;
  readonly operation?: string;
  readonly key?: string;
}

function tokenOf({ of = {}, operation: name = 'DisassociateFaces', key }: Asking): string {
  const caller = { tenant: { ...ACME, ...of }, ...(key !== undefined && { idempotencyKey: key }) };
  const input = withToken({ name, repeat: 'token' }, INPUT, caller) as { ClientRequestToken: string };
  return input.ClientRequestToken;
}

describe('withToken', () => {
  it('derives the same token for the same tenant, operation and key', () => {
    expect(tokenOf({ key: 'order-7' })).toBe(tokenOf({ key: 'order-7' }));
  });

  it.each<[string, Asking]>([
    ['tenant', { of: { id: 'beta' }, key: 'order-7' }],
    ['account', { of: { awsAccount: '444455556666' }, key: 'order-7' }],
    ['region', { of: { region: 'us-east-1' }, key: 'order-7' }],
    ['prefix', { of: { view: { kind: 'prefix', prefix: 'acme.' } }, key: 'order-7' }],
    ['operation', { operation: 'AssociateFaces', key: 'order-7' }],
    ['key', { key: 'order-8' }],
  ])('derives another token for another %s', (_, asking) => {
    expect(tokenOf(asking)).not.toBe(tokenOf({ key: 'order-7' }));
  });

  it('derives different tokens for tenants, operations and keys that are equal when joined', () => {
    const tokens = [
      { of: { id: 'a' }, operation: 'b', key: 'c' },
      { of: { id: 'ab' }, operation: '', key: 'c' },
      { of: { id: 'a' }, operation: 'bc', key: '' },
      { of: { id: 'a","b' }, operation: '', key: 'c' },
    ].map(tokenOf);
    expect(new Set(tokens).size).toBe(tokens.length);
  });

  it("derives 43 characters of AWS's alphabet from any key", () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }), (key) => {
        const token = tokenOf({ key });
        expect(token).toHaveLength(43);
        expect(token).toMatch(CLIENT_REQUEST_TOKEN.pattern);
      }),
    );
  });

  it("generates a unique token within AWS's bounds if there is no key", () => {
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
    'adds no token to an operation without one: repeat %p',
    (repeat) => {
      const caller = { tenant: ACME, idempotencyKey: 'order-7' };
      expect(withToken({ name: 'ListFaces', repeat }, INPUT, caller)).toEqual(INPUT);
    },
  );
});
