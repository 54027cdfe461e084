import { randomBytes } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { FakeClock } from '../../../test/harness/fake-clock.js';
import { Secrets } from '../../config/secrets.js';
import type { Tenant } from '../../config/tenant.js';
import { MAX_CURSOR_LENGTH, Cursors, type ListPlace } from './cursor.js';

const HOUR_MS = 60 * 60 * 1_000;
const OLD = randomBytes(32);
const NEW = randomBytes(32);

function setting(secrets = Secrets.of([NEW, OLD])): { cursors: Cursors; clock: FakeClock } {
  const clock = new FakeClock();
  return { cursors: new Cursors({ secrets }, clock), clock };
}

const { cursors } = setting();

const ACME = { id: 'acme', awsAccount: '111122223333', region: 'eu-west-1', view: { kind: 'all' } };

function place(changes: { of?: Partial<Tenant>; route?: string; filters?: ListPlace['filters'] } = {}): ListPlace {
  const { of = {}, route = 'listUsers', filters = ['staff'] } = changes;
  return { caller: { tenant: { ...ACME, ...of } as Tenant }, route, filters };
}

function sealed(token: string, at = place(), by = cursors): string {
  return by.seal(at, token).nextCursor!;
}

describe('a cursor', () => {
  it('decodes to the token that it was created from, whatever its length or characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 255 }), (text) => {
        const token = text.slice(0, 255).toWellFormed();
        expect(cursors.open(place(), sealed(token))).toEqual({ NextToken: token });
      }),
    );
  });

  it('is within its maximum length for the longest token of Rekognition', () => {
    for (const longest of ['€'.repeat(255), 'x'.repeat(255)]) {
      expect(sealed(longest).length).toBeLessThanOrEqual(MAX_CURSOR_LENGTH);
      expect(cursors.open(place(), sealed(longest))).toEqual({ NextToken: longest });
    }
  });

  it('reveals nothing of the token, and is different each time', () => {
    const made = sealed('a-token-of-rekognition');
    expect(Buffer.from(made, 'base64url').toString('latin1')).not.toContain('token');
    expect(sealed('a-token-of-rekognition')).not.toBe(made);
  });

  it('is absent on the last page, and an absent one starts at the beginning', () => {
    expect([cursors.seal(place(), undefined), cursors.open(place(), undefined)]).toEqual([{}, {}]);
  });

  it.each([
    ['another tenant', { of: { id: 'sister' } }],
    ['the tenant in another account', { of: { awsAccount: '444455556666' } }],
    ['the tenant in another region', { of: { region: 'us-east-1' } }],
    ['the tenant with another prefix', { of: { view: { kind: 'prefix', prefix: 'acme.' } as const } }],
    ['another route', { route: 'listFaces' }],
    ['another collection', { filters: ['visitors'] }],
    ['fewer filters', { filters: [] }],
    ['more filters', { filters: ['staff', 'ann'] }],
    ['filters that only look similar', { filters: [['staff']] }],
  ])('of this list is rejected for %s', (_name, changes) => {
    expect(() => cursors.open(place(changes), sealed('token'))).toThrow(
      expect.objectContaining({ code: 'invalid-cursor' }),
    );
  });

  it('is rejected with any bit changed', () => {
    const bytes = Buffer.from(sealed('token'), 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => cursors.open(place(), changed.toString('base64url'))).toThrow(
        expect.objectContaining({ code: 'invalid-cursor' }),
      );
    }
  });

  it('is rejected if it is any other string', () => {
    const cut = sealed('token');
    const odd = ['', 'x', '=', 'x'.repeat(MAX_CURSOR_LENGTH + 1), `${cut}=`, `${cut} `, cut.slice(1), cut.slice(0, -1)];
    for (const text of odd) {
      expect(() => cursors.open(place(), text)).toThrow(expect.objectContaining({ code: 'invalid-cursor' }));
    }
    fc.assert(
      fc.property(fc.string({ maxLength: 600 }), (text) => {
        expect(() => cursors.open(place(), text)).toThrow(expect.objectContaining({ code: 'invalid-cursor' }));
      }),
    );
  });

  it('is valid for exactly an hour', async () => {
    const { cursors: aging, clock } = setting();
    const made = sealed('token', place(), aging);
    await clock.advance(HOUR_MS - 1);
    expect(aging.open(place(), made)).toEqual({ NextToken: 'token' });
    await clock.advance(1);
    expect(() => aging.open(place(), made)).toThrow(expect.objectContaining({ code: 'invalid-cursor' }));
  });
});

describe('secrets', () => {
  it('are replaced without rejecting any cursor: the first one encrypts, all decrypt', () => {
    const before = setting(Secrets.of([OLD])).cursors;
    const between = setting(Secrets.of([NEW, OLD])).cursors;
    const after = setting(Secrets.of([NEW])).cursors;
    expect(between.open(place(), sealed('token', place(), before))).toEqual({ NextToken: 'token' });
    expect(after.open(place(), sealed('token', place(), between))).toEqual({ NextToken: 'token' });
    expect(() => after.open(place(), sealed('token', place(), before))).toThrow(
      expect.objectContaining({ code: 'invalid-cursor' }),
    );
  });
});
