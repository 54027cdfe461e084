import { describe, expect, it } from '@jest/globals';

import { classify } from '../../failures/classify.js';
import { CredentialsUnavailable, keysOf, misconfigured, sameKeys } from './credentials.js';

describe('keys', () => {
  const keys = { accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: 'token' };

  it('are the same when all that signs is the same', () => {
    expect(sameKeys(keys, { ...keys })).toBe(true);
    expect(Object.keys(keys).map((name) => sameKeys(keys, { ...keys, [name]: 'other' }))).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('are taken out of what a provider gives, without what it notes beside them', () => {
    expect(keysOf(Object.assign({ ...keys }, { expiration: new Date(0), $source: {} }))).toEqual(keys);
    expect(keysOf({ accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: undefined })).toEqual({
      accessKeyId: 'id',
      secretAccessKey: 'secret',
    });
  });
});

describe('keys that are not there', () => {
  it('pass by, or not', () => {
    expect(classify(new CredentialsUnavailable()).code).toBe('credentials-unavailable');
    expect(misconfigured('reason').code).toBe('tenant-misconfigured');
  });

  it('are told to callers without the reason, which names accounts', () => {
    expect(misconfigured('account 1').message).not.toContain('account 1');
  });
});
