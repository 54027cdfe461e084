import { setImmediate } from 'node:timers/promises';

import { afterEach, describe, expect, it } from '@jest/globals';

import { FakeClock } from '../../../test/harness/fake-clock.js';
import { Random } from '../../../test/harness/random.js';
import { LinkLog } from '../../../test/harness/redis/redis-world.js';
import { TwinRedis } from '../../../test/harness/redis/twins.js';
import { Bulkhead } from '../../resilience/bounds/bulkhead.js';
import { FairRateLimiter } from '../../resilience/rate/fair-rate-limiter.js';
import { FleetTurns } from '../../resilience/rate/fleet-turns.js';
import { Rate } from '../../resilience/rate/rate.js';
import { Deadline } from '../../resilience/time/call-limits.js';
import { RedisLink } from './redis-link.js';
import { RedisTurns } from './redis-turns.js';

const REPLICAS = [0, 1, 2];

interface Tenant {
  readonly weight?: number;
  /** The replicas that its callers use. */
  readonly replicas?: readonly number[];
  readonly callsPerSecond: number;
  readonly patienceMs?: number;
}

/** One quota in three replicas, with a Redis in this process. */
class Fleet {
  readonly clock = new FakeClock(0);
  readonly redis = new TwinRedis(this.clock);
  readonly limiters: FairRateLimiter[] = [];
  readonly links: RedisLink[] = [];
  readonly served: { tenant: string; atMs: number; waitedMs: number }[] = [];
  rejected = 0;
  private readonly source = new Random(7);
  private readonly random = (): number => this.source.share();

  constructor(readonly perSecond: number) {}

  async start(replicas = REPLICAS): Promise<this> {
    for (const replica of replicas) {
      const events = new LinkLog();
      const link = new RedisLink({
        clock: this.clock,
        connect: this.redis.connect,
        events,
        replicaId: `pod-${replica}`,
      });
      await link.start();
      const rate = new Rate(this.clock, this.perSecond);
      const turns = new FleetTurns(this.clock, rate, new RedisTurns(link), 'quota', this.random);
      const fleet = { replicas: () => link.replicas ?? replicas.length, turns };
      const limiter = new FairRateLimiter(this.clock, rate, new Bulkhead(10_000, [{ share: 1 }]), fleet);
      link.onChange(() => limiter.sharingChanged());
      this.links.push(link);
      this.limiters.push(limiter);
    }
    await this.clock.advance(1_000);
    return this;
  }

  async take(
    replica: number,
    tenant: string,
    { weight = 1, patienceMs = 10_000 }: Partial<Tenant> = {},
  ): Promise<void> {
    const atMs = this.clock.monotonicMs();
    const { signal } = new AbortController();
    const flow = { id: tenant, weight };
    const deadline = Deadline.after(this.clock, patienceMs);
    const limiter = this.limiters[replica]!;
    if (limiter.isTooFar(flow, deadline)) {
      this.rejected += 1;
      return;
    }
    await limiter.take(flow, { deadline, signal }).then(
      (leave) => {
        const nowMs = this.clock.monotonicMs();
        this.served.push({ tenant, atMs: nowMs, waitedMs: nowMs - atMs });
        leave();
      },
      () => (this.rejected += 1),
    );
  }

  /** Calls arrive evenly, each at a random one of the tenant's replicas. */
  async load(tenants: Readonly<Record<string, Tenant>>, seconds: number): Promise<void> {
    const fromMs = this.clock.monotonicMs();
    for (const [name, tenant] of Object.entries(tenants)) {
      const { callsPerSecond, replicas = REPLICAS } = tenant;
      for (let nth = 0; nth < seconds * callsPerSecond; nth += 1) {
        const replica = replicas[Math.floor(this.random() * replicas.length)]!;
        this.clock.schedule((nth * 1_000) / callsPerSecond, () => void this.take(replica, name, tenant));
      }
    }
    while (this.clock.monotonicMs() < fromMs + seconds * 1_000) await this.pass(10);
  }

  /** Lets answers of Redis arrive between the steps. */
  async pass(ms: number): Promise<void> {
    await this.clock.advance(ms);
    for (let turn = 0; turn < 4; turn += 1) await setImmediate();
  }

  shareOf(tenant: string): number {
    return this.served.filter((each) => each.tenant === tenant).length / this.served.length;
  }

  p99WaitMs(tenant: string): number {
    const waits = this.served.filter((each) => each.tenant === tenant).map(({ waitedMs }) => waitedMs);
    return waits.sort((a, b) => a - b)[Math.floor(waits.length * 0.99)]!;
  }

  async stop(): Promise<void> {
    for (const link of this.links) await link.stop();
  }
}

let fleet: Fleet;
afterEach(() => fleet.stop());

async function start(perSecond = 5): Promise<Fleet> {
  fleet = await new Fleet(perSecond).start();
  return fleet;
}

describe('Three replicas that share a quota', () => {
  it('use at least 98 % of it together at twice the load, and never more', async () => {
    const { served } = await start();
    await fleet.load({ acme: { callsPerSecond: 10 } }, 60);
    expect(served.length).toBeGreaterThanOrEqual(0.98 * 5 * 60);
    expect(served.length).toBeLessThanOrEqual(5 * 60 + 4);
    for (let from = 0; from < served.length; from += 1) {
      const withinOneSecond = served.filter(
        ({ atMs }) => atMs >= served[from]!.atMs && atMs < served[from]!.atMs + 1_000,
      );
      expect(withinOneSecond.length).toBeLessThanOrEqual(9);
    }
  });

  it.each<[string, number, number, readonly number[]]>([
    ['equally', 1, 1, REPLICAS],
    ['equally, one of them at one replica only', 1, 1, [0]],
    ['3 to 1, the lighter one at one replica only', 3, 1, [0]],
    ['1 to 3, the heavier one at one replica only', 1, 3, [0]],
    ['2 to 5', 2, 5, REPLICAS],
    ['1 to 1.5', 1, 1.5, REPLICAS],
  ])('divide it between two tenants %s', async (_name, first, second, replicas) => {
    await start();
    const tenants = {
      first: { weight: first, callsPerSecond: 20 },
      second: { weight: second, callsPerSecond: 20, replicas },
    };
    await fleet.load(tenants, 60);
    const expected = second / (first + second);
    expect(Math.abs(fleet.shareOf('second') - expected)).toBeLessThanOrEqual(0.1 * expected);
    expect(fleet.served.length).toBeGreaterThanOrEqual(0.98 * 5 * 60);
  });

  it('serve a tenant with few calls within two turns, whatever another tenant sends', async () => {
    await start();
    await fleet.load({ noisy: { callsPerSecond: 50 }, quiet: { callsPerSecond: 1 } }, 60);
    expect(fleet.served.filter(({ tenant }) => tenant === 'quiet')).toHaveLength(60);
    expect(fleet.p99WaitMs('quiet')).toBeLessThanOrEqual(450);
  });

  it('send one command per call while nobody waits', async () => {
    await start(50);
    await fleet.pass(2_000);
    const before = fleet.redis.commands;
    await fleet.load({ acme: { callsPerSecond: 10 } }, 10);
    const beats = 3 * 10;
    expect(fleet.served).toHaveLength(100);
    expect(fleet.redis.commands - before).toBeLessThanOrEqual(100 + beats);
  });

  it('send at most one command per replica and turn while tenants wait', async () => {
    await start();
    await fleet.load({ acme: { callsPerSecond: 10 } }, 10);
    const [before, served] = [fleet.redis.commands, fleet.served.length];
    await fleet.load({ acme: { callsPerSecond: 10 } }, 60);
    const beats = 3 * 60;
    expect(fleet.redis.commands - before - beats).toBeLessThanOrEqual(3 * (fleet.served.length - served) * 1.05);
  });

  it('slow down together when the upstream throttles one of them, and recover together', async () => {
    await start(50);
    await fleet.load({ acme: { callsPerSecond: 20 } }, 2);
    fleet.limiters[0]!.throttled();
    await fleet.load({ acme: { callsPerSecond: 20 } }, 2);
    const rates = fleet.limiters.map(({ rate }) => rate.perSecond);
    expect(new Set(rates.map((rate) => rate.toFixed(6))).size).toBe(1);
    expect(rates[0]).toBeLessThan(50);
    expect(rates[0]).toBeGreaterThanOrEqual(45);
  });

  it('count throttles that they report within a second once', async () => {
    await start(50);
    await fleet.load({ acme: { callsPerSecond: 20 } }, 2);
    for (const limiter of fleet.limiters) limiter.throttled();
    await fleet.load({ acme: { callsPerSecond: 20 } }, 1);
    for (const { rate } of fleet.limiters) expect(rate.perSecond).toBeGreaterThanOrEqual(45);
  });

  it('report its remaining turns in all replicas', async () => {
    await start(50);
    await fleet.pass(5_000);
    await fleet.take(0, 'acme');
    await fleet.pass(2_000);
    for (let nth = 0; nth < 30; nth += 1) void fleet.take(0, 'acme');
    await fleet.pass(10);
    await fleet.take(1, 'acme');
    expect(fleet.limiters[1]!.available).toBeLessThanOrEqual(20);
    expect(fleet.limiters[1]!.available).toBeGreaterThanOrEqual(17);
  });

  it('reject calls whose turn is too far away, counting those that wait elsewhere', async () => {
    await start();
    await fleet.load({ acme: { callsPerSecond: 20, patienceMs: 4_000 } }, 30);
    expect(fleet.rejected).toBeGreaterThan(300);
    expect(fleet.served.length).toBeGreaterThanOrEqual(0.98 * 5 * 30);
    expect(fleet.p99WaitMs('acme')).toBeLessThanOrEqual(4_000);
  });

  it('reject a call at once when Redis says that another replica took the turn', async () => {
    await start(0.25);
    await fleet.take(0, 'acme');
    void fleet.take(1, 'acme', { patienceMs: 1_000 });
    await fleet.pass(10);
    await fleet.pass(100);
    expect([fleet.served.length, fleet.rejected]).toEqual([1, 1]);
  });

  it('do not reject a call that has a turn because others have later ones', async () => {
    await start();
    for (let nth = 0; nth < 14; nth += 1) void fleet.take(1, `before-${nth}`);
    await fleet.pass(10);
    void fleet.take(1, 'early', { patienceMs: 3_000 });
    await fleet.pass(10);
    for (let nth = 0; nth < 30; nth += 1) void fleet.take(1, `late-${nth}`);
    for (let step = 0; step < 150; step += 1) await fleet.pass(20);
    expect(fleet.served.map(({ tenant }) => tenant)).toContain('early');
  });
});

describe('Three replicas whose Redis becomes unavailable', () => {
  it('continue with a third of the quota each, serve all calls, and share the quota again within three seconds', async () => {
    await start();
    await fleet.load({ acme: { callsPerSecond: 10 } }, 10);
    fleet.redis.isAway = true;
    const before = fleet.served.length;
    await fleet.load({ acme: { callsPerSecond: 10 } }, 30);
    const away = fleet.served.length - before;
    expect(away).toBeGreaterThanOrEqual(0.9 * 5 * 30);
    expect(away).toBeLessThanOrEqual(5 * 30 + 4);
    fleet.redis.isAway = false;
    await fleet.load({ acme: { callsPerSecond: 10 } }, 3);
    expect(fleet.links.map(({ isUp }) => isUp)).toEqual([true, true, true]);
    const back = fleet.served.length;
    await fleet.load({ acme: { callsPerSecond: 10 } }, 20);
    expect(fleet.served.length - back).toBeGreaterThanOrEqual(0.98 * 5 * 20);
    expect(fleet.served.length - back).toBeLessThanOrEqual(5 * 20 + 4);
  });

  it('remember how many they are while it finds out anew', async () => {
    await start();
    fleet.redis.isAway = true;
    await fleet.pass(8_000);
    fleet.redis.isAway = false;
    const counts: (number | undefined)[] = [];
    for (let step = 0; step < 300; step += 1) {
      await fleet.pass(10);
      counts.push(...fleet.links.map(({ replicas }) => replicas));
    }
    expect(new Set(counts)).toEqual(new Set([3]));
    await fleet.links[0]!.stop();
    await fleet.pass(6_000);
    expect(fleet.links.slice(1).map(({ replicas }) => replicas)).toEqual([2, 2]);
  });

  it('do not exceed the quota when it comes back empty', async () => {
    await start(20);
    await fleet.load({ acme: { callsPerSecond: 40 } }, 10);
    fleet.redis.flush();
    const before = fleet.served.length;
    await fleet.load({ acme: { callsPerSecond: 40 } }, 5);
    expect(fleet.served.length - before).toBeLessThanOrEqual(20 * 5 + 3);
  });
});
