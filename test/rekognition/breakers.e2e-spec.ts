import { afterEach, describe, expect, it } from '@jest/globals';

import type { Config } from '../../src/config/config.js';
import type { Tenant } from '../../src/config/tenant.js';
import { AccountQuotas } from '../../src/tenants/aws/account-quotas.js';
import { accountsOf, type Answer, tenant, TestApp } from '../harness/app.js';
import { DeafServer } from '../harness/deaf-server.js';
import { TestEngine } from '../harness/engine.js';
import { eventually } from '../harness/eventually.js';
import { TenantFaults } from '../harness/tenant-faults.js';

const OFF = { byAccount: new Map(), others: 'off' } as const;
/** Longer than the 200 ms beyond which this process counts as late. */
const BLOCK_MS = 400;
const FACE = '00000000-0000-4000-8000-000000000000';

let engine: TestEngine;
let faults: TenantFaults;
let app: TestApp;

afterEach(async () => {
  await app.close();
  await faults.close();
  await engine.close();
});

/** A tenant with its own account. */
const company = (id: string, number: number): Tenant => tenant(id, { awsAccount: `00000000000${number}` });
const [A, B, C, HEALTHY] = ['a', 'b', 'c', 'healthy'].map(company) as [Tenant, Tenant, Tenant, Tenant];

async function start(tenants: readonly Tenant[], settings: Partial<Config> = {}): Promise<void> {
  engine = await TestEngine.start({ accounts: accountsOf(tenants), latencyMs: 2 });
  faults = await TenantFaults.before(engine.url);
  app = await TestApp.start(faults.url, { tenants, quotas: OFF, ...settings });
  await app.warm();
  await engine.forgetCalls();
}

const read = ({ id }: Tenant): Promise<Answer> => app.ask('/collections/none/users/ann/faces', { key: `${id}-key` });
const list = ({ id }: Tenant): Promise<Answer> => app.ask('/collections/none/users', { key: `${id}-key` });
const unlink = ({ id }: Tenant, user = 'ann'): Promise<Answer> =>
  app.ask(`/collections/none/users/${user}/faces/${FACE}`, { method: 'DELETE', key: `${id}-key` });

/** The codes of the answers to sequential calls. */
async function codes(count: number, call: (n: number) => Promise<Answer>): Promise<unknown[]> {
  const found = new Set<unknown>();
  for (let n = 0; n < count; n += 1) {
    const [answer] = await app.settled([call(n)]);
    found.add(answer!.body['code']);
  }
  return [...found];
}

async function series(name: string): Promise<string[]> {
  const { text } = await app.ask('/metrics', { key: '' });
  return text.split('\n').filter((line) => line.startsWith(`${name}{`));
}

const breakers = async (): Promise<string[]> =>
  (await series('facade_breaker_open')).map((line) => line.replace(faults.url, 'URL'));

describe("errors of one account's calls", () => {
  it('open the breaker for that account and operation only', async () => {
    await start([A, HEALTHY]);
    faults.set([A], 'fails');
    expect(await codes(30, () => read(A))).toEqual(['upstream-error', 'circuit-open']);
    expect(await codes(100, () => read(HEALTHY))).toEqual(['resource-not-found']);
    expect(await breakers()).toEqual([
      'facade_breaker_open{endpoint="eu-west-1",operation="ListFaces",account="000000000000"} 1',
      'facade_breaker_open{endpoint="URL",operation="",account=""} 0',
    ]);
  });

  it('do not use up the retry budget of another account', async () => {
    await start([A, HEALTHY]);
    faults.set([A], 'fails');
    await codes(30, () => read(A));
    await engine.fail({ operation: 'ListFaces', fault: 'InternalServerError', times: 2 });
    expect(await codes(1, () => read(HEALTHY))).toEqual(['resource-not-found']);
  });
});

describe('an outage of one operation', () => {
  it("does not affect the account's other operations: 40 of 40 disassociations are served", async () => {
    await start([HEALTHY]);
    await engine.fail({ operation: 'ListUsers', fault: 'InternalServerError', times: 1_000 });
    expect(await codes(30, () => list(HEALTHY))).toContain('circuit-open');
    expect(await codes(40, (n) => unlink(HEALTHY, `user-${n}`))).toEqual(['resource-not-found']);
  });

  it('that three accounts see opens the breaker for all accounts, until a probe is served again', async () => {
    await start([A, B, C, HEALTHY]);
    faults.set([A, B, C], 'fails');
    for (const each of [A, B, C]) await codes(7, () => read(each));
    expect((await read(HEALTHY)).body['code']).toBe('circuit-open');
    expect((await unlink(HEALTHY)).body['code']).toBe('resource-not-found');
    expect(await breakers()).toContain('facade_breaker_open{endpoint="eu-west-1",operation="ListFaces",account=""} 1');
    await app.clock.advance(4_000);
    expect(await codes(20, () => read(HEALTHY))).toEqual(['resource-not-found']);
    expect(await codes(2, () => read(A))).toContain('circuit-open');
    faults.heal();
    await app.clock.advance(4_000);
    for (const each of [A, B, C]) expect(await codes(5, () => read(each))).toEqual(['resource-not-found']);
  });
});

describe('the probe that a half-open breaker lets through each second', () => {
  it('changes nothing when its caller disconnects, and the next second has another', async () => {
    await start([A]);
    faults.set([A], 'fails');
    await codes(30, () => read(A));
    faults.set([A], 'hangs');
    await app.clock.advance(4_000);
    const leaving = new AbortController();
    const left = app.ask('/collections/none/users/ann/faces', { key: 'a-key', signal: leaving.signal });
    await eventually(() => faults.hangs === 1);
    leaving.abort();
    await expect(left).rejects.toThrow();
    await eventually(() => faults.hangs === 0);
    faults.heal();
    expect((await read(A)).body['code']).toBe('circuit-open');
    await app.clock.advance(1_000);
    expect(await codes(5, () => read(A))).toEqual(['resource-not-found']);
  });
});

describe('connections that cannot be established in time', () => {
  let deaf: DeafServer;

  let leaving: AbortController;

  afterEach(async () => {
    leaving.abort();
    await deaf.close();
  });

  /** The endpoint stops accepting connections: five reads wait for one until the time-out. */
  async function unreachable(meanwhile: () => void): Promise<void> {
    await start([A], { connectTimeoutMs: 1_000 });
    await faults.close();
    deaf = await DeafServer.at(Number(new URL(faults.url).port));
    const quotas = app.app.get(AccountQuotas);
    leaving = new AbortController();
    const { signal } = leaving;
    for (let n = 0; n < 5; n += 1) {
      void app.ask('/collections/none/users/ann/faces', { key: 'a-key', signal }).catch(() => undefined);
    }
    await eventually(() => quotas.attemptsInFlight === 5);
    meanwhile();
    await eventually(async () => (await refused()) === 5);
  }

  const refused = async (): Promise<number> => {
    const [line = ''] = (await series('http_client_request_duration_seconds_count')).filter((each) =>
      each.includes('error_type="upstream-unreachable"'),
    );
    return Number(line.split(' ').at(-1));
  };

  it('do not count as failures if this process itself was late', async () => {
    await unreachable(() => {
      const endMs = performance.now() + BLOCK_MS;
      while (performance.now() < endMs);
    });
    expect(await breakers()).toEqual(['facade_breaker_open{endpoint="URL",operation="",account=""} 0']);
  });
});
