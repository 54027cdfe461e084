import { describe, expect, it } from '@jest/globals';

import { classify } from '../../failures/classify.js';
import { TimeUp } from '../../resilience/time/call-limits.js';
import { credentialFailure, CredentialsUnavailable, keysOf, misconfigured, sameKeys } from './credentials.js';

describe('Keys', () => {
  const keys = { accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: 'token' };

  it('are equal if everything that signs is equal', () => {
    expect(sameKeys(keys, { ...keys })).toBe(true);
    expect(Object.keys(keys).map((name) => sameKeys(keys, { ...keys, [name]: 'other' }))).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('are extracted from the credentials of a provider, without its other members', () => {
    expect(keysOf(Object.assign({ ...keys }, { expiration: new Date(0), $source: {} }))).toEqual(keys);
    expect(keysOf({ accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: undefined })).toEqual({
      accessKeyId: 'id',
      secretAccessKey: 'secret',
    });
  });
});

describe('Keys that are missing', () => {
  it('are temporary or permanent failures', () => {
    expect(classify(new CredentialsUnavailable()).code).toBe('credentials-unavailable');
    expect(misconfigured('reason').code).toBe('tenant-misconfigured');
  });

  it('are reported to callers without the reason, which names accounts', () => {
    expect(misconfigured('account 1').message).not.toContain('account 1');
  });
});

/** What the SDK throws for an answer of STS. */
function answered(name: string, status = 400): Error {
  return Object.assign(new Error('words'), { name, $metadata: { httpStatusCode: status } });
}

describe('A rejection by STS', () => {
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
  ])('is reported as a fault of the credentials, whatever the name means at Rekognition: %s', (name, status) => {
    expect(credentialFailure(answered(name, status)).code).toBe('tenant-credentials');
  });
});

describe('A failure of STS', () => {
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
  ])('is reported as credentials-unavailable: %s', (_name, thrown) => {
    const failure = credentialFailure(thrown);
    expect([failure.code, failure.facts.cause]).toEqual(['credentials-unavailable', thrown]);
  });

  it('because of its rate limit is reported as throttled', () => {
    expect(credentialFailure(answered('Throttling')).code).toBe('throttled');
  });
});

describe('The agent of a container', () => {
  it('rejects credentials if it denies access, but not with other errors', () => {
    const said = (Code: string): Error =>
      Object.assign(new Error('Server responded with status: 403'), { name: 'CredentialsProviderError', Code });
    expect(credentialFailure(said('AccessDeniedException')).code).toBe('tenant-credentials');
    expect(credentialFailure(said('ServerBusy')).code).toBe('credentials-unavailable');
  });
});
