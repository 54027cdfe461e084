import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from '@jest/globals';

import { RedisErasureStore } from '../../../src/state/redis/redis-erasure.store.js';
import { RedisLink } from '../../../src/state/redis/redis-link.js';
import { SqliteErasureStore } from '../../../src/state/sqlite-erasure.store.js';
import { FakeClock } from '../../harness/fake-clock.js';
import { LinkLog } from '../../harness/redis/redis-world.js';
import { TwinRedis } from '../../harness/redis/twins.js';
import { describeErasureStore, erasureOf, type ErasureStoreSetting, KEPT_DAYS } from './erasure-store.contract.js';

const folder = mkdtempSync(join(tmpdir(), 'erasures-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;

function sqlite(path: string): Promise<ErasureStoreSetting> {
  const clock = new FakeClock();
  const store = new SqliteErasureStore(clock, { path, keptDays: KEPT_DAYS });
  return Promise.resolve({
    store,
    pass: (ms: number) => clock.advance(ms),
    close: () => {
      store.close();
      return Promise.resolve();
    },
  });
}

/** A Redis in this process. It needs no heartbeats: the link is always up. */
async function twin(): Promise<ErasureStoreSetting & { redis: TwinRedis; link: RedisLink }> {
  const clock = new FakeClock();
  const redis = new TwinRedis(clock);
  const link = new RedisLink({ clock: new FakeClock(), connect: redis.connect, events: new LinkLog() });
  await link.start();
  return {
    ...{ redis, link, store: new RedisErasureStore(link, { keptDays: KEPT_DAYS }) },
    pass: (ms: number) => clock.advance(ms),
    close: () => link.stop(),
  };
}

describeErasureStore('The store in memory', () => sqlite(':memory:'));
describeErasureStore('The twin of the store in Redis', twin);

describe('The store in a file', () => {
  it('has every record after a restart, and claims of the earlier process have ended', async () => {
    files += 1;
    const path = join(folder, `${files}.db`);
    const before = await sqlite(path);
    const erasure = await before.store.add(erasureOf('ann'));
    await before.store.claim(erasure, 'one', 1_000_000);
    await before.store.save({ ...erasure, state: 'running' }, 'one');
    await before.close();
    const { store, close } = await sqlite(path);
    expect(await store.unclaimed()).toHaveLength(1);
    expect(await store.claim(erasure, 'two', 1_000)).toEqual({ ...erasure, state: 'running' });
    expect(await store.isErasing(erasure)).toBe(true);
    await close();
  });

  it('reports errors of the database as erasure-unavailable', async () => {
    const { store, close } = await sqlite(':memory:');
    await close();
    await expect(store.find(erasureOf('ann'))).rejects.toMatchObject({ code: 'erasure-unavailable' });
  });
});

describe('The store in Redis', () => {
  it('is unavailable while Redis is unavailable, and lets other requests through', async () => {
    const { store, link, close } = await twin();
    const erasure = await store.add(erasureOf('ann'));
    await link.stop();
    await expect(store.add(erasureOf('bob'))).rejects.toMatchObject({ code: 'erasure-unavailable', effect: 'none' });
    await expect(store.claim(erasure, 'one', 1_000)).rejects.toMatchObject({ code: 'erasure-unavailable' });
    expect(await store.isErasing(erasure)).toBe(false);
    await close();
  });

  it('says that the effect is unknown if the answer of Redis was lost', async () => {
    const { store, redis, close } = await twin();
    redis.isAway = true;
    await expect(store.add(erasureOf('bob'))).rejects.toMatchObject({ code: 'erasure-unavailable', effect: 'unknown' });
    await close();
  });

  it('restores a record that Redis lost, for its owner only', async () => {
    const { store, redis, pass, close } = await twin();
    const erasure = await store.add(erasureOf('ann'));
    await store.claim(erasure, 'one', 75_000);
    redis.flush();
    await store.save({ ...erasure, state: 'running' }, 'one');
    expect(await store.claim(erasure, 'two', 1_000)).toBeUndefined();
    expect(await store.isErasing(erasure)).toBe(true);
    expect(await store.page({ ...erasure, limit: 10 })).toHaveLength(1);
    await pass(75_000);
    expect(await store.unclaimed()).toHaveLength(1);
    await close();
  });
});
