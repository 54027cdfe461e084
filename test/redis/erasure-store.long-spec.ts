import { describe, expect, it } from '@jest/globals';

import { connectTo } from '../../src/state/redis/redis-connection.js';
import { RedisErasureStore } from '../../src/state/redis/redis-erasure.store.js';
import { describeErasureStore, erasureOf, KEPT_DAYS } from '../contract/state/erasure-store.contract.js';
import { HAS_REDIS, RedisServer, startCluster, startReplicated } from '../harness/redis/redis-server.js';
import { openLink, ServerTime, settingsOf } from '../harness/redis/redis-world.js';

/** The servers of one suite: started with the first test, emptied before each. */
function storesOn(start: () => Promise<RedisServer[]>, isCluster = false) {
  let started: Promise<RedisServer[]> | undefined;
  const open = async () => {
    const servers = await (started ??= start());
    const primaries = isCluster ? servers : servers.slice(0, 1);
    await Promise.all(primaries.map((server) => server.ask('FLUSHALL')));
    const time = new ServerTime();
    const { link } = await openLink(time.wrap(connectTo(settingsOf(...primaries.map(({ port }) => port)))));
    return {
      store: new RedisErasureStore(link, { keptDays: KEPT_DAYS }),
      pass: (ms: number) => {
        time.pass(ms);
        return Promise.resolve();
      },
      close: () => link.stop(),
    };
  };
  const stop = async (): Promise<void> => {
    for (const server of (await started) ?? []) await server.stop();
  };
  return { open, stop };
}

it('the suites of Redis find a Redis server (apt-get install redis-server)', () => {
  expect(HAS_REDIS).toBe(true);
});

if (HAS_REDIS) {
  const settings = {
    'one Redis server': storesOn(async () => [await RedisServer.start()]),
    'a Redis server with a replica': storesOn(async () => Object.values(await startReplicated())),
    'a Redis cluster of three': storesOn(startCluster, true),
  };
  describe.each(Object.entries(settings))('on %s', (name, { open, stop }) => {
    describeErasureStore(`The store on ${name}`, open, { stop });
  });

  describe('erasures in Redis', () => {
    it('have keys that all expire', async () => {
      const server = await RedisServer.start();
      const { link } = await openLink(connectTo(settingsOf(server.port)));
      const store = new RedisErasureStore(link, { keptDays: KEPT_DAYS });
      const [ann, bob] = [await store.add(erasureOf('ann')), await store.add(erasureOf('bob'))];
      await store.claim(bob, 'one', 75_000);
      await store.save({ ...bob, state: 'stuck' }, 'one');
      await store.save({ ...ann, state: 'running' }, 'one').catch(() => undefined);
      const keys = ((await server.ask('KEYS', '*')) as string[]).filter((key) => key.includes('{erasures}'));
      const lives = await Promise.all(keys.map(async (key) => [key, Number(await server.ask('PTTL', key)) > 0]));
      expect(lives).toEqual(keys.map((key) => [key, true]));
      expect(keys.length).toBeGreaterThan(8);
      await link.stop();
      await server.stop();
    });
  });
}
