import { afterEach, describe, expect, it } from '@jest/globals';

import type { Config } from '../../src/config/config.js';
import type { Tenant } from '../../src/config/tenant.js';
import type { EngineOptions } from '../../src/engine/index.js';
import { accountsOf, type Answer, type Ask, tenant, TestApp } from '../harness/app.js';
import { TestEngine } from '../harness/engine.js';
import { eventually } from '../harness/eventually.js';
import { People } from '../harness/people.js';

const ACME = tenant('acme');
const BETA = tenant('beta');
const FACE = '00000000-0000-4000-8000-000000000000';

let engine: TestEngine;
let app: TestApp;

afterEach(async () => {
  await app.close();
  await engine.close();
});

interface Setting {
  readonly quotas?: Config['quotas'];
  readonly engine?: EngineOptions;
  readonly tenants?: readonly Tenant[];
}

/** Service and engine with one clock, both with AWS's quotas unless a test sets others. */
async function start({ quotas, engine: options = {}, tenants = [ACME, BETA] }: Setting = {}): Promise<void> {
  const nowMs = (): number => app.clock.wallMs();
  let started = false;
  engine = await TestEngine.start({
    accounts: accountsOf(tenants),
    quotas: 'aws',
    nowMs: () => (started ? nowMs() : Date.now()),
    ...options,
  });
  app = await TestApp.start(engine.url, { tenants, quotas: quotas ?? { byAccount: new Map(), others: 'aws' } });
  started = true;
  const people = new People(engine.url, ACME);
  await people.collection('staff');
  await people.user('staff', 'ann', 1);
  people.close();
  await app.warm();
  await engine.forgetCalls();
}

/** A disassociation for a new user that does not exist. It is answered 404 after a call to Rekognition. */
function unlink(user: string, ask: Ask = {}): Promise<Answer> {
  return app.ask(`/collections/staff/users/${user}/faces/${FACE}`, { method: 'DELETE', ...ask });
}

const unlinks = (count: number, ask: Ask = {}, prefix = 'user'): Promise<Answer>[] =>
  Array.from({ length: count }, (_, n) => unlink(`${prefix}-${n}`, ask));

const all = (asked: Promise<Answer>[]): Promise<Answer[]> => app.settled(asked);

function counts(answers: readonly Answer[]): Record<string, number> {
  const codes = answers.map(({ body }) => String(body['code']));
  return Object.fromEntries([...new Set(codes)].sort().map((code) => [code, codes.filter((c) => c === code).length]));
}

async function results(operation = 'DisassociateFaces'): Promise<Record<string, number>> {
  const calls = await engine.calls(operation);
  return Object.fromEntries(
    [...new Set(calls.map(({ result }) => result))].map((name) => [
      name,
      calls.filter(({ result }) => result === name).length,
    ]),
  );
}

async function metric(pattern: RegExp): Promise<number> {
  const { text } = await app.ask('/metrics', { key: '' });
  return Number(pattern.exec(text)?.[1] ?? Number.NaN);
}

const waiting = (): Promise<number> => metric(/^facade_calls_waiting (\d+)$/m);

describe("the account's quota", () => {
  it('is never exceeded: calls wait, and Rekognition throttles none', async () => {
    await start();
    const answers = await all(unlinks(40));
    expect(counts(answers)).toEqual({ 'resource-not-found': 40 });
    expect(await results()).toEqual({ ResourceNotFoundException: 40 });
  });

  it.each([
    ['eu-west-1', 49],
    ['eu-central-1', 4],
  ])('is that of the region: in %s, %i reads are sent immediately', async (region, atOnce) => {
    await start({ tenants: [tenant('acme', { region })] });
    const asked = Array.from({ length: 52 }, (_, n) => app.ask(`/collections/none/users/user-${n}/faces`));
    await engine.seen(atOnce, 'ListFaces');
    await eventually(async () => (await waiting()) > 0);
    expect(await engine.calls('ListFaces')).toHaveLength(atOnce);
    await all(asked);
  });

  it('is that of the tenants file, if it sets one', async () => {
    const byAccount = new Map([[ACME.awsAccount, { DisassociateFaces: 3 }]]);
    await start({ quotas: { byAccount, others: 'aws' } });
    const asked = unlinks(5);
    await eventually(async () => (await waiting()) === 3);
    expect(await all(asked)).toHaveLength(5);
  });

  it('is unlimited if it is switched off', async () => {
    await start({ quotas: { byAccount: new Map(), others: 'off' }, engine: { quotas: 'off' } });
    const answers = await Promise.all(unlinks(100));
    expect(counts(answers)).toEqual({ 'resource-not-found': 100 });
    expect(answers[0]!.headers.get('ratelimit')).toBeNull();
  });

  it('is in the RateLimit headers of every answer of a call that uses it', async () => {
    await start();
    const { headers } = await unlink('ann');
    expect(headers.get('ratelimit-policy')).toBe('"DisassociateFaces";q=5;w=1');
    expect(headers.get('ratelimit')).toBe('"DisassociateFaces";r=3;t=1');
    expect((await app.ask('/me')).headers.get('ratelimit')).toBeNull();
  });
});

describe('a call that would wait past its deadline', () => {
  it('is rejected at once with 429 rate-limited, and no call times out', async () => {
    await start();
    const asked = unlinks(100, { headers: { prefer: 'wait=5' } });
    await eventually(async () => (await waiting()) <= 5 * 5);
    const answers = await all(asked);
    const told = counts(answers);
    expect(Object.keys(told)).toEqual(['rate-limited', 'resource-not-found']);
    expect(told['resource-not-found']).toBeGreaterThanOrEqual(25);
    const refused = answers.filter(({ status }) => status === 429);
    for (const { body } of refused) expect([body['effect'], body['retryable']]).toEqual(['none', true]);
  });

  it('is served when its caller retries after Retry-After', async () => {
    await start();
    const ask = { headers: { prefer: 'wait=2' } };
    const answers = await all(unlinks(60, ask));
    const waits = answers.flatMap(({ status, headers }) =>
      status === 429 ? [Number(headers.get('retry-after'))] : [],
    );
    expect(Math.max(...waits) - Math.min(...waits)).toBeGreaterThanOrEqual(Math.floor(waits.length / 5) - 2);
    const returning = waits.map(
      (seconds, n) =>
        new Promise<Answer>((resolve) => {
          app.clock.schedule(seconds * 1_000, () => void unlink(`again-${n}`, ask).then(resolve));
        }),
    );
    expect(counts(await all(returning))).toEqual({ 'resource-not-found': waits.length });
  });

  it('that was throttled is served before calls that came later', async () => {
    const byAccount = new Map([[ACME.awsAccount, { DisassociateFaces: 1 }]]);
    await start({ quotas: { byAccount, others: 'aws' }, engine: { quotas: 'off' } });
    await engine.fail({ operation: 'DisassociateFaces', fault: 'ThrottlingException', times: 1 });
    const order: string[] = [];
    const ask = async (user: string): Promise<Answer> => unlink(user).finally(() => order.push(user));
    const throttled = ask('throttled');
    await engine.seen(1);
    await all([throttled, ask('second'), ask('third')]);
    expect(order).toEqual(['throttled', 'second', 'third']);
  });

  it('does not take the turns of callers who were given a Retry-After', async () => {
    await start();
    await all(unlinks(40, { headers: { prefer: 'wait=1' } }));
    await app.clock.advance(1_000);
    expect((await all([unlink('newcomer', { headers: { prefer: 'wait=1' } })]))[0]!.status).toBe(404);
  });
});

describe('tenants of one account', () => {
  it('share its quota: a busy one does not delay a quiet one', async () => {
    await start();
    const noisy = unlinks(45, {}, 'noisy');
    await eventually(async () => (await waiting()) >= 40);
    const quiet = unlink('quiet', { key: 'beta-key' });
    await eventually(async () => (await waiting()) >= 41);
    await app.clock.advance(400);
    expect((await quiet).status).toBe(404);
    await all(noisy);
  });

  it('have their own slots: one whose calls hang leaves room for the others', async () => {
    await start({ quotas: { byAccount: new Map(), others: 'off' }, engine: { quotas: 'off' } });
    await engine.fail({ operation: 'ListFaces', fault: 'latency', latencyMs: 60_000, times: 32 });
    const hung = Array.from({ length: 40 }, () => app.ask('/collections/staff/users/ann/faces'));
    await engine.seen(32, 'ListFaces');
    await eventually(async () => (await waiting()) === 8);
    expect((await app.ask('/collections/staff/users/ann/faces', { key: 'beta-key' })).status).toBe(200);
    expect(await engine.calls('ListFaces')).toHaveLength(33);
    await app.clock.advance(10_000);
    expect(await Promise.all(hung)).toHaveLength(40);
  });
});

describe('a rate that is higher than Rekognition grants', () => {
  it('is lowered by a tenth a second while calls are throttled', async () => {
    const byAccount = new Map([[ACME.awsAccount, { DisassociateFaces: 10 }]]);
    await start({ quotas: { byAccount, others: 'aws' } });
    expect(await rate()).toBeNaN();
    await all(unlinks(60, { headers: { prefer: 'wait=30' } }));
    expect(await rate()).toBeLessThan(7);
    expect(Number((await results())['ProvisionedThroughputExceededException'])).toBeGreaterThan(0);
  });

  const rate = (): Promise<number> => metric(/^facade_quota_rate\{.*operation="DisassociateFaces"\} ([\d.]+)$/m);
});

describe('the circuit breaker of an operation', () => {
  const OFF = { quotas: { byAccount: new Map(), others: 'off' }, engine: { quotas: 'off' } } as const;

  it('opens once half of twenty attempts failed, and sends a probe after some seconds', async () => {
    await start(OFF);
    await engine.fail({ operation: '*', fault: 'InternalServerError', times: 1_000 });
    for (let n = 0; n < 20; n += 1) await all([unlink(`user-${n}`)]);
    const before = (await engine.calls()).length;
    const { status, body, headers } = await unlink('next');
    expect([status, body['code'], body['effect'], body['retryable']]).toEqual([503, 'circuit-open', 'none', true]);
    expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect((await engine.calls()).length).toBe(before);
    const open = /^facade_breaker_open\{.*operation="DisassociateFaces",account="111122223333"\} ([\d.]+)$/m;
    expect(await metric(open)).toBe(1);

    await engine.heal();
    await app.clock.advance(4_000);
    expect((await unlink('probe')).status).toBe(404);
    expect(counts(await Promise.all(unlinks(10)))).toEqual({ 'resource-not-found': 10 });
  });

  it('stops calls that were already waiting for their turn', async () => {
    const byAccount = new Map([[ACME.awsAccount, { DisassociateFaces: 21 }]]);
    await start({ quotas: { byAccount, others: 'aws' }, engine: { quotas: 'off' } });
    await engine.fail({ operation: 'DisassociateFaces', fault: 'InternalServerError', share: 1 });
    const answers = await all(unlinks(25));
    expect(answers.filter(({ body }) => body['code'] === 'circuit-open' && body['effect'] === 'none')).toHaveLength(5);
    expect(await engine.calls('DisassociateFaces')).toHaveLength(20);
  });

  it('opens for the whole endpoint once five connections in a row were refused', async () => {
    await start(OFF);
    await engine.close();
    const answers = [];
    for (let n = 0; n < 3; n += 1) answers.push(...(await all([unlink(`user-${n}`)])));
    expect(counts(answers)).toMatchObject({ 'upstream-unreachable': 1, 'circuit-open': expect.any(Number) });
  });

  it('does not count timeouts or rejections', async () => {
    await start(OFF);
    await engine.fail({ operation: '*', fault: 'AccessDeniedException', times: 30 });
    for (let n = 0; n < 30; n += 1) expect((await unlink(`user-${n}`)).status).toBe(403);
    await engine.fail({ operation: '*', fault: 'latency', latencyMs: 60_000, times: 30 });
    const slow = unlinks(30, { headers: { prefer: 'wait=1' } });
    await engine.seen(60);
    await app.clock.advance(1_000);
    expect(counts(await Promise.all(slow))).toEqual({ 'upstream-timeout': 30 });
    expect((await unlink('after')).status).toBe(404);
  });
});

describe('a reused connection that turns out to be closed', () => {
  const OFF = { quotas: { byAccount: new Map(), others: 'off' }, engine: { quotas: 'off' } } as const;

  it('is replaced at once, outside the retry budget', async () => {
    await start(OFF);
    for (let n = 0; n < 20; n += 1) {
      await unlink('warm');
      await engine.fail({ operation: 'DisassociateFaces', fault: 'drop-before', times: 1 });
      const { status } = await unlink(`user-${n}`);
      expect(status).toBe(404);
    }
    expect(await metric(/^facade_upstream_retries_total\{.*reason="stale"\} (\d+)$/m)).toBe(20);
  });

  it('is distinguished from one that breaks in the middle of an answer', async () => {
    await start(OFF);
    await unlink('warm');
    await engine.fail({ operation: 'ListFaces', fault: 'truncated', times: 1 });
    await all([app.ask('/collections/staff/users/ann/faces')]);
    expect(await metric(/^facade_upstream_retries_total\{.*reason="unclear"\} (\d+)$/m)).toBe(1);
  });
});
