import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ListFacesCommand, RekognitionClient } from '@aws-sdk/client-rekognition';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { Tenant } from '../../src/config/tenant.js';
import { CredentialCaches } from '../../src/tenants/aws/credential-cache.js';
import { ELLIPTIC, jwt } from '../contract/sts-kit.js';
import { accountsOf, tenant } from '../harness/app.js';
import { eventually } from '../harness/eventually.js';
import { PodAgent } from '../harness/pod-agent.js';
import { inEnvironment, OWN_ACCOUNT, OWN_KEYS, roleArn, roleTenant, RoleWorld } from '../harness/role-world.js';

const HOUR_MS = 3_600_000;

let world: RoleWorld;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keys-'));
});

afterEach(async () => {
  await world.close();
  await rm(folder, { recursive: true });
});

const codeOf = async (id: string): Promise<unknown> => {
  const [answer] = await world.reads(id, 1);
  return answer!.body['code'] ?? answer!.status;
};

const signersOf = async (operation: string): Promise<string[]> =>
  (await world.engine.calls(operation)).map(({ accessKeyId }) => accessKeyId);

describe('static credentials', () => {
  const FIRST = { accessKeyId: 'AKIAFIRST', secretAccessKey: 'first secret' };
  const SECOND = { accessKeyId: 'AKIASECOND', secretAccessKey: 'second secret' };
  const ACCOUNTS = [FIRST, SECOND].map((keys) => ({ accountId: '111122223333', ...keys }));

  const put = (name: 'id' | 'secret', text: string): Promise<void> => writeFile(join(folder, name), text);
  const putBoth = async (keys: typeof FIRST): Promise<void> => {
    await put('id', keys.accessKeyId);
    await put('secret', keys.secretAccessKey);
  };

  /** Reads its files as the tenants file's settings do. */
  function filed(): Tenant {
    const text = (name: string): string => readFileSync(join(folder, name), 'utf8').trim();
    return tenant('filed', {
      credentials: { kind: 'static', read: () => ({ accessKeyId: text('id'), secretAccessKey: text('secret') }) },
    });
  }

  async function start(): Promise<void> {
    await putBoth(FIRST);
    world = await RoleWorld.start([filed()], {
      accounts: [...ACCOUNTS, ...accountsOf([tenant('owner')])],
    });
    expect(await codeOf('filed')).toBe(200);
  }

  it('are read again on use after 5 s, so that replaced files take effect', async () => {
    await start();
    await putBoth(SECOND);
    await world.app.clock.advance(4_999);
    await world.reads('filed', 1);
    await world.app.clock.advance(1);
    await world.reads('filed', 1);
    expect(await signersOf('ListFaces')).toEqual(['AKIAFIRST', 'AKIAFIRST', 'AKIASECOND']);
    expect(await signersOf('GetCallerIdentity')).toEqual(['AKIAFIRST', 'AKIASECOND']);
  });

  it('that have not changed cost no second call to get the account', async () => {
    await start();
    for (let read = 0; read < 5; read += 1) {
      await world.app.clock.advance(5_000);
      await world.reads('filed', 1);
    }
    expect(await world.seen('GetCallerIdentity')).toBe(1);
  });

  it('mixed from two versions of a file sign nothing until they are read again', async () => {
    await start();
    await put('id', SECOND.accessKeyId);
    await world.app.clock.advance(5_000);
    expect(await codeOf('filed')).toBe('tenant-credentials');
    await put('secret', SECOND.secretAccessKey);
    await world.app.clock.advance(5_000);
    expect(await codeOf('filed')).toBe(200);
    expect(await signersOf('ListFaces')).toEqual(['AKIAFIRST', 'AKIASECOND']);
  });

  it('that AWS rejected are not tried again for 60 s', async () => {
    await start();
    await putBoth({ accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'x' });
    for (let second = 0; second < 60; second += 5) {
      await world.app.clock.advance(5_000);
      expect(await codeOf('filed')).toBe('tenant-credentials');
    }
    expect(await world.seen('GetCallerIdentity')).toBe(2);
    await world.app.clock.advance(5_000);
    await world.reads('filed', 1);
    expect(await world.seen('GetCallerIdentity')).toBe(3);
  });

  it('that are missing lead to credentials-unavailable until they are back', async () => {
    await start();
    await put('secret', '\n');
    await world.app.clock.advance(5_000);
    expect(await codeOf('filed')).toBe('credentials-unavailable');
    await putBoth(FIRST);
    await world.app.clock.advance(1_000);
    expect(await codeOf('filed')).toBe(200);
  });

  it('get a new client while calls of the old one finish', async () => {
    await start();
    await world.app.clock.advance(4_000);
    await world.engine.hold('ListFaces');
    const old = world.read('filed');
    await world.engine.seen(2, 'ListFaces');
    await putBoth(SECOND);
    await world.app.clock.advance(1_000);
    expect(await codeOf('filed')).toBe(200);
    world.engine.release();
    expect((await old).status).toBe(200);
    expect(await signersOf('ListFaces')).toEqual(['AKIAFIRST', 'AKIAFIRST', 'AKIASECOND']);
  });
});

describe('an assumed role', () => {
  it("is assumed by the service's own identity, for its duration, in a session named after the tenant", async () => {
    world = await RoleWorld.start([roleTenant('acme', { externalId: 'acme-4711', durationSeconds: 900 })]);
    expect(await codeOf('acme')).toBe(200);
    expect(world.sts.asked).toEqual([
      {
        Action: 'AssumeRole',
        Version: '2011-06-15',
        RoleArn: roleArn('acme'),
        RoleSessionName: 'acme',
        DurationSeconds: '900',
        ExternalId: 'acme-4711',
      },
    ]);
    expect(await signersOf('AssumeRole')).toEqual([OWN_KEYS.accessKeyId]);
    expect((await signersOf('ListFaces'))[0]).toMatch(/^ASIA/);
  });

  it.each([
    ['x', 'x-'],
    ['acme/eu west', 'acme-eu-west'],
    ['t'.repeat(70), 't'.repeat(64)],
  ])('has a session name that STS accepts, for a tenant named %s', async (id, name) => {
    world = await RoleWorld.start([roleTenant(id, { roleArn: roleArn('odd') })]);
    await world.app.warm();
    expect(world.sts.asked.map(({ RoleSessionName }) => RoleSessionName)).toEqual([name]);
  });

  it('is cached, and refreshed before it expires', async () => {
    world = await RoleWorld.start([roleTenant('acme', { durationSeconds: 900 })]);
    await world.reads('acme', 5);
    await world.app.clock.advance(440_000);
    await world.reads('acme', 5);
    expect(await world.seen('AssumeRole')).toBe(1);
    await world.app.clock.advance(100_000);
    await world.reads('acme', 5);
    await world.engine.seen(2, 'AssumeRole');
    await world.stsAnswered();
    await world.app.clock.advance(400_000);
    expect(await codeOf('acme')).toBe(200);
    expect(await world.seen('AssumeRole')).toBe(2);
  });

  it('is denied without its external id', async () => {
    const without = roleTenant('acme');
    world = await RoleWorld.start([without], {
      roles: [{ roleArn: roleArn('acme'), trusts: [OWN_ACCOUNT], externalId: 'another' }],
    });
    expect(await codeOf('acme')).toBe('tenant-credentials');
  });

  it("is restricted to the tenant's own collections by a session policy", async () => {
    const acme = roleTenant('acme', { sessionPolicy: true }, { view: { kind: 'prefix', prefix: 'acme.' } });
    const listed = roleTenant(
      'listed',
      { sessionPolicy: true },
      { view: { kind: 'listed', collectionIds: new Set(['staff']) } },
    );
    world = await RoleWorld.start([acme, listed]);
    await world.people.collection('acme.staff');
    await world.people.user('acme.staff', 'ann', 1);
    expect([await codeOf('acme'), await codeOf('listed')]).toEqual([200, 200]);
    expect(await refusedBy(acme, 'staff')).toBe('AccessDeniedException');
    expect(await refusedBy(acme, 'acme.staff')).toBeUndefined();
    expect(await refusedBy(listed, 'acme.staff')).toBe('AccessDeniedException');
    expect(await refusedBy(listed, 'staff')).toBeUndefined();
  });

  it("whose list of collections is too long for a session policy rejects the tenant's calls, which the log explains", async () => {
    const collectionIds = new Set(Array.from({ length: 40 }, (_, n) => `a-collection-with-a-long-name-${n}`));
    world = await RoleWorld.start([
      roleTenant('acme', { sessionPolicy: true }, { view: { kind: 'listed', collectionIds } }),
    ]);
    expect([await codeOf('acme'), await codeOf('acme')]).toEqual(['resource-not-found', 'resource-not-found']);
    const path = '/collections/a-collection-with-a-long-name-1/users/ann/faces';
    const { status, body } = await world.app.ask(path);
    expect([status, body['code']]).toEqual([502, 'tenant-misconfigured']);
    expect(world.sts.asked).toEqual([]);
    expect(world.app.logLines.filter((line) => line.includes('2048'))).toHaveLength(1);
  });

  it('is unavailable without an identity of the service, and STS is not called', async () => {
    world = await RoleWorld.start([roleTenant('acme'), tenant('other')]);
    world.setEnvironment({ AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined });
    expect([await codeOf('acme'), await codeOf('other')]).toEqual(['credentials-unavailable', 200]);
    expect(await world.seen('AssumeRole')).toBe(0);
    world.setEnvironment(inEnvironment(OWN_KEYS));
    await world.app.clock.advance(1_000);
    expect(await codeOf('acme')).toBe(200);
  });

  it("with wrong keys of the service is not reported as the tenant's fault", async () => {
    world = await RoleWorld.start([roleTenant('acme')]);
    world.setEnvironment(inEnvironment({ accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'x' }));
    expect(await codeOf('acme')).toBe('credentials-unavailable');
    expect(await world.seen('AssumeRole')).toBe(1);
  });

  /** Rekognition's response to the tenant's own session for a collection, without the service. */
  async function refusedBy(of: Tenant, CollectionId: string): Promise<string | undefined> {
    const credentials = { ...(await world.app.app.get(CredentialCaches).of(of).get()) };
    const client = new RekognitionClient({ endpoint: world.engine.url, region: of.region, credentials });
    const refused = await client.send(new ListFacesCommand({ CollectionId })).then(
      () => undefined,
      (thrown: unknown) => (thrown as Error).name,
    );
    client.destroy();
    return refused;
  }
});

describe('a web identity', () => {
  const ISSUER = 'https://oidc.eks.example';
  const SUBJECT = 'system:serviceaccount:faces:rekognition-facade';

  function irsa(settings: { sessionPolicy?: boolean } = {}): Tenant {
    return tenant('irsa', {
      credentials: {
        kind: 'webIdentity',
        roleArn: roleArn('irsa'),
        tokenFile: join(folder, 'token'),
        durationSeconds: 3_600,
        sessionPolicy: false,
        ...settings,
      },
    });
  }

  const ROLE = {
    roleArn: roleArn('irsa'),
    webIdentity: {
      issuer: ISSUER,
      audience: 'sts.amazonaws.com',
      subject: SUBJECT,
      publicKey: String(ELLIPTIC.publicKey.export({ type: 'spki', format: 'pem' })),
    },
  };

  const putToken = (expiresInMs: number, claims: object = {}): Promise<void> => {
    const exp = Math.floor((Date.now() + expiresInMs) / 1_000);
    const all = { iss: ISSUER, aud: 'sts.amazonaws.com', sub: SUBJECT, exp, ...claims };
    return writeFile(join(folder, 'token'), jwt(all, 'ES256', ELLIPTIC.privateKey));
  };

  async function start(settings = {}): Promise<void> {
    world = await RoleWorld.start([irsa(settings)], { roles: [ROLE] });
  }

  it('is exchanged for a session named after the tenant', async () => {
    await putToken(HOUR_MS);
    await start();
    expect(await codeOf('irsa')).toBe(200);
    const [{ WebIdentityToken = '', ...asked } = {}, ...others] = world.sts.asked;
    expect(asked).toEqual({
      Action: 'AssumeRoleWithWebIdentity',
      Version: '2011-06-15',
      RoleArn: roleArn('irsa'),
      RoleSessionName: 'irsa',
      DurationSeconds: '3600',
    });
    expect(WebIdentityToken).toBe(readFileSync(join(folder, 'token'), 'utf8'));
    // The response with the session contained its account.
    expect(others).toEqual([]);
  });

  it('is restricted by a session policy', async () => {
    await putToken(HOUR_MS);
    await start({ sessionPolicy: true });
    expect(await codeOf('irsa')).toBe(200);
    expect(world.sts.asked[0]?.['Policy']).toContain('arn:aws:rekognition:eu-west-1:111122223333:collection/*');
  });

  it('is read again for each session, because Kubernetes replaces the token', async () => {
    await putToken(0.3 * HOUR_MS);
    await start();
    await world.reads('irsa', 1);
    await putToken(2 * HOUR_MS);
    await world.app.clock.advance(HOUR_MS);
    expect(await codeOf('irsa')).toBe(200);
    expect(new Set(world.sts.asked.map(({ WebIdentityToken }) => WebIdentityToken)).size).toBe(2);
  });

  it('that has expired is rejected, and tried again after 60 s', async () => {
    await putToken(-1_000);
    await start();
    expect(await codeOf('irsa')).toBe('tenant-credentials');
    await putToken(HOUR_MS);
    await world.app.clock.advance(59_000);
    expect(await codeOf('irsa')).toBe('tenant-credentials');
    expect(await world.seen('AssumeRoleWithWebIdentity')).toBe(1);
    await world.app.clock.advance(1_000);
    expect(await codeOf('irsa')).toBe(200);
  });

  it('of another subject is rejected', async () => {
    await putToken(HOUR_MS, { sub: 'system:serviceaccount:other:other' });
    await start();
    expect(await codeOf('irsa')).toBe('tenant-credentials');
  });

  it('without a token file is unavailable, and STS is not called', async () => {
    await start();
    expect(await codeOf('irsa')).toBe('credentials-unavailable');
    expect(world.sts.asked).toEqual([]);
  });
});

describe("a container's credentials", () => {
  const KEYS = { accessKeyId: 'ASIAPOD', secretAccessKey: 'pod secret', sessionToken: 'pod token' };
  const NEXT = { accessKeyId: 'ASIAPOD2', secretAccessKey: 'pod secret 2', sessionToken: 'pod token 2' };

  let agent: PodAgent;

  beforeEach(async () => {
    await writeFile(join(folder, 'pod-token'), 'token of the pod');
    agent = await PodAgent.start(() => readFileSync(join(folder, 'pod-token'), 'utf8'));
    const pod = tenant('pod', {
      credentials: { kind: 'container', uri: agent.uri, tokenFile: join(folder, 'pod-token') },
    });
    world = await RoleWorld.start([pod], {
      accounts: [
        ...[KEYS, NEXT].map((keys) => ({ accountId: '111122223333', ...keys })),
        ...accountsOf([tenant('owner')]),
      ],
    });
    agent.give(KEYS, world.app.clock.wallMs() + 6 * HOUR_MS);
  });

  afterEach(() => agent.close());

  it('are fetched once from the agent with the token of the file', async () => {
    expect((await world.reads('pod', 50)).every(({ status }) => status === 200)).toBe(true);
    expect([agent.asked, await world.seen('GetCallerIdentity')]).toEqual([1, 1]);
    expect(new Set(await signersOf('ListFaces'))).toEqual(new Set(['ASIAPOD']));
  });

  it('are refreshed before they expire, with the current token of the file', async () => {
    await world.reads('pod', 1);
    await writeFile(join(folder, 'pod-token'), 'the next token');
    agent.give(NEXT, world.app.clock.wallMs() + 12 * HOUR_MS);
    await world.app.clock.advance(4 * HOUR_MS);
    await world.reads('pod', 1);
    await world.engine.seen(2, 'GetCallerIdentity');
    await world.stsAnswered();
    await world.reads('pod', 1);
    expect(await signersOf('ListFaces')).toEqual(['ASIAPOD', 'ASIAPOD', 'ASIAPOD2']);
  });

  it('are fetched again once when AWS rejects them as expired', async () => {
    await world.reads('pod', 1);
    agent.give(NEXT, world.app.clock.wallMs() + 6 * HOUR_MS);
    await world.engine.fail({ operation: 'ListFaces', fault: 'ExpiredTokenException', times: 1 });
    expect((await world.reads('pod', 50)).every(({ status }) => status === 200)).toBe(true);
    expect(agent.asked).toBe(2);
  });

  it('that the agent denies lead to tenant-credentials, and are not requested again for 60 s', async () => {
    await rm(join(folder, 'pod-token'));
    expect(await codeOf('pod')).toBe('credentials-unavailable');
    agent.answer = { status: 403, body: { Code: 'AccessDeniedException' } };
    await writeFile(join(folder, 'pod-token'), 'token of the pod');
    await world.app.clock.advance(1_000);
    const before = agent.asked;
    expect([await codeOf('pod'), await codeOf('pod'), agent.asked - before]).toEqual([
      'tenant-credentials',
      'tenant-credentials',
      1,
    ]);
  });

  it('that the agent does not have at the moment lead to credentials-unavailable', async () => {
    agent.answer = { status: 503, body: {} };
    expect(await codeOf('pod')).toBe('credentials-unavailable');
    agent.answer = { status: 200, body: { AccessKeyId: 'ASIAPOD' } };
    await world.app.clock.advance(1_000);
    expect(await codeOf('pod')).toBe('credentials-unavailable');
  });

  it('time out after 5 s when the agent does not answer, with few open requests to it', async () => {
    agent.silent = true;
    const first = world.read('pod');
    await eventually(() => agent.asked === 1);
    await world.app.clock.advance(5_000);
    const answers = [await first];
    for (let round = 0; round < 10; round += 1) {
      await world.app.clock.advance(1_000);
      answers.push(await world.read('pod'));
      await eventually(() => agent.asked === Math.min(3, round + 2));
      await world.app.clock.advance(5_000);
    }
    expect(new Set(answers.map(({ body }) => body['code']))).toEqual(new Set(['credentials-unavailable']));
    expect(agent.asked).toBe(3);

    agent.wakeUp();
    await eventually(async () => {
      await world.app.clock.advance(1_000);
      return (await world.read('pod')).status === 200;
    });
  });
});

describe('default credentials', () => {
  it("are those that the SDK's default chain finds", async () => {
    world = await RoleWorld.start([tenant('plain', { credentials: { kind: 'default' }, awsAccount: OWN_ACCOUNT })]);
    const { status, body } = await world.read('plain');
    expect([status, body['code']]).toEqual([404, 'resource-not-found']);
    expect(await signersOf('ListFaces')).toEqual([OWN_KEYS.accessKeyId]);
  });

  it("are unavailable if the SDK's default chain finds none", async () => {
    world = await RoleWorld.start([tenant('plain', { credentials: { kind: 'default' } })]);
    world.setEnvironment({ AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined });
    expect(await codeOf('plain')).toBe('credentials-unavailable');
  });
});
