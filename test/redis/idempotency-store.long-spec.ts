import { describe, expect, it } from '@jest/globals';

import { systemClock } from '../../src/resilience/time/clock.js';
import { connectTo } from '../../src/state/redis/redis-connection.js';
import { RedisIdempotencyStore } from '../../src/state/redis/redis-idempotency.store.js';
import { describeIdempotencyStore } from '../contract/state/idempotency-store.contract.js';
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
    const { link, log } = await openLink(time.wrap(connectTo(settingsOf(...primaries.map(({ port }) => port)))));
    return {
      store: new RedisIdempotencyStore(systemClock, link),
      pass: (ms: number) => {
        time.pass(ms);
        return Promise.resolve();
      },
      close: async () => {
        await link.stop();
        // Otherwise the store would continue with local records, and the suite would test those.
        expect(log.lines).toEqual(['up 1']);
      },
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
    describeIdempotencyStore(`The store on ${name}`, open, { stop, withBounds: name === 'one Redis server' });
  });
}
