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
    [{ authorization: 'ApiKey key' }, 'key', 'key'],
    [{ authorization: 'apikey aa.bb.cc' }, 'key', 'aa.bb.cc'],
    [{ 'x-api-key': 'key', authorization: 'Bearer key' }, 'key', 'key'],
    [{ 'x-api-key': 'key', authorization: 'ApiKey key' }, 'key', 'key'],
    [{ 'x-api-key': 'aa.bb.cc', authorization: 'Bearer aa.bb.cc' }, 'token', 'aa.bb.cc'],
    [{ 'x-api-key': 'key', authorization: 'Basic dXNlcjpwYXNz' }, 'key', 'key'],
    [{ 'x-api-key': 'key', authorization: 'Negotiate YII=' }, 'key', 'key'],
    [{ 'x-api-key': 'key', authorization: 'Bearer' }, 'key', 'key'],
    [{ 'x-api-key': 'key', authorization: '' }, 'key', 'key'],
  ])('reads the credential in %j: a %s', (headers, kind, text) => {
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
  ])('finds no well-formed credential in %j', (headers: Record<string, string>) => {
    expect(refusal(headers).code).toBe('unauthenticated');
  });

  it.each([
    [{ 'x-api-key': 'key', authorization: 'Bearer other' }],
    [{ 'x-api-key': 'key', authorization: 'ApiKey other' }],
    [{ 'x-api-key': '', authorization: 'Bearer key' }],
  ])('rejects two different credentials: %j', (headers) => {
    const { code, facts } = refusal(headers);
    expect(code).toBe('validation-failed');
    expect(facts.errors).toEqual([
      { pointer: '/header/authorization', detail: 'must not be sent together with another credential in X-API-Key' },
    ]);
  });
});
