import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';

import type { Tenant } from '../../src/config/tenant.js';
import type { EngineOptions } from '../../src/engine/index.js';
import { Sts } from '../../src/tenants/aws/sts.js';
import { accountsOf, type Answer, type Ask, tenant, TestApp } from './app.js';
import { TestEngine } from './engine.js';
import { eventually } from './eventually.js';
import { People } from './people.js';
import { StsProxy } from './sts-proxy.js';

/** The account of the test tenants. */
const ACCOUNT = '111122223333';
/** The service's own keys, in OWN_ACCOUNT. */
export const OWN_KEYS = { accessKeyId: 'AKIAOWN', secretAccessKey: 'own secret' };
/** The keys that replace OWN_KEYS after a rotation. */
export const NEXT_OWN_KEYS = { accessKeyId: 'AKIAOWN2', secretAccessKey: 'own secret 2' };
export const OWN_ACCOUNT = '999900001111';

const OWN_KEYS_EVER = [OWN_KEYS, NEXT_OWN_KEYS].map((keys) => ({ accountId: OWN_ACCOUNT, ...keys }));

/** Prepares the test data in the tenants' account. */
const OWNER = tenant('owner');

export function roleArn(id: string, account = ACCOUNT): string {
  return `arn:aws:iam::${account}:role/${id}`;
}

type AssumeRole = Extract<Tenant['credentials'], { kind: 'assumeRole' }>;

/** A tenant whose role the service assumes for one hour with its own identity. */
export function roleTenant(id: string, role: Partial<AssumeRole> = {}, settings: Partial<Tenant> = {}): Tenant {
  const credentials: AssumeRole = {
    kind: 'assumeRole',
    roleArn: roleArn(id),
    durationSeconds: 3_600,
    sessionPolicy: false,
    ...role,
  };
  return tenant(id, { credentials, ...settings });
}

/**
 * The service with its own identity from the environment, and an engine that has the tenants' roles and uses the
 * service's clock. `sts` records the requests to STS.
 */
export class RoleWorld {
  private readonly environment = new Map<string, string | undefined>();
  app!: TestApp;
  people!: People;

  private constructor(
    readonly engine: TestEngine,
    readonly sts: StsProxy,
    readonly folder: string,
  ) {}

  static async start(tenants: readonly Tenant[], options: EngineOptions = {}): Promise<RoleWorld> {
    const started: { world?: RoleWorld } = {};
    const engine = await TestEngine.start({
      accounts: [...OWN_KEYS_EVER, ...accountsOf([OWNER, ...tenants])],
      roles: rolesOf(tenants),
      nowMs: () => started.world?.app.clock.wallMs() ?? Date.now(),
      ...options,
    });
    const folder = await mkdtemp(join(tmpdir(), 'credentials-'));
    const world = new RoleWorld(engine, await StsProxy.start(engine.url), folder);
    world.setEnvironment({ ...NO_OTHER_IDENTITY, ...inEnvironment(OWN_KEYS) });
    world.app = await TestApp.start(world.sts.url, { tenants });
    started.world = world;
    world.people = new People(engine.url, OWNER);
    await world.people.collection('staff');
    await world.people.user('staff', 'ann', 1);
    await engine.forgetCalls();
    return world;
  }

  async close(): Promise<void> {
    this.people.close();
    await this.app.close();
    await this.sts.close();
    await this.engine.close();
    for (const [name, value] of this.environment) set(name, value);
    await rm(this.folder, { recursive: true });
  }

  /** Sets environment variables; `close` restores them. */
  setEnvironment(variables: Readonly<Record<string, string | undefined>>): void {
    for (const [name, value] of Object.entries(variables)) {
      if (!this.environment.has(name)) this.environment.set(name, process.env[name]);
      set(name, value);
    }
  }

  /** Lists Ann's faces with the tenant's key. */
  read(id: string, ask: Ask = {}): Promise<Answer> {
    return this.app.ask('/collections/staff/users/ann/faces', { key: `${id}-key`, ...ask });
  }

  reads(id: string, count: number): Promise<Answer[]> {
    return this.app.clock.passWaits(Promise.all(Array.from({ length: count }, () => this.read(id))));
  }

  /** The number of calls of an operation that the engine received. */
  async seen(operation: string): Promise<number> {
    return (await this.engine.calls(operation)).length;
  }

  /** Waits until STS has answered all requests and the service has processed the answers. */
  async stsAnswered(): Promise<void> {
    await eventually(() => this.app.app.get(Sts).asking === 0);
    for (let turn = 0; turn < 3; turn += 1) await setImmediate();
  }

  /** The calls that reached Rekognition, for all access keys. */
  async rekognitionCalls(): Promise<{ accessKeyId: string; operation: string }[]> {
    const sts = ['AssumeRole', 'AssumeRoleWithWebIdentity', 'GetCallerIdentity'];
    return (await this.engine.calls()).filter(({ operation }) => !sts.includes(operation));
  }
}

/** Hides the machine's own AWS identity from the SDK's default credential chain. */
const NO_OTHER_IDENTITY = {
  AWS_ACCESS_KEY_ID: undefined,
  AWS_SECRET_ACCESS_KEY: undefined,
  AWS_SESSION_TOKEN: undefined,
  AWS_PROFILE: undefined,
  AWS_ROLE_ARN: undefined,
  AWS_WEB_IDENTITY_TOKEN_FILE: undefined,
  AWS_CONTAINER_CREDENTIALS_FULL_URI: undefined,
  AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: undefined,
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
};

export function inEnvironment({ accessKeyId, secretAccessKey }: typeof OWN_KEYS): Record<string, string> {
  return { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
}

function rolesOf(tenants: readonly Tenant[]): NonNullable<EngineOptions['roles']> {
  return tenants.flatMap(({ credentials }) =>
    credentials.kind === 'assumeRole'
      ? [
          {
            roleArn: credentials.roleArn,
            trusts: [OWN_ACCOUNT],
            ...(credentials.externalId !== undefined && { externalId: credentials.externalId }),
          },
        ]
      : [],
  );
}

function set(name: string, value: string | undefined): void {
  if (value === undefined) Reflect.deleteProperty(process.env, name);
  else process.env[name] = value;
}
