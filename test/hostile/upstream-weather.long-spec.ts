import { afterEach, describe, expect, it } from '@jest/globals';

import type { Config } from '../../src/config/config.js';
import type { Tenant } from '../../src/config/tenant.js';
import type { EngineOptions } from '../../src/engine/index.js';
import { accountsOf, type Answer, tenant, TestApp } from '../harness/app.js';
import { TestEngine } from '../harness/engine.js';
import { eventually } from '../harness/eventually.js';
import { People } from '../harness/people.js';

const OFF = { byAccount: new Map(), others: 'off' } as const;

let engine: TestEngine;
let app: TestApp;
let people: People;

afterEach(async () => {
  people.close();
  await app.close();
  await engine.close();
});

async function start(tenantCount = 1, quotas: Config['quotas'] = OFF, options: EngineOptions = {}): Promise<void> {
  await startFor(
    Array.from({ length: tenantCount }, (_, n) => tenant(`t${n}`)),
    quotas,
    options,
  );
}

async function startFor(tenants: readonly Tenant[], quotas: Config['quotas'], options: EngineOptions): Promise<void> {
  let started = false;
  const nowMs = (): number => (started ? app.clock.wallMs() : Date.now());
  engine = await TestEngine.start({ accounts: accountsOf(tenants), latencyMs: 5, seed: 3, nowMs, ...options });
  app = await TestApp.start(engine.url, { tenants, quotas });
  started = true;
  people = new People(engine.url, tenants[0]!);
  await people.collection('staff');
  await app.warm();
  await engine.forgetCalls();
}

interface Load {
  readonly calls: number;
  readonly tenants?: number;
  readonly atOnce?: number;
  readonly ask: (call: number, key: string) => Promise<Answer>;
}

/** Sends calls in groups, one second apart, each answered before the next begins. */
async function under({ calls, tenants = 1, atOnce = 20, ask }: Load): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let from = 0; from < calls; from += atOnce) {
    const group = Array.from({ length: Math.min(atOnce, calls - from) }, (_, n) =>
      ask(from + n, `t${(from + n) % tenants}-key`),
    );
    answers.push(...(await app.settled(group)));
    await app.clock.advance(1_000);
  }
  return answers;
}

const read = (user: string, key: string): Promise<Answer> => app.ask(`/collections/staff/users/${user}/faces`, { key });

const share = (answers: readonly Answer[], code: number): number =>
  answers.filter(({ status }) => status === code).length / answers.length;

const upstreamCalls = async (operation?: string): Promise<number> => (await engine.calls(operation)).length;

describe('an upstream that throttles', () => {
  it('three random calls in ten: 96 % succeed, with at most 1.45 upstream calls per call', async () => {
    await start();
    await people.user('staff', 'ann', 1);
    await engine.forgetCalls();
    await engine.fail({ operation: 'ListFaces', fault: 'ThrottlingException', share: 0.3 });
    const answers = await under({ calls: 500, ask: (_, key) => read('ann', key) });
    expect(share(answers, 200)).toBeGreaterThanOrEqual(0.96);
    expect((await upstreamCalls('ListFaces')) / answers.length).toBeLessThanOrEqual(1.45);
  });

  it('because twice the quota is requested: nearly all of it is used, and hardly a call is throttled', async () => {
    await start(1, { byAccount: new Map(), others: 'aws' }, { quotas: 'aws' });
    const beganMs = app.clock.wallMs();
    const asked: Promise<Answer>[] = [];
    for (let tick = 0; tick < 300; tick += 1) {
      asked.push(
        app.ask(`/collections/staff/users/u${tick}/faces/00000000-0000-4000-8000-000000000000`, {
          method: 'DELETE',
          key: 't0-key',
          headers: { prefer: 'wait=2' },
        }),
      );
      await taken(asked);
      await app.clock.advance(100);
    }
    const seconds = (app.clock.wallMs() - beganMs) / 1_000;
    const answers = await app.settled(asked);
    const calls = await engine.calls('DisassociateFaces');
    const served = answers.filter(({ status }) => status === 404).length;
    expect(served).toBeGreaterThanOrEqual(0.95 * 5 * seconds);
    expect(calls.length / served).toBeLessThanOrEqual(1.1);
    expect(share(answers, 429) + share(answers, 404)).toBe(1);
    for (const { headers } of answers.filter(({ status }) => status === 429))
      expect(headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
  });
});

/** Waits until each call is answered or waits for its turn. */
async function taken(asked: readonly Promise<Answer>[]): Promise<void> {
  let answered = 0;
  for (const answer of asked) void answer.then(() => (answered += 1));
  await eventually(async () => {
    const { text } = await app.ask('/metrics', { key: '' });
    return answered + Number(/^facade_calls_waiting (\d+)$/m.exec(text)?.[1]) === asked.length;
  });
}

describe('an upstream that fails', () => {
  it('completely, for a hundred tenants: at most 1.1 upstream calls per call, and all are served after it recovers', async () => {
    await start(100);
    await people.user('staff', 'ann', 1);
    await engine.forgetCalls();
    await engine.fail({ operation: '*', fault: 'InternalServerError', times: 100_000 });
    const answers = await under({ calls: 600, tenants: 100, ask: (_, key) => read('ann', key) });
    expect(share(answers, 502) + share(answers, 503)).toBe(1);
    expect((await upstreamCalls()) / answers.length).toBeLessThanOrEqual(1.1);
    await engine.heal();
    await under({ calls: 10, tenants: 100, atOnce: 1, ask: (_, key) => read('ann', key) });
    const after = await under({ calls: 200, tenants: 100, ask: (_, key) => read('ann', key) });
    expect(share(after, 200)).toBeGreaterThanOrEqual(0.99);
  });

  it('completely, for a hundred accounts: at most 1.1 upstream calls per call, and all are served after it recovers', async () => {
    const own = (n: number): Tenant => tenant(`t${n}`, { awsAccount: String(n).padStart(12, '0') });
    await startFor(
      Array.from({ length: 100 }, (_, n) => own(n)),
      OFF,
      {},
    );
    await engine.fail({ operation: '*', fault: 'InternalServerError', times: 100_000 });
    const answers = await under({ calls: 600, tenants: 100, ask: (_, key) => read('ann', key) });
    expect(share(answers, 502) + share(answers, 503)).toBe(1);
    expect((await upstreamCalls()) / answers.length).toBeLessThanOrEqual(1.1);
    await engine.heal();
    await app.clock.advance(4_000);
    const after = await under({ calls: 200, tenants: 100, ask: (_, key) => read('ann', key) });
    expect(share(after, 404)).toBe(1);
  });

  it('for four calls in ten: at most 1.2 upstream calls per call', async () => {
    await start();
    await engine.fail({ operation: 'ListFaces', fault: 'InternalServerError', share: 0.4 });
    const answers = await under({ calls: 500, ask: (_, key) => read('nobody', key) });
    expect((await upstreamCalls('ListFaces')) / answers.length).toBeLessThanOrEqual(1.2);
  });

  it('by resetting one connection in ten: reads succeed, and no write is done twice', async () => {
    await start();
    const ids = await people.user('staff', 'ann', 60);
    await engine.forgetCalls();
    await engine.fail({ operation: 'ListFaces', fault: 'drop-before', share: 0.1 });
    const reads = await under({ calls: 1_000, atOnce: 50, ask: (_, key) => read('ann', key) });
    expect(share(reads, 200)).toBeGreaterThanOrEqual(0.998);

    await engine.fail({ operation: 'DisassociateFaces', fault: 'drop-after', share: 0.1 });
    const writes = await under({
      calls: ids.length,
      atOnce: 10,
      ask: (call, key) => app.ask(`/collections/staff/users/ann/faces/${ids[call]}`, { method: 'DELETE', key }),
    });
    expect(share(writes, 204)).toBe(1);
    expect(await people.facesOf('staff', 'ann')).toEqual([]);
  });
});

describe('an upstream that hangs', () => {
  const WAIT_1 = { prefer: 'wait=1' };

  it('on every call: all get 504 at their deadline, and no timer is left', async () => {
    await start();
    await engine.fail({ operation: '*', fault: 'latency', latencyMs: 5_000, times: 1_000 });
    const asked = Array.from({ length: 30 }, () =>
      app.ask('/collections/staff/users/ann/faces', { key: 't0-key', headers: WAIT_1 }),
    );
    await engine.seen(30, 'ListFaces');
    await app.clock.advance(1_000);
    const answers = await Promise.all(asked);
    expect(answers.map(({ status, body }) => [status, body['code']])).toEqual(
      Array(30).fill([504, 'upstream-timeout']),
    );
    expect(app.clock.pending).toBe(0);
  });

  it('on one call in five: the others are served', async () => {
    await start();
    await people.user('staff', 'ann', 1);
    await engine.fail({ operation: 'ListFaces', fault: 'latency', latencyMs: 5_000, times: 6 });
    const asked = Array.from({ length: 30 }, () =>
      app.ask('/collections/staff/users/ann/faces', { key: 't0-key', headers: WAIT_1 }),
    );
    await answered(asked, 24);
    await app.clock.advance(1_000);
    const answers = await Promise.all(asked);
    expect([share(answers, 200), share(answers, 504)]).toEqual([0.8, 0.2]);
  });

  it('and recovers: the next call is served', async () => {
    await start();
    await people.user('staff', 'ann', 1);
    await engine.fail({ operation: 'ListFaces', fault: 'latency', latencyMs: 10_000, times: 40 });
    const asked = Array.from({ length: 30 }, () =>
      app.ask('/collections/staff/users/ann/faces', { key: 't0-key', headers: WAIT_1 }),
    );
    await engine.seen(30, 'ListFaces');
    await app.clock.advance(1_000);
    await Promise.all(asked);
    await engine.heal();
    expect((await read('ann', 't0-key')).status).toBe(200);
  });

  function answered(asked: readonly Promise<Answer>[], count: number): Promise<void> {
    let answers = 0;
    for (const answer of asked) void answer.then(() => (answers += 1));
    return eventually(() => answers === count);
  }
});
