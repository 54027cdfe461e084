import { describe, expect, it } from '@jest/globals';
import { canonicalRequest, sha256, type SignedRequest } from '../protocol/canonical-request.js';
import { signatureOf, signingKey, verifySignature } from './sigv4.js';

const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const DAY = '20150830';
const TIMESTAMP = `${DAY}T123600Z`;
const NOW_MS = Date.UTC(2015, 7, 30, 12, 36);

/** A request of AWS's published test suite. */
function request(method: string, target: string, headers: Record<string, string[]> = {}, body = ''): SignedRequest {
  return {
    method,
    target,
    headers: { host: ['example.amazonaws.com'], 'x-amz-date': [TIMESTAMP], ...headers },
    body: Buffer.from(body),
  };
}

describe('canonicalRequest and signatureOf', () => {
  it("reproduce the example in AWS's documentation", () => {
    const canonical = canonicalRequest(
      request('GET', '/?Action=ListUsers&Version=2010-05-08', {
        host: ['iam.amazonaws.com'],
        'content-type': ['application/x-www-form-urlencoded; charset=utf-8'],
      }),
      ['content-type', 'host', 'x-amz-date'],
    );
    expect(sha256(canonical)).toBe('f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59');
    const key = signingKey(SECRET, DAY, 'us-east-1', 'iam');
    expect(key.toString('hex')).toBe('c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9');
    expect(signatureOf(key, TIMESTAMP, `${DAY}/us-east-1/iam/aws4_request`, canonical)).toBe(
      '5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7',
    );
  });

  it.each<[string, SignedRequest, string]>([
    ['get-vanilla', request('GET', '/'), '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    ['post-vanilla', request('POST', '/'), '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
    [
      'get-vanilla-query-order-key-case',
      request('GET', '/?Param2=value2&Param1=value1'),
      'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
    ],
    [
      'get-vanilla-utf8-query',
      request('GET', '/?ሴ=bar'),
      '2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04',
    ],
    [
      'get-unreserved',
      request('GET', '/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'),
      '07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f',
    ],
    [
      'get-header-value-trim',
      request('GET', '/', { 'my-header1': [' value1'], 'my-header2': [' "a   b   c"'] }),
      'acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736',
    ],
    [
      'get-header-key-duplicate',
      request('GET', '/', { 'my-header1': ['value2', 'value2', 'value1'] }),
      'c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea',
    ],
    [
      'post-x-www-form-urlencoded',
      request('POST', '/', { 'content-type': ['application/x-www-form-urlencoded'] }, 'Param1=value1'),
      'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
    ],
    ['get-relative', request('GET', '/example/..'), '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    ['get-slash', request('GET', '//'), '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  ])("reproduce %s of AWS's test suite", (_, signed, signature) => {
    const canonical = canonicalRequest(signed, Object.keys(signed.headers));
    const key = signingKey(SECRET, DAY, 'us-east-1', 'service');
    expect(signatureOf(key, TIMESTAMP, `${DAY}/us-east-1/service/aws4_request`, canonical)).toBe(signature);
  });
});

describe('verifySignature', () => {
  const scope = `${DAY}/eu-west-1/rekognition/aws4_request`;

  function signed(names: string[], headers: Record<string, string[]> = {}): SignedRequest {
    const unsigned = request('POST', '/', headers, '{}');
    const key = signingKey(SECRET, DAY, 'eu-west-1', 'rekognition');
    const signature = signatureOf(key, TIMESTAMP, scope, canonicalRequest(unsigned, names));
    const authorization = `AWS4-HMAC-SHA256 Credential=AKID/${scope},SignedHeaders=${names.join(';')},Signature=${signature}`;
    return { ...unsigned, headers: { ...unsigned.headers, authorization: [authorization] } };
  }

  const principal = {
    accountId: '123456789012',
    arn: 'arn:aws:iam::123456789012:user/ann',
    userId: 'AIDA',
    grants: [],
  };
  const credentialOf = () => ({ principal, secretAccessKey: SECRET });

  it('returns the principal, the access key and the region', () => {
    expect(verifySignature(signed(['host', 'x-amz-date']), 'rekognition', credentialOf, NOW_MS)).toEqual({
      ...principal,
      accessKeyId: 'AKID',
      region: 'eu-west-1',
    });
  });

  it('accepts signed header names in any case and order', () => {
    expect(() => verifySignature(signed(['X-Amz-Date', 'Host']), 'rekognition', credentialOf, NOW_MS)).not.toThrow();
  });

  it('uses the Date header if X-Amz-Date is absent', () => {
    const headers = { date: [new Date(NOW_MS).toUTCString()], 'x-amz-date': [] };
    expect(() => verifySignature(signed(['date', 'host'], headers), 'rekognition', credentialOf, NOW_MS)).not.toThrow();
  });

  it.each([
    [5 * 60_000, undefined],
    [
      5 * 60_000 + 1000,
      'Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z (20150830T124101Z - 5 min.)',
    ],
    [-5 * 60_000, undefined],
    [
      -5 * 60_000 - 1000,
      'Signature not yet current: 20150830T123600Z is still later than 20150830T123559Z (20150830T123059Z + 5 min.)',
    ],
  ])('allows five minutes of clock difference: %d ms', (offMs, message) => {
    const verify = () => verifySignature(signed(['host', 'x-amz-date']), 'rekognition', credentialOf, NOW_MS + offMs);
    if (message === undefined) expect(verify).not.toThrow();
    else expect(verify).toThrow(message);
  });

  it('rejects an expired session with ExpiredTokenException', () => {
    const session = (expired: boolean) => () => ({ ...credentialOf(), sessionToken: 'token', expired });
    const call = signed(['host', 'x-amz-date'], { 'x-amz-security-token': ['token'] });
    expect(() => verifySignature(call, 'rekognition', session(false), NOW_MS)).not.toThrow();
    expect(() => verifySignature(call, 'rekognition', session(true), NOW_MS)).toThrow(
      expect.objectContaining({ name: 'ExpiredTokenException' }),
    );
  });
});
