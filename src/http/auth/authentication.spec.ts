import { describe, expect, it } from '@jest/globals';

import type { Failure } from '../../failures/failure.js';
import { readCredential } from './authentication.js';

function refusal(headers: Record<string, string>): Failure {
  try {
    readCredential(headers);
  } catch (error) {
    return error as Failure;
  }
  throw new Error('the credential was accepted');
}

describe('readCredential', () => {
  it.each([
    [{ 'x-api-key': 'a key' }, 'key', 'a key'],
    [{ 'x-api-key': 'aa.bb.cc' }, 'key', 'aa.bb.cc'],
    [{ authorization: 'Bearer key' }, 'key', 'key'],
    [{ authorization: 'bearer key' }, 'key', 'key'],
    [{ authorization: 'BEARER   a-b._~+/=' }, 'key', 'a-b._~+/='],
    [{ authorization: 'Bearer aa.bb' }, 'key', 'aa.bb'],
    [{ authorization: 'Bearer aa.bb.cc' }, 'token', 'aa.bb.cc'],
    [{ authorization: 'Bearer ..' }, 'token', '..'],
    [{ authorization: 'Bearer aa.bb.cc.dd.ee' }, 'key', 'aa.bb.cc.dd.ee'],
  ])('takes the credential out of %j: a %s', (headers, kind, text) => {
    expect(readCredential(headers)).toEqual({ kind, text });
  });

  it.each([
    [{}],
    [{ 'x-api-key': '' }],
    [{ authorization: '' }],
    [{ authorization: 'Bearer' }],
    [{ authorization: 'Bearer ' }],
    [{ authorization: 'Bearer two words' }],
    [{ authorization: 'Bearer kéy' }],
    [{ authorization: 'Basic dXNlcjpwYXNz' }],
    [{ authorization: 'key' }],
    [{ cookie: 'x-api-key=key' }],
  ])('finds no good credential in %j', (headers: Record<string, string>) => {
    expect(refusal(headers).code).toBe('unauthenticated');
  });

  it.each([
    [{ 'x-api-key': 'key', authorization: 'Bearer key' }],
    [{ 'x-api-key': '', authorization: 'Bearer key' }],
    [{ 'x-api-key': 'key', authorization: 'Basic dXNlcjpwYXNz' }],
  ])('refuses both headers at once, equal or not: %j', (headers) => {
    const { code, facts } = refusal(headers);
    expect(code).toBe('validation-failed');
    expect(facts.errors).toEqual([
      { pointer: '/header/authorization', detail: 'send X-API-Key or Authorization, not both' },
    ]);
  });
});
