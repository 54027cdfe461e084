import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListCollectionsCommand } from '@aws-sdk/client-rekognition';
import { MalformedPolicyDocumentException, PackedPolicyTooLargeException } from '@aws-sdk/nested-clients/sts';
import { describe, expect, it } from '@jest/globals';
import { STS_ERRORS } from '../../../src/engine/sts/sts-error.js';
import { ACCOUNT, KEYS, REGION, TestEngine, rawCall, refusal } from '../kit.js';
import { withEnginePerTest } from '../with-engine.js';
import { assume, callerIdentity, rawSts, ROLE_ACCOUNT, roleArn, textOf } from '../sts-kit.js';

const COLLEAGUE = { accessKeyId: 'AKIDCOLLEAGUE', secretAccessKey: 'colleague' };
const STRANGER = { accessKeyId: 'AKIDSTRANGER', secretAccessKey: 'stranger' };
const HOUR_MS = 3_600_000;
const NOW_MS = Date.UTC(2030, 0, 1);

const accounts = [
  { accountId: ACCOUNT, ...KEYS },
  { accountId: ACCOUNT, ...COLLEAGUE },
  { accountId: '999999999999', ...STRANGER },
];
const roles = [
  { roleArn: roleArn('open') },
  { roleArn: roleArn('path/to/deep') },
  { roleArn: roleArn('secretive'), externalId: 'acme-4711' },
  { roleArn: roleArn('for-account'), trusts: [ACCOUNT] },
  { roleArn: roleArn('for-key'), trusts: [COLLEAGUE.accessKeyId] },
  { roleArn: roleArn('for-role'), trusts: [roleArn('open')] },
  { roleArn: roleArn('for-tokens'), webIdentity: {} },
];

const { engine } = withEnginePerTest({ accounts, roles, nowMs: () => NOW_MS });

function list(credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }) {
  return engine.client({ credentials }).send(new ListCollectionsCommand({}));
}

describe('A session of an assumed role', () => {
  it("works on Rekognition, in the role's account", async () => {
    const { answer, credentials } = await assume(engine, 'open');
    expect(answer.AssumedRoleUser).toEqual({
      AssumedRoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}:me$/),
      Arn: `arn:aws:sts::${ROLE_ACCOUNT}:assumed-role/open/me`,
    });
    expect(credentials).toMatchObject({
      accessKeyId: expect.stringMatching(/^ASIA[A-Z2-7]{16}$/),
      secretAccessKey: expect.stringMatching(/^[A-Za-z0-9+/]{40}$/),
    });
    expect((await list(credentials)).CollectionIds).toEqual([]);
    const { calls } = await engine.recorder();
    expect(calls).toMatchObject([
      { operation: 'AssumeRole', accountId: ACCOUNT, accessKeyId: KEYS.accessKeyId, region: REGION, result: 'ok' },
      { operation: 'ListCollections', accountId: ROLE_ACCOUNT, accessKeyId: credentials.accessKeyId, result: 'ok' },
    ]);
  });

  it("expires on the engine's clock: ExpiredTokenException at Rekognition, ExpiredToken at STS", async () => {
    const { answer, credentials } = await assume(engine, 'open', { DurationSeconds: 900 });
    expect(answer.Credentials!.Expiration!.getTime()).toBe(NOW_MS + 900_000);
    await engine.control('POST', 'clock', { advanceMs: 899_999 });
    await list(credentials);
    await engine.control('POST', 'clock', { advanceMs: 1 });
    expect(await refusal(list(credentials))).toMatchObject({ name: 'ExpiredTokenException', status: 400 });
    expect(await callerIdentity(engine, credentials)).toMatchObject({ code: 'ExpiredToken', status: 403 });
  });

  it('is different each time, and does not work with the token of another session', async () => {
    const [first, second] = [await assume(engine, 'open'), await assume(engine, 'open')];
    const [one, other] = [first.credentials, second.credentials];
    expect(new Set([one.accessKeyId, other.accessKeyId]).size).toBe(2);
    expect(await refusal(list({ ...one, sessionToken: other.sessionToken }))).toMatchObject({
      name: 'UnrecognizedClientException',
    });
  });

  it.each([
    ['a token with another character', (token: string) => (token.startsWith('A') ? 'B' : 'A') + token.slice(1)],
    ['a token that says something else', (token: string) => `${token.slice(0, -8)}AAAA${token.slice(-4)}`],
    ['half a token', (token: string) => token.slice(0, 40)],
    ['something after the token', (token: string) => `${token}AAAA`],
    ['an empty token', () => ''],
    ['invalid base64', () => '!'],
  ])('is rejected with %s', async (_, tamper) => {
    const { credentials } = await assume(engine, 'open');
    const sessionToken = tamper(credentials.sessionToken);
    expect(await refusal(list({ ...credentials, sessionToken }))).toMatchObject({
      name: 'UnrecognizedClientException',
    });
    expect(await callerIdentity(engine, { ...credentials, sessionToken })).toMatchObject({
      status: 403,
      code: 'InvalidClientTokenId',
    });
  });

  it('is rejected with a wrong secret', async () => {
    const { credentials } = await assume(engine, 'open');
    const wrong = { ...credentials, secretAccessKey: 'wrong' };
    expect(await refusal(list(wrong))).toMatchObject({ name: 'InvalidSignatureException' });
    expect(await callerIdentity(engine, wrong)).toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' });
  });

  it('is not valid at another engine', async () => {
    const other = await TestEngine.start({ accounts, roles });
    try {
      const { credentials } = await assume(other, 'open');
      expect(await refusal(list(credentials))).toMatchObject({ name: 'UnrecognizedClientException' });
    } finally {
      await other.close();
    }
  });
});

describe('AssumeRole', () => {
  const denied = (name: string, caller = `arn:aws:iam::${ACCOUNT}:user/${KEYS.accessKeyId}`) => ({
    name: 'AccessDenied',
    status: 403,
    message: `User: ${caller} is not authorized to perform: sts:AssumeRole on resource: ${roleArn(name)}`,
  });

  it('accepts the right ExternalId, and rejects a wrong and a missing one alike', async () => {
    await assume(engine, 'secretive', { ExternalId: 'acme-4711' });
    expect(await refusal(assume(engine, 'secretive', { ExternalId: 'acme-4712' }))).toEqual(denied('secretive'));
    expect(await refusal(assume(engine, 'secretive'))).toEqual(denied('secretive'));
  });

  it('ignores the ExternalId if the role requires none', async () => {
    await assume(engine, 'open', { ExternalId: 'whatever' });
  });

  it('rejects a role that does not exist with the same message', async () => {
    expect(await refusal(assume(engine, 'nobody'))).toEqual(denied('nobody'));
  });

  it('accepts only the accounts, access keys and roles that the role trusts', async () => {
    const stranger = `arn:aws:iam::999999999999:user/${STRANGER.accessKeyId}`;
    await assume(engine, 'for-account', {}, { credentials: COLLEAGUE });
    expect(await refusal(assume(engine, 'for-account', {}, { credentials: STRANGER }))).toEqual(
      denied('for-account', stranger),
    );
    await assume(engine, 'for-key', {}, { credentials: COLLEAGUE });
    expect(await refusal(assume(engine, 'for-key'))).toEqual(denied('for-key'));
    const { credentials } = await assume(engine, 'open');
    await assume(engine, 'for-role', {}, { credentials });
    expect(await refusal(assume(engine, 'for-role'))).toEqual(denied('for-role'));
  });

  it('rejects all callers for a role that only tokens may assume', async () => {
    expect(await refusal(assume(engine, 'for-tokens'))).toEqual(denied('for-tokens'));
  });

  it('omits the path of a role from the names of its sessions', async () => {
    const { answer } = await assume(engine, 'path/to/deep');
    expect(answer.AssumedRoleUser!.Arn).toBe(`arn:aws:sts::${ROLE_ACCOUNT}:assumed-role/deep/me`);
  });

  it.each([900, 43_200])('accepts a session duration of %d seconds', async (DurationSeconds) => {
    const { answer } = await assume(engine, 'open', { DurationSeconds });
    expect(answer.Credentials!.Expiration!.getTime()).toBe(NOW_MS + DurationSeconds * 1000);
  });

  it('limits a session that assumes a role to an hour', async () => {
    const { credentials } = await assume(engine, 'open', { DurationSeconds: 43_200 });
    await assume(engine, 'open', { DurationSeconds: 3600 }, { credentials });
    const { answer } = await assume(engine, 'open', {}, { credentials });
    expect(answer.Credentials!.Expiration!.getTime()).toBe(NOW_MS + HOUR_MS);
    expect(await refusal(assume(engine, 'open', { DurationSeconds: 3601 }, { credentials }))).toMatchObject({
      name: 'ValidationError',
      status: 400,
      message: expect.stringMatching(/role chaining/),
    });
  });

  it.each([
    ['RoleArn', { RoleArn: 'arn:short' }],
    ['RoleArn', { RoleArn: `arn:aws:iam::1:role/${'x'.repeat(2048)}` }],
    ['RoleArn', { RoleArn: undefined as unknown as string }],
    ['RoleSessionName', { RoleSessionName: 'a' }],
    ['RoleSessionName', { RoleSessionName: 'x'.repeat(65) }],
    ['RoleSessionName', { RoleSessionName: 'a b' }],
    ['ExternalId', { ExternalId: 'x' }],
    ['ExternalId', { ExternalId: 'a b' }],
    ['DurationSeconds', { DurationSeconds: 899 }],
    ['DurationSeconds', { DurationSeconds: 43_201 }],
    ['DurationSeconds', { DurationSeconds: 1000.5 }],
    ['Policy', { Policy: '' }],
  ])('rejects an invalid %s with ValidationError: %j', async (member, input) => {
    const path = member.charAt(0).toLowerCase() + member.slice(1);
    expect(await refusal(assume(engine, 'open', input))).toMatchObject({
      name: 'ValidationError',
      status: 400,
      message: expect.stringMatching(new RegExp(`^[12] validation errors? detected: Value .* at '${path}' failed`)),
    });
  });

  it('reports all violations at once', async () => {
    const call = assume(engine, 'open', { RoleSessionName: ' ', DurationSeconds: 1 });
    expect((await refusal(call)).message).toMatch(/^3 validation errors detected: /);
  });

  it('ignores tags, and rejects managed policies, because ignoring them would grant too much', async () => {
    await assume(engine, 'open', { Tags: [{ Key: 'a', Value: 'b' }], SourceIdentity: 'ann' });
    const PolicyArns = [{ arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }];
    expect(await refusal(assume(engine, 'open', { PolicyArns }))).toMatchObject({
      name: 'ValidationError',
      message: expect.stringMatching(/PolicyArns/),
    });
  });

  it('rejects session policies with errors that the SDK recognizes', async () => {
    const policy = (Policy: string) => assume(engine, 'open', { Policy });
    await expect(policy('{')).rejects.toThrow(MalformedPolicyDocumentException);
    await expect(policy('{"Statement":[]}')).rejects.toThrow(MalformedPolicyDocumentException);
    const long = JSON.stringify({ Statement: { Effect: 'Allow', Action: '*', Resource: '*', Sid: 'x'.repeat(2048) } });
    await expect(policy(long)).rejects.toThrow(PackedPolicyTooLargeException);
  });
});

describe('GetCallerIdentity', () => {
  it('returns the identity of a user and of a session', async () => {
    expect(await callerIdentity(engine)).toMatchObject({
      status: 200,
      arn: `arn:aws:iam::${ACCOUNT}:user/${KEYS.accessKeyId}`,
      userId: expect.stringMatching(/^AIDA[A-Z2-7]{17}$/),
      account: ACCOUNT,
    });
    const { answer, credentials } = await assume(engine, 'open');
    expect(await callerIdentity(engine, credentials)).toMatchObject({
      arn: answer.AssumedRoleUser!.Arn,
      userId: answer.AssumedRoleUser!.AssumedRoleId,
      account: ROLE_ACCOUNT,
    });
  });

  it("answers XML of STS's namespace with the request's id in it", async () => {
    const { xml, headers } = await callerIdentity(engine);
    expect(headers.get('content-type')).toBe('text/xml');
    expect(xml).toMatch(/^<GetCallerIdentityResponse xmlns="https:\/\/sts\.amazonaws\.com\/doc\/2011-06-15\/">/);
    expect(textOf(xml, 'RequestId')).toBe(headers.get('x-amzn-requestid'));
  });
});

describe("STS's signatures", () => {
  it.each([
    [
      'no signature',
      { tamper: (headers: Record<string, string>) => Reflect.deleteProperty(headers, 'authorization') },
      'MissingAuthenticationToken',
      403,
    ],
    ['a wrong secret', { keys: { ...KEYS, secretAccessKey: 'wrong' } }, 'SignatureDoesNotMatch', 403],
    ['an unknown key', { keys: { accessKeyId: 'AKIDNOBODY', secretAccessKey: 'x' } }, 'InvalidClientTokenId', 403],
    ['the signature of another service', { service: 'rekognition' }, 'SignatureDoesNotMatch', 403],
    ['a skewed clock', { signedAt: new Date(Date.now() - HOUR_MS) }, 'SignatureDoesNotMatch', 403],
    [
      'half a signature',
      {
        tamper: (headers: Record<string, string>) =>
          Object.assign(headers, { authorization: 'AWS4-HMAC-SHA256 Credential=a' }),
      },
      'IncompleteSignature',
      400,
    ],
  ])('with %s are rejected', async (_, call, code, status) => {
    const answer = await rawSts(engine, 'Action=GetCallerIdentity&Version=2011-06-15', call);
    expect({ code: answer.code, status: answer.status }).toEqual({ code, status });
    expect(textOf(answer.xml, 'Type')).toBe('Sender');
  });

  it('are not accepted by Rekognition', async () => {
    const { json } = await rawCall(engine.url, { body: '{}', service: 'sts' });
    expect(json['__type']).toBe('InvalidSignatureException');
  });
});

describe('Faults of STS', () => {
  const plan = (...rules: object[]) => engine.control('PUT', 'faults', rules);

  it.each([
    ['ThrottlingException', 'Throttling', 400],
    ['ThrottlingException500', 'Throttling', 500],
    ['ProvisionedThroughputExceededException', 'Throttling', 400],
    ['InternalServerError', 'InternalFailure', 500],
    ['AccessDeniedException', 'AccessDenied', 403],
    ['ExpiredToken', 'ExpiredToken', 403],
    ['ExpiredTokenException', 'ExpiredTokenException', 400],
    ['ServiceUnavailable', 'ServiceUnavailable', 503],
    ['RegionDisabledException', 'RegionDisabledException', 403],
    ['PackedPolicyTooLarge', 'PackedPolicyTooLargeException', 400],
    ['IDPCommunicationError', 'IDPCommunicationErrorException', 400],
  ])('%s is read by the SDK as %s with %d, before and after the effect', async (fault, name, status) => {
    await plan(...['before', 'after'].map((effect) => ({ operation: 'AssumeRole', fault, effect, times: 1 })));
    for (let call = 0; call < 2; call += 1)
      expect(await refusal(assume(engine, 'open'))).toMatchObject({
        name,
        status,
        message: expect.stringMatching(/./),
      });
    await assume(engine, 'open');
    expect((await engine.recorder()).counts['AssumeRole']).toEqual({ [fault]: 2, ok: 1 });
  });

  it('can be any of its own errors', async () => {
    for (const [fault, { status }] of Object.entries(STS_ERRORS)) {
      await plan({ operation: 'GetCallerIdentity', fault, times: 1 });
      expect((await callerIdentity(engine)).status).toBe(status);
    }
  });

  it.each(['drop-before', 'drop-after', 'truncated', 'malformed', 'html-502'])('can be %s', async (fault) => {
    await plan({ operation: '*', fault, times: 1 });
    expect(await refusal(assume(engine, 'open'))).toMatchObject({ name: expect.stringMatching(/./) });
    await assume(engine, 'open');
    expect((await engine.recorder()).counts).toEqual({ AssumeRole: { [fault]: 1, ok: 1 } });
  });

  it('can apply to a share of the calls', async () => {
    await plan({ operation: 'GetCallerIdentity', fault: 'ThrottlingException', share: 0.5 });
    for (let call = 0; call < 16; call += 1) await callerIdentity(engine);
    const { ok = 0, ThrottlingException: struck = 0 } = (await engine.recorder()).counts['GetCallerIdentity']!;
    expect({ ok: ok > 0, struck: struck > 0 }).toEqual({ ok: true, struck: true });
  });

  it('of one operation do not affect the others', async () => {
    await plan({ operation: 'AssumeRole', fault: 'ThrottlingException', times: 1 });
    expect((await callerIdentity(engine)).status).toBe(200);
    await list(KEYS);
  });
});

describe('Bad requests to STS', () => {
  const action = 'Action=AssumeRole&Version=2011-06-15';
  const names = `RoleArn=${encodeURIComponent(roleArn('open'))}&RoleSessionName=me`;

  it.each([
    ['an unknown action', 'Action=GetNothing&Version=2011-06-15', 'InvalidAction'],
    ['no action', 'Version=2011-06-15', 'InvalidAction'],
    ['an empty body', '', 'InvalidAction'],
    ['another version', 'Action=GetCallerIdentity&Version=2012-01-01', 'InvalidAction'],
    ['a name of every object', 'Action=toString&Version=2011-06-15', 'InvalidAction'],
    ['a parameter twice', `${action}&${names}&RoleSessionName=you`, 'InvalidQueryParameter'],
    ['the action twice', `${action}&${names}&Action=GetCallerIdentity`, 'InvalidQueryParameter'],
    ['bad percent-encoding', `${action}&${names}&ExternalId=%zz`, 'InvalidQueryParameter'],
    ['half a percent-encoding', `${action}&${names}&ExternalId=%4`, 'InvalidQueryParameter'],
    ['bytes that are no UTF-8', `${action}&${names}&ExternalId=%ff%fe`, 'InvalidQueryParameter'],
    ['raw bytes', Buffer.from(`${action}&${names}&ExternalId=\xff`, 'latin1'), 'InvalidQueryParameter'],
    ['a duration of words', `${action}&${names}&DurationSeconds=soon`, 'ValidationError'],
    ['a duration beyond numbers', `${action}&${names}&DurationSeconds=${'9'.repeat(400)}`, 'ValidationError'],
    ['a negative duration', `${action}&${names}&DurationSeconds=-900`, 'ValidationError'],
    ['a policy that is a number', `${action}&${names}&Policy=5`, 'MalformedPolicyDocument'],
    ['a policy that is null', `${action}&${names}&Policy=null`, 'MalformedPolicyDocument'],
    ['JSON', '{}', 'InvalidAction'],
  ])('with %s are rejected with 400', async (_, form, code) => {
    const answer = await rawSts(engine, form);
    expect({ status: answer.status, code: answer.code }).toEqual({ status: 400, code });
  });

  it('that are larger than any valid form are rejected with 413', async () => {
    const answer = await rawSts(engine, `${action}&${names}&Policy=${'a&'.repeat(2 ** 20)}`);
    expect({ status: answer.status, code: answer.code }).toEqual({ status: 413, code: 'RequestEntityTooLarge' });
  });

  it('get their values back as valid XML', async () => {
    const name = encodeURIComponent('</Message>&"\'\u0000\u001b\uFFFE]]>😀\r');
    const { status, xml } = await rawSts(
      engine,
      `${action}&RoleArn=${encodeURIComponent(roleArn('open'))}&RoleSessionName=${name}`,
    );
    expect(status).toBe(400);
    expect(textOf(xml, 'Message')).toContain('&lt;/Message&gt;&amp;&quot;&apos;\uFFFD\uFFFD\uFFFD]]&gt;😀&#xD;');
    const call = assume(engine, 'open', { RoleSessionName: '<&>\u0001"' });
    expect((await refusal(call)).message).toContain("Value '<&>\uFFFD\"' at 'roleSessionName'");
  });
});

describe('Sessions and a data file', () => {
  it('survive a restart with the file, and end with their role', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'engine-'));
    const dataFile = join(folder, 'sessions.db');
    const use = async (given: typeof roles, credentials?: Awaited<ReturnType<typeof assume>>['credentials']) => {
      const stored = await TestEngine.start({ accounts, roles: given, dataFile });
      try {
        if (!credentials) return { credentials: (await assume(stored, 'open')).credentials, code: undefined };
        return { credentials, code: (await callerIdentity(stored, credentials)).code };
      } finally {
        await stored.close();
      }
    };
    try {
      const { credentials } = await use(roles);
      expect((await use(roles, credentials)).code).toBeUndefined();
      expect((await use([], credentials)).code).toBe('InvalidClientTokenId');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
