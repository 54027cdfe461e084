import { describe, expect, it } from '@jest/globals';

import { classify } from '../../failures/classify.js';
import { TimeUp } from '../../resilience/time/time-limit.js';
import { credentialFailure, CredentialsUnavailable, keysOf, misconfigured, sameKeys } from './credentials.js';

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

/** What the SDK throws for an answer of STS. */
function answered(name: string, status = 400): Error {
  return Object.assign(new Error('words'), { name, $metadata: { httpStatusCode: status } });
}

describe('what STS refuses', () => {
  it.each([
    ['AccessDenied', 403],
    ['ExpiredTokenException', 400],
    ['InvalidIdentityToken', 400],
    ['IDPRejectedClaim', 403],
    ['MalformedPolicyDocument', 400],
    ['PackedPolicyTooLarge', 400],
    ['RegionDisabledException', 403],
    ['ValidationError', 400],
    ['InvalidClientTokenId', 403],
    ['SignatureDoesNotMatch', 403],
  ])('is the fault of the credentials, whatever Rekognition means by the name: %s', (name, status) => {
    expect(credentialFailure(answered(name, status)).code).toBe('tenant-credentials');
  });
});

describe('what STS cannot do', () => {
  it.each([
    ['an error of its own', answered('InternalFailure', 500)],
    ['an unknown 5xx', answered('SomethingNew', 503)],
    ['an identity provider that it cannot reach', answered('IDPCommunicationError')],
    ['an answer that cannot be read', answered('SyntaxError', 200)],
    ['no connection', Object.assign(new Error(), { code: 'ECONNREFUSED' })],
    ['a connection that was lost', Object.assign(new Error(), { code: 'ECONNRESET' })],
    ['no answer in time', new TimeUp()],
    ['an answer without credentials', new Error('Invalid response from STS')],
    ['a provider that has none', Object.assign(new Error(), { name: 'CredentialsProviderError' })],
  ])('leaves the credentials unavailable: %s', (_name, thrown) => {
    const failure = credentialFailure(thrown);
    expect([failure.code, failure.facts.cause]).toEqual(['credentials-unavailable', thrown]);
  });

  it('at this rate is a throttle', () => {
    expect(credentialFailure(answered('Throttling')).code).toBe('throttled');
  });
});

describe("a container's agent", () => {
  it('that denies is a refusal, any other word of it is none', () => {
    const said = (Code: string): Error =>
      Object.assign(new Error('Server responded with status: 403'), { name: 'CredentialsProviderError', Code });
    expect(credentialFailure(said('AccessDeniedException')).code).toBe('tenant-credentials');
    expect(credentialFailure(said('ServerBusy')).code).toBe('credentials-unavailable');
  });
});
