import { afterEach, describe, expect, it } from '@jest/globals';

import type { Tenant } from '../../src/config/tenant.js';
import { CredentialCaches } from '../../src/tenants/aws/credential-cache.js';
import { accountsOf, tenant } from '../harness/app.js';
import { inEnvironment, OWN_ACCOUNT, roleArn, roleTenant, RoleWorld } from '../harness/role-world.js';

const NOWHERE = 'http://127.0.0.1:9/credentials';
/** Keys of the tenants' account, which would work for every call. */
const TEMPTING = { accessKeyId: 'AKIATEMPTING', secretAccessKey: 'tempting secret' };

let world: RoleWorld;

afterEach(() => world.close());

describe('A tenant whose own credentials are unavailable', () => {
  const FAILING: [string, Tenant['credentials'], number, string][] = [
    [
      'static',
      { kind: 'static', read: () => ({ accessKeyId: '', secretAccessKey: '' }) },
      503,
      'credentials-unavailable',
    ],
    [
      'static',
      { kind: 'static', read: () => ({ accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'x' }) },
      502,
      'tenant-credentials',
    ],
    [
      'assumeRole',
      { kind: 'assumeRole', roleArn: roleArn('absent'), durationSeconds: 900, sessionPolicy: false },
      502,
      'tenant-credentials',
    ],
    [
      'webIdentity',
      {
        kind: 'webIdentity',
        roleArn: roleArn('absent'),
        tokenFile: '/absent/token',
        durationSeconds: 900,
        sessionPolicy: false,
      },
      503,
      'credentials-unavailable',
    ],
    ['container', { kind: 'container', uri: NOWHERE }, 503, 'credentials-unavailable'],
    ['container', { kind: 'container', uri: 'not a uri' }, 503, 'credentials-unavailable'],
  ];

  it.each(FAILING)('is never served with another available identity: %s', async (_kind, credentials, status, code) => {
    world = await RoleWorld.start([tenant('acme', { credentials })], {
      accounts: [
        { accountId: '111122223333', ...TEMPTING },
        { accountId: OWN_ACCOUNT, accessKeyId: 'AKIAOWN', secretAccessKey: 'own secret' },
        ...accountsOf([tenant('owner')]),
      ],
      roles: [{ roleArn: roleArn('another') }],
    });
    world.setEnvironment({
      ...inEnvironment(TEMPTING),
      AWS_ROLE_ARN: roleArn('another'),
      AWS_WEB_IDENTITY_TOKEN_FILE: '/another/token',
      AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/another',
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'another',
    });
    const answers = await world.reads('acme', 5);
    expect(answers.map((answer) => [answer.status, answer.body['code']])).toEqual(Array(5).fill([status, code]));
    expect(await world.rekognitionCalls()).toEqual([]);
  });
});

describe('The AWS account of credentials', () => {
  const FOREIGN = '999988887777';
  const KEYS = { accessKeyId: 'AKIAacme', secretAccessKey: 'secret of acme' };
  const WRONG = tenant('acme', { awsAccount: FOREIGN });

  /** Keys of account 111122223333, for a tenant whose settings name another account. */
  async function start(tenants: readonly Tenant[] = [WRONG]): Promise<void> {
    world = await RoleWorld.start(tenants, {
      accounts: [
        { accountId: '111122223333', ...KEYS },
        { accountId: OWN_ACCOUNT, accessKeyId: 'AKIAOWN', secretAccessKey: 'own secret' },
        ...accountsOf([tenant('owner'), tenant('other')]),
      ],
    });
  }

  it('is fetched once, on first use, for all concurrent callers', async () => {
    await start([tenant('acme'), tenant('other')]);
    expect(await world.seen('GetCallerIdentity')).toBe(0);
    await Promise.all([world.reads('acme', 20), world.reads('other', 20)]);
    await world.reads('acme', 20);
    expect(await world.seen('GetCallerIdentity')).toBe(2);
  });

  it('that differs from the settings closes the tenant: nothing is sent, and the account is not fetched again', async () => {
    await start([WRONG, tenant('other')]);
    const answers = await world.reads('acme', 20);
    await world.app.clock.advance(24 * 3_600_000);
    answers.push(...(await world.reads('acme', 20)));
    for (const { status, body, headers } of answers) {
      expect([status, body['code'], body['retryable'], body['effect']]).toEqual([
        502,
        'tenant-misconfigured',
        false,
        'none',
      ]);
      expect(headers.get('retry-after')).toBeNull();
    }
    expect([await world.seen('GetCallerIdentity'), await world.rekognitionCalls()]).toEqual([1, []]);
    expect((await world.reads('other', 1))[0]!.status).toBe(200);
  });

  it('that is wrong is logged once, and not revealed to callers', async () => {
    await start();
    const [answer] = await world.reads('acme', 1);
    await world.reads('acme', 10);
    expect(answer!.text).not.toMatch(/\d{12}/);
    const lines = world.app.logLines.filter((line) => line.includes('tenant closed'));
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { level: 'error', tenant: 'acme', reason: `its credentials belong to account 111122223333, not ${FOREIGN}` },
    ]);
    const { text } = await world.app.ask('/metrics', { key: '' });
    expect(text).toContain('facade_tenants_closed_total 1');
    expect(text).toContain('facade_credential_refreshes_total{kind="static",outcome="tenant-misconfigured"} 1');
  });

  it('is fetched again after the settings have changed', async () => {
    await start();
    await world.reads('acme', 1);
    const corrected = { ...WRONG, awsAccount: '111122223333' };
    const caches = world.app.app.get(CredentialCaches);
    await expect(caches.of(corrected).get()).resolves.toEqual(KEYS);
    await expect(caches.of(WRONG).get()).rejects.toMatchObject({ code: 'tenant-misconfigured' });
  });

  it.each([
    ['InternalServerError', 503, 'credentials-unavailable'],
    ['empty', 503, 'credentials-unavailable'],
    ['drop-before', 503, 'credentials-unavailable'],
  ])('that cannot be fetched is not assumed to be right: after %s nothing is sent', async (fault, status, code) => {
    await start([tenant('acme')]);
    await world.engine.fail({ operation: 'GetCallerIdentity', fault, times: 1_000 });
    const [answer] = await world.reads('acme', 1);
    expect([answer!.status, answer!.body['code'], await world.rekognitionCalls()]).toEqual([status, code, []]);
    await world.engine.heal();
    await world.app.clock.advance(1_000);
    expect((await world.reads('acme', 1))[0]!.status).toBe(200);
  });

  it('of a role comes with its session, and needs no separate call', async () => {
    const foreign = roleTenant('foreign', {}, { awsAccount: FOREIGN });
    await start([roleTenant('acme'), foreign]);
    expect((await world.reads('acme', 1))[0]!.status).toBe(200);
    expect((await world.reads('foreign', 1))[0]!.body['code']).toBe('tenant-misconfigured');
    expect(await world.seen('GetCallerIdentity')).toBe(0);
  });
});
