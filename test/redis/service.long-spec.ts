import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { Config } from '../../src/config/config.js';
import { Secrets } from '../../src/config/secrets.js';
import { Metrics } from '../../src/observability/metrics.js';
import { Fleet } from '../../src/state/fleet.js';
import { AccountQuotas } from '../../src/tenants/aws/account-quotas.js';
import { accountsOf, type Answer, type Ask, tenant, TestApp } from '../harness/app.js';
import { TestEngine } from '../harness/engine.js';
import { eventually } from '../harness/eventually.js';
import { imageOf, inJson } from '../harness/images.js';
import { People } from '../harness/people.js';
import { HAS_REDIS, RedisServer, startReplicated } from '../harness/redis/redis-server.js';
import { settingsOf } from '../harness/redis/redis-world.js';

const ACME = tenant('acme');
const ALL_SECRETS = Secrets.of([Buffer.alloc(32, 's')]);
const OFF: Config['quotas'] = { byAccount: new Map(), others: 'off' };
/** High enough that the wait for a token of the replica's own share is a millisecond. */
const HIGH: Config['quotas'] = {
  byAccount: new Map([[ACME.awsAccount, { ListUsers: 1_000, IndexFaces: 1_000, CreateUser: 1_000 }]]),
  others: 'aws',
};
/** One call in 100 s: so slow that the server's time does not matter. */
const LOW: Config['quotas'] = { byAccount: new Map([[ACME.awsAccount, { ListUsers: 0.01 }]]), others: 'aws' };

let engine: TestEngine;
let redis: RedisServer;
let people: People;
let apps: TestApp[] = [];
let users = 0;

beforeEach(async () => {
  engine = await TestEngine.start({ accounts: accountsOf([ACME]), latencyMs: 1, settleMs: 0 });
  people = new People(engine.url, ACME);
  await people.collection('staff');
  redis = await RedisServer.start();
});

afterEach(async () => {
  for (const app of apps) await app.close();
  apps = [];
  await redis.stop();
  people.close();
  await engine.close();
});

async function start(quotas: Config['quotas'], port = redis.port): Promise<TestApp> {
  const app = await TestApp.start(engine.url, {
    tenants: [ACME],
    quotas,
    redis: settingsOf(port),
    secrets: ALL_SECRETS,
  });
  apps.push(await app.warm());
  return app;
}

/** Returns the contents of a hash, sorted set or string as text. */
const TEXT_OF = `
local kind = redis.call('TYPE', KEYS[1]).ok
if kind == 'hash' then return table.concat(redis.call('HGETALL', KEYS[1]), ' ') end
if kind == 'zset' then return table.concat(redis.call('ZRANGE', KEYS[1], 0, -1), ' ') end
return kind == 'string' and redis.call('GET', KEYS[1]) or kind`;

const read = (app: TestApp, ask: Ask = {}): Promise<Answer> => app.ask('/collections/staff/users', ask);
const index = (app: TestApp, key?: string): Promise<Answer> =>
  app.ask('/collections/staff/faces', {
    method: 'POST',
    body: { image: inJson(imageOf('ann')) },
    ...(key !== undefined && { headers: { 'idempotency-key': key } }),
  });
const createUser = (app: TestApp, key?: string): Promise<Answer> =>
  app.ask('/collections/staff/users', {
    method: 'POST',
    body: { userId: `user-${(users += 1)}` },
    ...(key !== undefined && { headers: { 'idempotency-key': key } }),
  });

/** The commands of clients, without those run by scripts. Each of ours runs a script or waits. */
async function commandsOf(server: RedisServer): Promise<number> {
  const stats = String(await server.ask('INFO', 'commandstats'));
  const calls = [...stats.matchAll(/^cmdstat_(?:eval|evalsha|wait):calls=(\d+)/gm)];
  return calls.reduce((sum, [, count]) => sum + Number(count), 0);
}

/**
 * The commands of one request that was served: a replica of Redis may confirm too late on a busy machine. It is made once
 * before, so that the server knows the scripts.
 */
async function costOf(server: RedisServer, ask: () => Promise<Answer>): Promise<number> {
  const isServed = async (): Promise<boolean> => (await ask()).status < 300;
  await eventually(isServed);
  // The release of a lease is not waited for.
  await quiet(server);
  let cost = 0;
  await eventually(async () => {
    const before = await commandsOf(server);
    const served = await isServed();
    await quiet(server);
    cost = (await commandsOf(server)) - before;
    return served;
  });
  return cost;
}

async function quiet(server: RedisServer): Promise<void> {
  let [last, same] = [-1, 0];
  await eventually(async () => {
    const now = await commandsOf(server);
    same = now === last ? same + 1 : 0;
    last = now;
    return same === 5;
  });
}

async function ready(app: TestApp): Promise<unknown> {
  const { status, body } = await app.ask('/health/ready', { key: '' });
  expect(status).toBe(200);
  return (body['details'] as Record<string, unknown>)['redis'];
}

async function metric(app: TestApp, name: string): Promise<number> {
  const { text } = await app.ask('/metrics', { key: '' });
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
}

const linesOf = (app: TestApp, pattern: RegExp): string[] => app.logLines.filter((line) => pattern.test(line));

/** Asks, and lets time pass only while the call waits for a lease or a turn. @returns the time that passed until the answer. */
async function waitOf(app: TestApp, ask: () => Promise<Answer>): Promise<{ waitedMs: number; answer: Answer }> {
  const fromMs = app.clock.monotonicMs();
  const quotas = app.app.get(AccountQuotas);
  const { registry } = app.app.get(Metrics);
  const state: { answer?: Answer } = {};
  void ask().then((answer) => (state.answer = answer));
  await eventually(async () => {
    const waiting = await registry.getSingleMetricAsString('facade_calls_waiting');
    if (/ [1-9]\d*$/m.test(waiting) && quotas.attemptsInFlight === 0) await app.clock.advance(1);
    return state.answer !== undefined;
  });
  return { waitedMs: app.clock.monotonicMs() - fromMs, answer: state.answer! };
}

/** The next heartbeat finds that the server is gone. */
async function loseRedis(app: TestApp): Promise<void> {
  await redis.kill();
  await app.clock.advance(1_000);
  await eventually(() => app.app.get(Fleet).redis === 'away');
}

const describeWithRedis = HAS_REDIS ? describe : describe.skip;

describeWithRedis('With Redis,', () => {
  it('a read sends no command without a quota, and one with a quota', async () => {
    const [off, high] = [await start(OFF), await start(HIGH)];
    expect(await costOf(redis, () => read(off))).toBe(0);
    expect(await costOf(redis, () => read(high))).toBe(1);
  });

  it.each<[string, (app: TestApp, key?: string) => Promise<Answer>, number]>([
    ['a write', index, 0],
    ['a write of one user, with its lease,', createUser, 2],
  ])('%s sends three commands more with a key, and one more with a quota', async (_name, write, own) => {
    const [off, high] = [await start(OFF), await start(HIGH)];
    let keys = 0;
    const key = (): string => `key-${(keys += 1)}`;
    expect(await costOf(redis, () => write(off))).toBe(own);
    expect(await costOf(redis, () => write(off, key()))).toBe(own + 3);
    expect(await costOf(redis, () => write(high))).toBe(own + 1);
    expect(await costOf(redis, () => write(high, key()))).toBe(own + 4);
  });

  it('the two durable changes of a keyed write also wait for a replica of Redis', async () => {
    const { primary, replica } = await startReplicated();
    try {
      const app = await start(OFF, primary.port);
      let keys = 0;
      expect(await costOf(primary, () => index(app, `key-${(keys += 1)}`))).toBe(5);
    } finally {
      await replica.stop();
      await primary.stop();
    }
  });

  it('RateLimit and Retry-After include the use by another replica', async () => {
    const [one, two] = [await start(LOW), await start(LOW)];
    expect((await read(one)).status).toBe(200);
    const { answer } = await waitOf(two, () => read(two, { headers: { prefer: 'wait=5' } }));
    expect([answer.status, answer.body['code']]).toEqual([429, 'rate-limited']);
    expect(answer.headers.get('ratelimit')).toMatch(/;r=0;/);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(5);
    expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(100);
  });

  it('a key that was used at one replica is answered by the other, with one effect', async () => {
    const [one, two] = [await start(OFF), await start(OFF)];
    const first = await index(one, 'same');
    const again = await index(two, 'same');
    expect([again.status, again.body]).toEqual([first.status, first.body]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await engine.calls('IndexFaces')).toHaveLength(1);
  });

  it('the answer to a keyed write is not readable in Redis', async () => {
    const app = await start(OFF);
    const { text } = await index(app, 'secret');
    const [, faceId] = /"faceId":"([^"]+)"/.exec(text)!;
    const keys = (await redis.ask('KEYS', '*')) as string[];
    const texts = await Promise.all(keys.map((key) => redis.ask('EVAL', TEXT_OF, '1', key)));
    expect(texts.join()).toContain('done');
    expect(texts.join()).not.toContain(faceId);
  });
});

describeWithRedis('When Redis goes away,', () => {
  it('readiness, a metric and one log line report it, and its return after one probe, without a restart', async () => {
    const app = await start(HIGH);
    expect([await ready(app), await metric(app, 'facade_redis_up')]).toEqual(['up', 1]);
    await loseRedis(app);
    for (let count = 0; count < 10; count += 1) expect((await waitOf(app, () => read(app))).answer.status).toBe(200);
    expect([await ready(app), await metric(app, 'facade_redis_up')]).toEqual(['away', 0]);
    expect(linesOf(app, /redis unavailable/)).toHaveLength(1);
    expect(linesOf(app, /redis up/)).toHaveLength(1);

    await redis.run();
    await app.clock.advance(500);
    await eventually(() => app.app.get(Fleet).redis === 'up');
    expect([await ready(app), await metric(app, 'facade_redis_up')]).toEqual(['up', 1]);
    expect(linesOf(app, /redis up/)).toHaveLength(2);
    expect(linesOf(app, /redis came back empty/)).toHaveLength(1);
    expect(await metric(app, 'facade_redis_losses_total\\{kind="empty"\\}')).toBe(1);
    expect((await index(app, 'afterwards')).status).toBe(201);
  });

  it.each([
    ['a read', read],
    ['a write without a key', index],
    ['a write of one user without a key', createUser],
  ] as const)('frozen, %s waits at most 60 ms once, and later ones not at all', async (_name, ask) => {
    const app = await start(HIGH);
    await ask(app);
    await quiet(redis);
    redis.signal('SIGSTOP');
    const waits: number[] = [];
    for (let count = 0; count < 50; count += 1) {
      // So long that its own share of the quota has a token.
      if (count > 0) await app.clock.advance(2);
      const { waitedMs, answer } = await waitOf(app, () => ask(app));
      expect(answer.status).toBeLessThan(300);
      waits.push(waitedMs);
    }
    expect(waits[0]).toBeLessThanOrEqual(60);
    expect(waits[0]).toBeGreaterThan(0);
    expect(waits.slice(1).filter((waitedMs) => waitedMs > 0)).toEqual([]);
    expect(await ready(app)).toBe('away');
    redis.signal('SIGCONT');
  });

  it('a keyed write that may not be repeated is 503 idempotency-unavailable, effect none, and nothing was sent', async () => {
    const app = await start(OFF);
    await loseRedis(app);
    await engine.forgetCalls();
    const { status, body } = await index(app, 'unsafe');
    expect([status, body['code'], body['effect']]).toEqual([503, 'idempotency-unavailable', 'none']);
    expect(await engine.calls('IndexFaces')).toEqual([]);
  });
});
