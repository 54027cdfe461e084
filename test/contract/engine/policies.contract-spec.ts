import {
  AccessDeniedException,
  CompareFacesCommand,
  CreateCollectionCommand,
  DetectFacesCommand,
  ListCollectionsCommand,
  ListFacesCommand,
  ListTagsForResourceCommand,
  ListUsersCommand,
} from '@aws-sdk/client-rekognition';
import type { RekognitionClient } from '@aws-sdk/client-rekognition';
import { afterEach, describe, expect, it } from '@jest/globals';
import { startEngine } from '../../../src/engine/index.js';
import type { AccessPolicy, EngineRole } from '../../../src/engine/index.js';
import { ACCOUNT, KEYS, png, REGION, TestEngine, rawCall, refusal } from '../kit.js';
import { assume, callerIdentity, ROLE_ACCOUNT, roleArn } from '../sts-kit.js';

const USER = `arn:aws:iam::${ACCOUNT}:user/${KEYS.accessKeyId}`;
const ADMIN = { accessKeyId: 'AKIDADMIN', secretAccessKey: 'admin' };

let engine: TestEngine;

afterEach(() => engine.close());

/** An engine with one access key that has this policy, and another one without a policy. */
async function start(policy: AccessPolicy, roles: EngineRole[] = []): Promise<RekognitionClient> {
  const accounts = [
    { accountId: ACCOUNT, ...KEYS, policy },
    { accountId: ACCOUNT, ...ADMIN },
  ];
  engine = await TestEngine.start({ accounts, roles });
  return engine.client();
}

function allow(Action: string | string[], Resource: string | string[] = '*') {
  return { Effect: 'Allow' as const, Action, Resource };
}

function deny(Action: string | string[], Resource: string | string[] = '*') {
  return { Effect: 'Deny' as const, Action, Resource };
}

function collection(id: string, account = ACCOUNT): string {
  return `arn:aws:rekognition:${REGION}:${account}:collection/${id}`;
}

/** `ok`, or the name of the error of the call. */
function outcome(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'ok',
    (error: unknown) => (error as Error).name,
  );
}

const create = (client: RekognitionClient, CollectionId: string) =>
  outcome(client.send(new CreateCollectionCommand({ CollectionId })));
const listFaces = (client: RekognitionClient, CollectionId: string) =>
  outcome(client.send(new ListFacesCommand({ CollectionId })));

describe('A policy of an access key', () => {
  it("rejects what it does not allow, with AWS's message", async () => {
    const client = await start({ Version: '2012-10-17', Statement: allow('rekognition:ListUsers') });
    const call = client.send(new ListFacesCommand({ CollectionId: 'staff' }));
    expect(await refusal(call)).toEqual({
      name: 'AccessDeniedException',
      status: 400,
      message: `User: ${USER} is not authorized to perform: rekognition:ListFaces on resource: ${collection('staff')} because no identity-based policy allows the rekognition:ListFaces action`,
    });
    await expect(client.send(new ListFacesCommand({ CollectionId: 'staff' }))).rejects.toThrow(AccessDeniedException);
    expect(await outcome(client.send(new ListUsersCommand({ CollectionId: 'staff' })))).toBe(
      'ResourceNotFoundException',
    );
    expect((await engine.recorder()).counts['ListFaces']).toEqual({ AccessDeniedException: 2 });
  });

  it('prevents any effect of what it rejects', async () => {
    const client = await start({ Statement: allow('rekognition:List*') });
    expect(await create(client, 'staff')).toBe('AccessDeniedException');
    expect((await client.send(new ListCollectionsCommand({}))).CollectionIds).toEqual([]);
  });

  it('does not apply to other keys of the account', async () => {
    await start({ Statement: deny('*') });
    expect(await create(engine.client({ credentials: ADMIN }), 'staff')).toBe('ok');
  });

  it('allows collections by wildcards, in the regions and accounts that it names', async () => {
    const client = await start({ Statement: allow('rekognition:*', [collection('acme-*'), collection('team?')]) });
    const outcomes = await Promise.all(
      ['acme-staff', 'acme-', 'team1', 'team', 'other'].map((id) => create(client, id)),
    );
    expect(outcomes).toEqual(['ok', 'ok', 'ok', 'AccessDeniedException', 'AccessDeniedException']);
    expect(await create(engine.client({ region: 'eu-west-1' }), 'acme-staff')).toBe('AccessDeniedException');
  });

  it.each([
    ['rekognition:createcollection', 'ok'],
    ['REKOGNITION:Create*', 'ok'],
    ['rekognition:Create?ollection', 'ok'],
    ['*', 'ok'],
    ['*:*', 'ok'],
    ['rekognition:Create', 'AccessDeniedException'],
    ['s3:*', 'AccessDeniedException'],
  ])('that allows %s leads to this result of CreateCollection: %s', async (action, expected) => {
    expect(await create(await start({ Statement: allow(action) }), 'staff')).toBe(expected);
  });

  it('overrides every allow statement with a deny statement', async () => {
    const client = await start({
      Statement: [allow('*'), deny('rekognition:CreateCollection', collection('secret*')), allow('rekognition:*')],
    });
    expect(await create(client, 'staff')).toBe('ok');
    const call = client.send(new CreateCollectionCommand({ CollectionId: 'secrets' }));
    expect((await refusal(call)).message).toBe(
      `User: ${USER} is not authorized to perform: rekognition:CreateCollection on resource: ${collection('secrets')} with an explicit deny in an identity-based policy`,
    );
  });

  it('needs * for calls on no collection in particular', async () => {
    const Image = { Bytes: png('faces=ann') };
    const calls = (client: RekognitionClient) =>
      Promise.all([
        outcome(client.send(new ListCollectionsCommand({}))),
        outcome(client.send(new DetectFacesCommand({ Image }))),
        outcome(client.send(new CompareFacesCommand({ SourceImage: Image, TargetImage: Image }))),
      ]);
    const some = await start({ Statement: allow('*', 'arn:aws:rekognition:*') });
    expect(await calls(some)).toEqual(Array(3).fill('AccessDeniedException'));
    await engine.close();
    expect(await calls(await start({ Statement: allow('*') }))).toEqual(['ok', 'ok', 'ok']);
  });

  it('is checked for the ARN in tag operations', async () => {
    const client = await start({ Statement: allow('rekognition:*', collection('mine')) });
    await create(client, 'mine');
    const tags = (ResourceArn: string) => outcome(client.send(new ListTagsForResourceCommand({ ResourceArn })));
    expect([await tags(collection('mine')), await tags(collection('other'))]).toEqual(['ok', 'AccessDeniedException']);
  });

  it.each([
    ['no JSON', 'CollectionId'],
    ['no object', '"staff"'],
    ['null', 'null'],
    ['no collection', '{}'],
    ['a collection that is not a string', '{"CollectionId":["staff"]}'],
    ['a duplicate collection member, the last of which counts', '{"CollectionId":"staff","CollectionId":"other"}'],
    ['a collection of a million letters', JSON.stringify({ CollectionId: 'staff'.repeat(200_000) })],
    ['an inherited collection', '{"__proto__":{"CollectionId":"staff"}}'],
    ['invalid UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
  ])('cannot be bypassed by a body with %s', async (_, body) => {
    await start({ Statement: allow('*', collection('staff*')) });
    const { status, json } = await rawCall(engine.url, { target: 'ListFaces', body });
    expect({ status, name: json['__type'] }).toEqual({ status: 400, name: 'AccessDeniedException' });
  });

  it('lets callers that are allowed everything see what is wrong with a body', async () => {
    await start({ Statement: allow('*') });
    const { json } = await rawCall(engine.url, { target: 'ListFaces', body: '{}' });
    expect(json['__type']).toBe('ValidationException');
  });

  it('uses no quota for a rejected call', async () => {
    engine = await TestEngine.start({
      nowMs: () => 0,
      quotas: { ListFaces: 1 },
      accounts: [
        { accountId: ACCOUNT, ...KEYS, policy: { Statement: deny('*') } },
        { accountId: ACCOUNT, ...ADMIN },
      ],
    });
    for (let call = 0; call < 3; call += 1)
      expect(await listFaces(engine.client(), 'staff')).toBe('AccessDeniedException');
    expect(await listFaces(engine.client({ credentials: ADMIN }), 'staff')).toBe('ResourceNotFoundException');
  });
});

describe('Policies and STS', () => {
  it('are checked for the role in AssumeRole, and never for GetCallerIdentity', async () => {
    const roles = [{ roleArn: roleArn('one') }, { roleArn: roleArn('other') }];
    await start({ Statement: [allow('sts:AssumeRole', roleArn('one')), deny('sts:GetCallerIdentity')] }, roles);
    await assume(engine, 'one');
    expect(await refusal(assume(engine, 'other'))).toEqual({
      name: 'AccessDenied',
      status: 403,
      message: `User: ${USER} is not authorized to perform: sts:AssumeRole on resource: ${roleArn('other')} because no identity-based policy allows the sts:AssumeRole action`,
    });
    expect((await callerIdentity(engine)).status).toBe(200);
  });

  it('allow a session what the policy of its role allows', async () => {
    await start({ Statement: allow('*') }, [
      { roleArn: roleArn('reader'), policy: { Statement: allow('rekognition:List*') } },
    ]);
    const client = engine.client({ credentials: (await assume(engine, 'reader')).credentials });
    expect(await listFaces(client, 'staff')).toBe('ResourceNotFoundException');
    expect(await create(client, 'staff')).toBe('AccessDeniedException');
  });

  it('restrict a session by its own policy, and never extend it', async () => {
    const policy = { Statement: allow('rekognition:*', collection('acme-*', ROLE_ACCOUNT)) };
    await start({ Statement: allow('*') }, [{ roleArn: roleArn('acme'), policy }, { roleArn: roleArn('all') }]);
    const session = async (role: string, statement: object) =>
      engine.client({
        credentials: (await assume(engine, role, { Policy: JSON.stringify({ Statement: statement }) })).credentials,
      });

    const narrowed = await session('acme', allow('rekognition:CreateCollection', collection('acme-1', ROLE_ACCOUNT)));
    expect([await create(narrowed, 'acme-1'), await create(narrowed, 'acme-2')]).toEqual([
      'ok',
      'AccessDeniedException',
    ]);
    expect((await refusal(narrowed.send(new ListFacesCommand({ CollectionId: 'acme-1' })))).message).toMatch(
      /^User: arn:aws:sts::\d+:assumed-role\/acme\/me is not .* because no session policy allows the rekognition:ListFaces action$/,
    );

    const widened = await session('acme', allow('*'));
    expect([await create(widened, 'acme-3'), await create(widened, 'other')]).toEqual(['ok', 'AccessDeniedException']);

    const denied = await session('all', [allow('*'), deny('rekognition:Create*')]);
    expect((await refusal(denied.send(new CreateCollectionCommand({ CollectionId: 'x' })))).message).toMatch(
      /with an explicit deny in a session policy$/,
    );
  });

  it('restrict a session that assumes another role to its own policies', async () => {
    await start({ Statement: allow('*') }, [{ roleArn: roleArn('one') }, { roleArn: roleArn('two') }]);
    const Policy = JSON.stringify({ Statement: allow('rekognition:*') });
    const { credentials } = await assume(engine, 'one', { Policy });
    expect(await refusal(assume(engine, 'two', {}, { credentials }))).toMatchObject({
      name: 'AccessDenied',
      message: expect.stringMatching(/because no session policy allows the sts:AssumeRole action$/),
    });
  });

  it('report the used percentage of the size of a session policy', async () => {
    await start({ Statement: allow('*') }, [{ roleArn: roleArn('one') }]);
    const Policy = JSON.stringify({ Statement: allow('*') }).padEnd(1024);
    expect((await assume(engine, 'one', { Policy })).answer).toMatchObject({ PackedPolicySize: 50 });
  });
});

describe('A policy with unsupported members', () => {
  const statement = allow('rekognition:*');
  const wrong: [string, object, RegExp][] = [
    ['Condition', { Statement: { ...statement, Condition: {} } }, /statement 1: Condition is not supported/],
    ['NotAction', { Statement: [statement, { ...statement, NotAction: 'x' }] }, /statement 2: NotAction is not/],
    ['NotResource', { Statement: { ...statement, NotResource: '*' } }, /NotResource is not supported/],
    ['Principal', { Statement: { ...statement, Principal: '*' } }, /Principal is not supported/],
    ['another version', { Version: '2030-01-01', Statement: statement }, /Version must be 2012-10-17/],
    ['no effect', { Statement: { ...statement, Effect: 'allow' } }, /Effect must be Allow or Deny/],
    ['an action of no service', { Statement: { ...statement, Action: 'ListFaces' } }, /Action must be/],
    ['no action', { Statement: { ...statement, Action: [] } }, /Action must be/],
    ['a resource that is no ARN', { Statement: { ...statement, Resource: 'staff' } }, /Resource must be/],
    ['no statement', {}, /must have a Statement/],
  ];

  it.each(wrong)('is rejected at start: %s', async (_, policy, message) => {
    engine = await TestEngine.start();
    const accounts = [{ accountId: ACCOUNT, ...KEYS, policy: policy as AccessPolicy }];
    await expect(startEngine({ accounts })).rejects.toThrow(message);
    await expect(startEngine({ roles: [{ roleArn: roleArn('x'), policy: policy as AccessPolicy }] })).rejects.toThrow(
      message,
    );
  });

  it.each(wrong)(
    'is rejected as a session policy with MalformedPolicyDocumentException: %s',
    async (_, policy, message) => {
      engine = await TestEngine.start({ roles: [{ roleArn: roleArn('one') }] });
      expect(await refusal(assume(engine, 'one', { Policy: JSON.stringify(policy) }))).toMatchObject({
        name: 'MalformedPolicyDocumentException',
        message: expect.stringMatching(message),
        status: 400,
      });
    },
  );
});
