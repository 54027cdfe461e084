import { createServer, connect, type Server, type Socket } from 'node:net';
import { once } from 'node:events';

import { afterEach, describe, expect, it } from '@jest/globals';

import { type Clock, systemClock } from '../../src/resilience/time/clock.js';
import { type IdempotencyStore, type RecordPlace, StoreAway } from '../../src/state/idempotency.store.js';
import { RedisAttempts } from '../../src/state/redis/redis-attempts.js';
import { connectTo } from '../../src/state/redis/redis-connection.js';
import { RedisIdempotencyStore } from '../../src/state/redis/redis-idempotency.store.js';
import type { RedisLink } from '../../src/state/redis/redis-link.js';
import { RedisTurns } from '../../src/state/redis/redis-turns.js';
import { RedisUserLeases } from '../../src/state/redis/redis-user-leases.js';
import { Deadline } from '../../src/resilience/time/call-limits.js';
import { eventually } from '../harness/eventually.js';
import { HAS_REDIS, RedisServer, startCluster, startReplicated } from '../harness/redis/redis-server.js';
import { type LinkLog, openLink, settingsOf } from '../harness/redis/redis-world.js';

const PLACE: RecordPlace = { tenant: 'acme', key: 'key' };
const ANSWER = Buffer.from('answer');
const LEASE_MS = 15_000;

/** One replica's part of the shared state. */
interface Replica {
  readonly link: RedisLink;
  readonly log: LinkLog;
  readonly store: IdempotencyStore;
}

const endings: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function serverOf(...options: string[]): Promise<RedisServer> {
  const server = await RedisServer.start(options);
  endings.push(() => server.stop());
  return server;
}

async function replicaOf(ports: number | readonly number[], commandMs?: number, clock = systemClock): Promise<Replica> {
  const { link, log } = await openLink(connectTo(settingsOf(...[ports].flat())), commandMs);
  endings.push(() => link.stop());
  return { link, log, store: new RedisIdempotencyStore(clock, link) };
}

const claim = (owner: string) => ({ owner, fingerprint: 'input', leaseMs: LEASE_MS });

async function keysOf(server: RedisServer): Promise<string[]> {
  return (await server.ask('KEYS', '*')) as string[];
}

/** Forwards connections to one port at a time, as a service in front of Redis does. */
class Switch {
  private readonly sockets = new Set<Socket>();
  private constructor(
    private readonly server: Server,
    public port: number,
  ) {}

  static async to(port: number): Promise<Switch> {
    const server = createServer();
    const made = new Switch(server, port);
    server.on('connection', (socket) => {
      const target = connect(made.port, '127.0.0.1');
      for (const each of [socket, target]) {
        made.sockets.add(each);
        each
          .on('error', () => undefined)
          .on('close', () => {
            socket.destroy();
            target.destroy();
          });
      }
      socket.pipe(target).pipe(socket);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    endings.push(async () => {
      for (const socket of made.sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    });
    return made;
  }

  get ownPort(): number {
    return (this.server.address() as { port: number }).port;
  }
}

const describeWithRedis = HAS_REDIS ? describe : describe.skip;

describeWithRedis('Bugs of other gateways, on a real Redis:', () => {
  it('flushed scripts are sent again', async () => {
    const server = await serverOf();
    const { store, log } = await replicaOf(server.port);
    await store.reserve(PLACE, claim('one'));
    await server.ask('SCRIPT', 'FLUSH');
    expect(await store.markSent(PLACE, 'one', false)).toBe(true);
    expect(log.lines).toEqual(['up 1']);
  });

  it('if scripts are blocked, writes that may not be repeated are rejected before they are sent', async () => {
    const server = await serverOf();
    const { store, link } = await replicaOf(server.port);
    await store.reserve(PLACE, claim('one'));
    await server.ask('ACL', 'SETUSER', 'default', '-@scripting');
    await expect(store.markSent(PLACE, 'one', false)).rejects.toThrow(StoreAway);
    expect(link.isUp).toBe(false);
    await server.ask('ACL', 'SETUSER', 'default', '+@all');
    await eventually(() => link.isUp);
    expect(await store.reserve(PLACE, claim('two'))).toBe('fresh');
  });

  it('attempts are limited by the count of all replicas, even if they are concurrent', async () => {
    const server = await serverOf();
    const replicas = [await replicaOf(server.port), await replicaOf(server.port)];
    const limits = replicas.map(({ link }) => new RedisAttempts(link, { most: 10, windowMs: 60_000, capacity: 100 }));
    const asked = Array.from({ length: 60 }, (_, nth) => limits[nth % 2]!.note('network', `hash ${nth}`));
    const waits = await Promise.all(asked);
    expect(waits.filter((wait) => wait === 0)).toHaveLength(10);
    expect(waits.filter((wait) => wait !== undefined && wait > 50_000)).toHaveLength(50);
  });

  it('no script uses keys of two slots of a cluster', async () => {
    const nodes = await startCluster();
    for (const node of nodes) endings.push(() => node.stop());
    const { link, store, log } = await replicaOf(nodes.map(({ port }) => port));
    const turns = new RedisTurns(link);
    const leases = new RedisUserLeases(systemClock, link);
    const attempts = new RedisAttempts(link, { most: 10, windowMs: 60_000, capacity: 100 });
    for (let nth = 0; nth < 20; nth += 1) {
      const request = {
        quota: `quota ${nth}`,
        flow: 'acme',
        weight: 1,
        turns: 1,
        perSecond: 5,
        burst: 4,
        fresh: false,
      };
      expect((await turns.take(request)).turnsMs).toHaveLength(1);
      await turns.throttled(`quota ${nth}`, { throttledRate: 5, configured: 5 });
      const limits = { deadline: Deadline.after(systemClock, 60_000), signal: new AbortController().signal };
      expect(await leases.hold(`user ${nth}`, limits, () => Promise.resolve('ran'))).toBe('ran');
      expect(await attempts.note(`network ${nth}`, `hash ${nth}`)).toBe(0);
      expect(await store.reserve({ tenant: `tenant ${nth}`, key: 'key' }, claim('one'))).toBe('fresh');
    }
    expect(log.lines).toEqual(['up 1']);
  });

  it("replicas whose clocks differ by 5 s agree on a lease, because only the server's time counts", async () => {
    const server = await serverOf();
    const late: Clock = { ...systemClock, wallMs: () => systemClock.wallMs() - 5_000 };
    const [one, two] = [await replicaOf(server.port), await replicaOf(server.port, 5_000, late)];
    expect(await one.store.reserve(PLACE, { ...claim('one'), leaseMs: 60_000 })).toBe('fresh');
    expect(await two.store.reserve(PLACE, claim('two'))).toMatchObject({ state: 'running' });
    expect(await one.store.markSent(PLACE, 'one', false)).toBe(true);
  });

  it('a frozen Redis delays one command up to its time limit, and the next ones not at all', async () => {
    const server = await serverOf();
    const { link, store, log } = await replicaOf(server.port, 500);
    await store.reserve(PLACE, claim('one'));
    server.signal('SIGSTOP');
    await expect(store.markSent(PLACE, 'one', false)).rejects.toThrow(StoreAway);
    expect(log.lines).toEqual(['up 1', 'away timeout']);
    const { commands } = log;
    await expect(store.markSent(PLACE, 'one', false)).rejects.toThrow(StoreAway);
    expect(log.commands).toBe(commands);
    server.signal('SIGCONT');
    await eventually(() => link.isUp);
    expect(await store.reserve({ ...PLACE, key: 'other' }, claim('two'))).toBe('fresh');
  });

  it('a primary that became a replica is left for the new one, without a restart', async () => {
    const { primary, replica } = await startReplicated();
    endings.push(
      () => replica.stop(),
      () => primary.stop(),
    );
    const service = await Switch.to(primary.port);
    const { link, store, log } = await replicaOf(service.ownPort);
    await store.reserve(PLACE, claim('one'));
    await store.markSent(PLACE, 'one', false);
    await store.complete(PLACE, 'one', ANSWER);
    service.port = replica.port;
    await primary.ask('FAILOVER');
    await eventually(async () => String(await primary.ask('INFO', 'replication')).includes('role:slave'));
    await store.reserve({ ...PLACE, key: 'other' }, claim('two')).catch(() => undefined);
    await eventually(() => log.lines.length > 1 && link.isUp);
    expect(log.lines[1]).toMatch(/^away (READONLY|timeout|UNBLOCKED|\w+)/);
    expect(await store.reserve(PLACE, claim('three'))).toMatchObject({ state: 'done' });
  });

  it('a late result of a former owner does not replace the answer of the owner that took over', async () => {
    const server = await serverOf();
    const [one, two] = [await replicaOf(server.port), await replicaOf(server.port)];
    await one.store.reserve(PLACE, { ...claim('one'), leaseMs: 2_000 });
    expect(await one.store.markSent(PLACE, 'one', true)).toBe(true);
    await eventually(async () => (await two.store.reserve(PLACE, claim('two'))) === 'again');
    await two.store.complete(PLACE, 'two', ANSWER);
    await server.ask('CLIENT', 'KILL', 'TYPE', 'normal');
    await one.store.complete(PLACE, 'one', Buffer.from('late'));
    await eventually(() => one.log.lines.length === 3 && two.log.lines.length === 3);
    const found = await two.store.reserve(PLACE, claim('three'));
    expect(found).toMatchObject({ state: 'done', answer: new Uint8Array(ANSWER) });
  });

  it('every key expires, as seen from a second connection, and a reservation expires with its lease', async () => {
    const server = await serverOf();
    const { link, store } = await replicaOf(server.port);
    const request = { quota: 'quota', flow: 'acme', weight: 1, turns: 9, perSecond: 5, burst: 4, fresh: false };
    await new RedisTurns(link).take(request);
    await new RedisAttempts(link, { most: 10, windowMs: 60_000, capacity: 100 }).note('network', 'hash');
    await store.reserve(PLACE, claim('one'));
    const keys = await keysOf(server);
    expect(keys.length).toBeGreaterThan(6);
    for (const key of keys) {
      expect(key).toMatch(/^rekognition-facade:1:\{[\w-]+\}:/);
      expect([key, Number(await server.ask('PTTL', key)) > 0]).toEqual([key, true]);
    }
    const record = keys.find((key) => key.includes(':r:'))!;
    expect(Number(await server.ask('PTTL', record))).toBeLessThanOrEqual(LEASE_MS);
  });

  it('cleanup removes exactly the keys of a released record and of a replica that left', async () => {
    const server = await serverOf();
    const { link, store } = await replicaOf(server.port);
    await store.reserve(PLACE, claim('one'));
    await store.release(PLACE, 'one', 'none');
    await link.stop();
    const left = await keysOf(server);
    expect(left.filter((key) => key.includes(':r:') || key.endsWith(':replicas'))).toEqual([]);
  });

  it('1,000 callers with one key lead to one script call', async () => {
    const server = await serverOf();
    const { store } = await replicaOf(server.port);
    await Promise.all(Array.from({ length: 1_000 }, (_, nth) => store.reserve(PLACE, claim(`owner ${nth}`))));
    const memory = String(await server.ask('INFO', 'memory'));
    expect(Number(/number_of_cached_scripts:(\d+)/.exec(memory)?.[1])).toBeLessThanOrEqual(2);
  });
});

describeWithRedis('When Redis fails,', () => {
  it('and comes back empty, the loss is detected and the last records are restored', async () => {
    const server = await serverOf();
    const { link, store, log } = await replicaOf(server.port);
    await store.reserve(PLACE, claim('one'));
    await store.markSent(PLACE, 'one', false);
    await store.complete(PLACE, 'one', ANSWER);
    await server.kill();
    await eventually(() => !link.isUp);
    await server.run();
    await eventually(() => link.isUp);
    expect(log.lines).toContain('forgot empty');
    const found = await store.reserve(PLACE, claim('two'));
    expect(found).toMatchObject({ state: 'done', answer: new Uint8Array(ANSWER) });
  });

  it('writes that may be repeated continue, and their answers are available after its return', async () => {
    const server = await serverOf();
    const { link, store } = await replicaOf(server.port);
    await server.kill();
    await eventually(() => !link.isUp);
    expect(await store.reserve(PLACE, claim('one'))).toBe('fresh');
    expect(await store.reserve(PLACE, claim('two'))).toMatchObject({ state: 'running' });
    expect(await store.markSent(PLACE, 'one', true)).toBe(true);
    expect(await store.complete(PLACE, 'one', ANSWER)).toBe(true);
    await server.run();
    await eventually(() => link.isUp);
    expect(await (await replicaOf(server.port)).store.reserve(PLACE, claim('three'))).toMatchObject({ state: 'done' });
  });

  it.each<[string, string[], string[]]>([
    ['is out of memory', ['CONFIG', 'SET', 'maxmemory', '1'], ['CONFIG', 'SET', 'maxmemory', '0']],
    ['is read-only', ['REPLICAOF', '127.0.0.1', '1'], ['REPLICAOF', 'NO', 'ONE']],
    ['is slow', ['CLIENT', 'PAUSE', '100000', 'WRITE'], ['CLIENT', 'UNPAUSE']],
  ])(
    'because it %s, unsafe writes are rejected immediately, and it is used again afterwards',
    async (_name, fail, mend) => {
      const server = await serverOf();
      const { link, store } = await replicaOf(server.port, 500);
      await store.reserve(PLACE, claim('one'));
      await server.ask(...fail);
      await expect(store.markSent(PLACE, 'one', false)).rejects.toThrow(StoreAway);
      expect(link.isUp).toBe(false);
      await server.ask(...mend);
      await eventually(() => link.isUp);
      expect(await store.reserve({ ...PLACE, key: 'other' }, claim('two'))).toBe('fresh');
    },
  );

  it('a change that no replica of Redis confirms is not acknowledged for a write that may not be repeated', async () => {
    const { primary, replica } = await startReplicated();
    endings.push(
      () => replica.stop(),
      () => primary.stop(),
    );
    const { store, link } = await replicaOf(primary.port, 500);
    await store.reserve(PLACE, claim('one'));
    replica.signal('SIGSTOP');
    await expect(store.markSent(PLACE, 'one', false)).rejects.toThrow(StoreAway);
    expect(link.isUp).toBe(true);
    replica.signal('SIGCONT');
  });
});
