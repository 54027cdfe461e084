import { randomUUID } from 'node:crypto';
import { ListCollectionsCommand } from '@aws-sdk/client-rekognition';
import { describe, expect, it } from '@jest/globals';
import { ACCOUNT, KEYS, TestEngine, rawCall, refusal } from '../kit.js';
import { withEngine } from '../with-engine.js';
import type { RawCall } from '../kit.js';

const SESSION = { accessKeyId: 'ASIASESSION', secretAccessKey: 'session-secret' };
const MINUTE_MS = 60_000;

const { engine } = withEngine({
  accounts: [
    { accountId: ACCOUNT, ...KEYS },
    { accountId: ACCOUNT, ...SESSION, sessionToken: 'session-token' },
  ],
});

function call(raw: Partial<RawCall>) {
  return rawCall(engine.url, { body: '{}', ...raw });
}

function minutesOff(minutes: number): Date {
  return new Date(Date.now() + minutes * MINUTE_MS);
}

function changed(header: string, change: (value: string) => string | undefined): RawCall['tamper'] {
  return (headers) => {
    const value = change(headers[header] ?? '');
    if (value === undefined) Reflect.deleteProperty(headers, header);
    else headers[header] = value;
  };
}

describe('Signatures', () => {
  it('accept the signature of an SDK, also with a session token', async () => {
    const credentials = { ...SESSION, sessionToken: 'session-token' };
    for (const client of [engine.client(), engine.client({ credentials })])
      expect((await client.send(new ListCollectionsCommand({}))).CollectionIds).toEqual([]);
  });

  it('cover header values after trimming and folding', async () => {
    const headers = { 'x-amz-note': 'a   b' };
    const unfolded = await call({ headers, tamper: changed('x-amz-note', () => '  a b  ') });
    expect(unfolded.status).toBe(200);
  });

  const refusals: [string, Partial<RawCall>, string, RegExp][] = [
    [
      'an unsigned call',
      { tamper: changed('authorization', () => undefined) },
      'MissingAuthenticationTokenException',
      /Missing Authentication Token/,
    ],
    [
      'another algorithm',
      { tamper: changed('authorization', () => 'Bearer token') },
      'IncompleteSignatureException',
      /algorithm/,
    ],
    [
      'an authorization without its parameters',
      { tamper: changed('authorization', () => 'AWS4-HMAC-SHA256 Credential=a/b/c/d/e') },
      'IncompleteSignatureException',
      /requires 'Signature' parameter\. Authorization header requires 'SignedHeaders' parameter\./,
    ],
    [
      'a credential that is no scope',
      { tamper: changed('authorization', (value) => value.replace('/aws4_request', '')) },
      'IncompleteSignatureException',
      /Credential/,
    ],
    [
      'a call without a date',
      { tamper: changed('x-amz-date', () => undefined) },
      'IncompleteSignatureException',
      /requires existence of either a 'X-Amz-Date' or a 'Date' header/,
    ],
    [
      'a date in another format',
      { tamper: changed('x-amz-date', () => 'today') },
      'IncompleteSignatureException',
      /ISO-8601/,
    ],
    [
      'an unknown access key',
      { keys: { accessKeyId: 'AKIDNOBODY', secretAccessKey: 'x' } },
      'UnrecognizedClientException',
      /security token included in the request is invalid/,
    ],
    [
      'a session key without its token',
      { keys: SESSION },
      'UnrecognizedClientException',
      /security token included in the request is invalid/,
    ],
    [
      'a wrong session token',
      { keys: SESSION, headers: { 'x-amz-security-token': 'session-tokem' } },
      'UnrecognizedClientException',
      /security token included in the request is invalid/,
    ],
    [
      'a session token with a key that has none',
      { headers: { 'x-amz-security-token': 'session-token' } },
      'UnrecognizedClientException',
      /security token included in the request is invalid/,
    ],
    ['a wrong secret', { keys: { ...KEYS, secretAccessKey: 'wrong' } }, 'InvalidSignatureException', /does not match/],
    [
      'a signed header that was changed',
      { tamper: changed('x-amz-target', () => 'RekognitionService.ListUsers') },
      'InvalidSignatureException',
      /does not match/,
    ],
    [
      'a signed header that was taken away',
      { headers: { 'x-amz-note': 'note' }, tamper: changed('x-amz-note', () => undefined) },
      'InvalidSignatureException',
      /does not match/,
    ],
    [
      'a signature with something behind it',
      { tamper: changed('authorization', (value) => `${value}00`) },
      'InvalidSignatureException',
      /does not match/,
    ],
    [
      'a host that is not signed',
      { tamper: changed('authorization', (value) => value.replace('host;', '')) },
      'InvalidSignatureException',
      /'Host'/,
    ],
    [
      'another service',
      { service: 's3' },
      'InvalidSignatureException',
      /Credential should be scoped to correct service: 'rekognition'/,
    ],
    ['no region', { region: '' }, 'InvalidSignatureException', /Credential should be scoped to a valid region/],
    [
      'a scope of another day',
      { tamper: changed('authorization', (value) => value.replace(/\/\d{8}\//, '/20150830/')) },
      'InvalidSignatureException',
      /^Date in Credential scope does not match/,
    ],
    ['a date six minutes ago', { signedAt: minutesOff(-6) }, 'InvalidSignatureException', /^Signature expired: /],
    [
      'a date six minutes ahead',
      { signedAt: minutesOff(6) },
      'InvalidSignatureException',
      /^Signature not yet current: /,
    ],
  ];

  it.each(refusals)(
    'are rejected with %s, with the message of the authentication layer',
    async (_, raw, name, message) => {
      const { status, json } = await call(raw);
      expect(status).toBe(400);
      expect(json).toEqual({ __type: name, message: expect.stringMatching(message) });
    },
  );

  it.each([-4, 4])('are accepted if the date is %d minutes off', async (minutes) => {
    expect((await call({ signedAt: minutesOff(minutes) })).status).toBe(200);
  });

  it('cover the actual body, whatever hash the client sends', async () => {
    const headers = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
    expect((await call({ headers })).status).toBe(200);
  });

  it('do not match a body that was changed after signing', async () => {
    let authorization = '';
    const headers = { 'x-amz-note': randomUUID() };
    const signedAt = new Date();
    await call({ headers, signedAt, tamper: changed('authorization', (value) => (authorization = value)) });
    const other = await call({
      headers,
      signedAt,
      body: '{"MaxResults":1}',
      tamper: changed('authorization', () => authorization),
    });
    expect(other.json).toMatchObject({ __type: 'InvalidSignatureException' });
  });

  it('are rejected with errors that the SDK recognizes', async () => {
    const client = engine.client({ credentials: { ...KEYS, secretAccessKey: 'wrong' } });
    expect(await refusal(client.send(new ListCollectionsCommand({})))).toMatchObject({
      name: 'InvalidSignatureException',
      message: expect.stringMatching(/does not match/),
      status: 400,
    });
  });

  it('are checked against the skewed clock, like the Date header, and not against the advanced one', async () => {
    const skewed = await TestEngine.start({ clockSkewMs: 60 * MINUTE_MS });
    try {
      await skewed.control('POST', 'clock', { advanceMs: 600 * MINUTE_MS });
      const late = await rawCall(skewed.url, { body: '{}' });
      expect(late.json).toMatchObject({ message: expect.stringMatching(/^Signature expired: /) });
      const { status } = await rawCall(skewed.url, { body: '{}', signedAt: new Date(late.headers.get('date')!) });
      expect(status).toBe(200);
    } finally {
      await skewed.close();
    }
  });
});
