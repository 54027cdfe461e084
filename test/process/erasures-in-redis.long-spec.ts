import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { ERASURE_KEYS } from '../../src/state/redis/redis-erasures.script.js';
import { type ErasingService, ErasingServices } from '../harness/erasing-services.js';
import { eventually } from '../harness/eventually.js';
import { HAS_REDIS, RedisServer } from '../harness/redis/redis-server.js';

const describeWithRedis = HAS_REDIS ? describe : describe.skip;

describeWithRedis('An erasure by two replicas with a Redis', () => {
  let redis: RedisServer;
  let services: ErasingServices;
  let one: ErasingService;
  let two: ErasingService;

  beforeAll(async () => {
    redis = await RedisServer.start();
    services = await ErasingServices.prepared({ REDIS_URL: `redis://127.0.0.1:${redis.port}` });
  });

  beforeEach(async () => {
    one = await services.start();
    two = await services.start();
  });

  afterEach(() => services.kill());

  afterAll(async () => {
    await services.close();
    await redis.stop();
  });

  const [due = ''] = ERASURE_KEYS;

  /** Lets the claims of all owners end, as their time does. */
  async function endClaims(): Promise<void> {
    const ids = (await redis.ask('ZRANGE', due, '0', '-1')) as string[];
    for (const id of ids) await redis.ask('ZADD', due, '0', id);
  }

  it.each([
    ['after the plan was stored', 'DisassociateFaces'],
    ['after the user was deleted', 'DeleteUser'],
    ['after the faces were deleted', 'DeleteFaces'],
  ])('is completed by the other replica without a request if its owner is killed %s', async (_when, operation) => {
    const { user, ids, path } = await services.user(3);
    await services.engine.hold(operation);
    const asked = one.ask('POST', path).catch(() => undefined);
    await services.engine.seen(1, operation);
    await one.process.ends('SIGKILL');
    await asked;
    services.engine.release();
    await services.engine.heal();
    await endClaims();
    expect(await services.leftWhenDone(two, ids)).toEqual([]);
    await expect(services.people.facesOf('staff', user)).rejects.toThrow();
  });

  it('is joined at the other replica, which also protects the user, and runs once', async () => {
    const { user, path } = await services.user(2);
    await services.engine.hold('DeleteUser');
    const asked = one.ask('POST', path);
    await services.engine.seen(1, 'DeleteUser');
    const joined = two.ask('POST', path);
    const created = await fetch(`${two.url}/collections/staff/users`, {
      method: 'POST',
      headers: { 'x-api-key': 'acme-key', 'content-type': 'application/json' },
      body: JSON.stringify({ userId: user }),
    });
    services.engine.release();
    const [first, second] = [await asked, await joined];
    expect([first.state, second.state, second.erasureId]).toEqual(['done', 'done', first.erasureId]);
    expect(second.receipt).toBe(first.receipt);
    expect(created.status).toBe(409);
    expect(await services.engine.calls('DeleteUser')).toHaveLength(1);
  });

  it('pauses while Redis is unavailable, when new ones are rejected, and resumes when Redis is back', async () => {
    const [running, other] = [await services.user(2), await services.user(1)];
    await services.engine.hold('DeleteUser');
    const asked = one.ask('POST', running.path).catch(() => undefined);
    await services.engine.seen(1, 'DeleteUser');
    redis.signal('SIGSTOP');
    await eventually(async () => (await one.ask('POST', other.path))['code'] === 'erasure-unavailable');
    expect(await services.people.facesOf('staff', other.user)).toEqual(other.ids);
    services.engine.release();
    await one.process.says(/erasure [\w-]+ failed: erasure-unavailable/);
    redis.signal('SIGCONT');
    await asked;
    await eventually(async () => (await two.ask('POST', running.path)).state !== 'running');
    expect(await services.leftWhenDone(two, running.ids)).toEqual([]);
  });
});
