import { describe, expect, it } from '@jest/globals';

import { TimeUp } from '../../resilience/time/time-limit.js';
import { credentialFailure } from './credential-failure.js';

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
