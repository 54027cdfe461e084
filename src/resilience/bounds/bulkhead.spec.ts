import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { FakeClock } from '../../../test/harness/fake-clock.js';
import { Deadline } from '../time/call-limits.js';
import { Bulkhead, BulkheadFull, type Leave, QueuedBulkhead, type UnitRequest } from './bulkhead.js';

const TOTAL = 256;

/** An eighth of what the other keys leave. */
const eighths = (): Bulkhead => new Bulkhead(TOTAL, [{ share: 1 / 8 }]);

/** Takes up to a number of units for the key, and returns the functions that free them. */
function fill(bulkhead: Bulkhead, path: readonly string[], most = Number.POSITIVE_INFINITY): Leave[] {
  const leaves: Leave[] = [];
  while (leaves.length < most && bulkhead.hasRoom(path)) leaves.push(bulkhead.enter(path));
  return leaves;
}

const keys = (count: number): string[] => Array.from({ length: count }, (_, n) => `key-${n}`);

describe('Bulkhead', () => {
  it('bounds each key and the total', () => {
    const bulkhead = new Bulkhead(3, [{ most: 2 }]);
    fill(bulkhead, ['a'], 2);
    expect([bulkhead.hasRoom(['a']), bulkhead.hasRoom(['b'])]).toEqual([false, true]);
    expect(() => bulkhead.enter(['a'])).toThrow(BulkheadFull);
    bulkhead.enter(['b']);
    expect([bulkhead.hasRoom(['b']), bulkhead.hasRoom(['c']), bulkhead.held]).toEqual([false, false, 3]);
  });

  it('grants several units only if all fit', () => {
    const bulkhead = new Bulkhead(4, [{ most: 3 }]);
    bulkhead.enter(['a'], 2);
    expect([bulkhead.hasRoom(['a'], 2), bulkhead.hasRoom(['b'], 3), bulkhead.hasRoom(['b'], 2)]).toEqual([
      false,
      false,
      true,
    ]);
    expect(bulkhead.heldBy('a')).toBe(2);
  });

  it('has room again for each who left, once', () => {
    const bulkhead = new Bulkhead(2, [{ most: 1 }]);
    const leave = bulkhead.enter(['a']);
    bulkhead.enter(['b']);
    leave();
    leave();
    expect(bulkhead.held).toBe(1);
    bulkhead.enter(['a']);
    expect(() => bulkhead.enter(['c'])).toThrow(BulkheadFull);
  });

  it('calls each watcher until it is removed', () => {
    const bulkhead = new Bulkhead(1, [{}]);
    let woken = 0;
    const wake = (): void => void (woken += 1);
    bulkhead.watch(wake);
    bulkhead.enter(['a'])();
    bulkhead.forget(wake);
    bulkhead.enter(['a'])();
    expect(woken).toBe(1);
  });

  it('wakes the watchers in rotating order', () => {
    const bulkhead = new Bulkhead(3, [{}]);
    const got: string[] = [];
    const leaves: Leave[] = [];
    for (const key of ['a', 'b', 'c']) {
      leaves.push(bulkhead.enter(['hung']));
      bulkhead.watch(() => {
        if (!bulkhead.hasRoom([key])) return;
        leaves.push(bulkhead.enter([key]));
        got.push(key);
      });
    }
    for (let release = 0; release < 3; release += 1) leaves.pop()!();
    expect(new Set(got).size).toBe(3);
  });
});

describe('Bulkhead with shares', () => {
  it('lets a single key of an eighth hold 32 of 256, and fewer the more the others hold', () => {
    const bulkhead = eighths();
    expect(keys(9).map((key) => fill(bulkhead, [key]).length)).toEqual([32, 28, 25, 21, 19, 16, 14, 13, 11]);
    expect(fill(bulkhead, ['healthy']).length).toBeGreaterThan(0);
  });

  it('leaves 60 of 256 free once the units of 20 saturated keys were freed and taken again', () => {
    const bulkhead = eighths();
    const held = new Map(keys(20).map((key) => [key, fill(bulkhead, [key])]));
    // The oldest units are freed first, one at a time; any key that may takes each of them.
    for (let round = 0; round < 40; round += 1) {
      for (const leaves of held.values()) {
        leaves.shift()?.();
        for (const [key, others] of held) others.push(...fill(bulkhead, [key], 1));
      }
    }
    expect(TOTAL - bulkhead.held).toBeGreaterThanOrEqual(60);
  });

  it('leaves at least (7/8)^n of the total free with n keys, apart from rounding', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(11), { maxLength: 2_000 }), (takers) => {
        const bulkhead = eighths();
        for (const taker of takers) fill(bulkhead, [String(taker)], 1);
        expect(TOTAL - bulkhead.held).toBeGreaterThanOrEqual(Math.floor(TOTAL * (7 / 8) ** 12));
      }),
    );
  });

  it('never exceeds its bounds, serves a key without units while one is free, and is empty in the end', () => {
    const step = fc.record({ key: fc.nat(30), take: fc.boolean(), count: fc.integer({ min: 1, max: 60 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (happened) => {
        const bulkhead = eighths();
        const held = new Map<number, Leave[]>();
        for (const { key, take, count } of happened) {
          const own = held.get(key) ?? [];
          held.set(key, own);
          if (take) own.push(...fill(bulkhead, [String(key)], count));
          else for (const leave of own.splice(0, count)) leave();
          const total = [...held.values()].reduce((sum, { length }) => sum + length, 0);
          expect([bulkhead.held, bulkhead.heldBy(String(key))]).toEqual([total, own.length]);
          const most = Math.max(1, Math.round((TOTAL - (total - own.length)) / 8));
          expect(bulkhead.hasRoom([String(key)])).toBe(total < TOTAL && own.length < most);
          expect(bulkhead.hasRoom(['newcomer'])).toBe(total < TOTAL);
        }
        for (const leave of [...held.values()].flat()) leave();
        expect([bulkhead.held, fill(bulkhead, ['0']).length]).toEqual([0, 32]);
      }),
    );
  });
});

describe('Bulkhead with nested keys', () => {
  const nested = (total: number, tenant: number, lane: number): Bulkhead =>
    new Bulkhead(total, [{ share: 0.5 }, { most: tenant, share: 0.8 }, { most: lane }]);

  it('bounds each level and the total', () => {
    const bulkhead = nested(7, 3, 1);
    bulkhead.enter(['a', 'a', 'lane']);
    expect(() => bulkhead.enter(['a', 'a', 'lane'])).toThrow(BulkheadFull);
    bulkhead.enter(['a', 'a', 'other lane']);
    bulkhead.enter(['a', 'a']);
    expect(() => bulkhead.enter(['a', 'a'])).toThrow(BulkheadFull);
    for (const key of ['b', 'b', 'c', 'd']) bulkhead.enter([key, key]);
    expect(() => bulkhead.enter(['e', 'e'])).toThrow(BulkheadFull);
    expect(bulkhead.held).toBe(7);
  });

  it('bounds the innermost key for each of its parents', () => {
    const bulkhead = nested(20, 3, 1);
    bulkhead.enter(['shared account', 'a', 'lane']);
    expect(() => bulkhead.enter(['shared account', 'a', 'lane'])).toThrow(BulkheadFull);
    bulkhead.enter(['shared account', 'b', 'lane']);
    expect(bulkhead.held).toBe(2);
  });

  it('leaves half of its places to other accounts, however many tenants of one account flood it', () => {
    const bulkhead = nested(10_000, 2_000, 100);
    for (const tenant of keys(50)) fill(bulkhead, ['noisy account', tenant]);
    expect(bulkhead.held).toBe(5_000);
    expect(fill(bulkhead, ['quiet account', 'tenant'], 2_000)).toHaveLength(2_000);
  });

  it('leaves places to the other tenants of an account when three of them flood it', () => {
    const bulkhead = nested(10_000, 2_000, 100);
    const got = keys(5).map((tenant) => fill(bulkhead, ['shared account', tenant]).length);
    expect(got).toEqual([2_000, 2_000, 800, 160, 32]);
  });
});

let clock: FakeClock;
let bulkhead: QueuedBulkhead;

beforeEach(() => {
  clock = new FakeClock();
  bulkhead = new QueuedBulkhead(clock, { total: 4, perKey: 3, waiting: 2 });
});

function take(key: string, units = 1, settings: Partial<UnitRequest> = {}): Promise<Leave> {
  const limits = { deadline: Deadline.after(clock, 2_000), signal: new AbortController().signal };
  return bulkhead.enter({ key, units, ...limits, ...settings });
}

describe('QueuedBulkhead', () => {
  it('grants as many requests as there are units', async () => {
    await Promise.all([take('a'), take('a'), take('b', 2)]);
    expect([bulkhead.held, bulkhead.waiting, clock.pending]).toEqual([4, 0, 0]);
  });

  it('leaves units to other keys when one key holds its maximum', async () => {
    await Promise.all([take('a'), take('a'), take('a')]);
    const fourth = expect(take('a')).rejects.toThrow(expect.objectContaining({ name: 'DeadlinePassed' }));
    await take('b');
    expect([bulkhead.held, bulkhead.waiting]).toEqual([4, 1]);
    await clock.advance(2_000);
    await fourth;
  });

  it('grants waiting requests in FIFO order as soon as units are free', async () => {
    const [leave] = await Promise.all([take('a', 2), take('b', 2)]);
    const order: string[] = [];
    const waiting = [take('c').then(() => order.push('c')), take('d').then(() => order.push('d'))];
    leave();
    await Promise.all(waiting);
    expect([order, bulkhead.held, clock.pending]).toEqual([['c', 'd'], 4, 0]);
  });

  it('lets a request that fits overtake one that does not fit yet', async () => {
    const [leave] = await Promise.all([take('a'), take('a', 2), take('b')]);
    const large = expect(take('c', 2)).rejects.toThrow(expect.objectContaining({ name: 'DeadlinePassed' }));
    const small = take('d');
    leave();
    await small;
    expect(bulkhead.waiting).toBe(1);
    await clock.advance(2_000);
    await large;
  });

  it('ends a wait at its deadline, and does not hold others back for a caller that disconnected', async () => {
    await Promise.all([take('a', 2), take('b', 2)]);
    const leaving = new AbortController();
    const left = take('c', 1, { signal: leaving.signal });
    leaving.abort();
    await expect(left).rejects.toThrow(expect.objectContaining({ name: 'CallerLeft' }));
    expect([bulkhead.waiting, clock.pending]).toEqual([0, 0]);
  });

  it('rejects a request when the queue is full', async () => {
    await Promise.all([take('a', 2), take('b', 2)]);
    const waiting = [take('c'), take('d')];
    await expect(take('e')).rejects.toThrow(expect.objectContaining({ name: 'BulkheadFull' }));
    await Promise.all([clock.advance(2_000), ...waiting.map((each) => expect(each).rejects.toThrow())]);
  });

  it('frees units only once when they are freed twice', async () => {
    const [leave] = await Promise.all([take('a'), take('b')]);
    leave();
    leave();
    expect(bulkhead.held).toBe(1);
  });
});

describe('QueuedBulkhead that several keys want units of', () => {
  const quietly = (taken: Promise<Leave>): Promise<Leave | undefined> => taken.catch(() => undefined);

  it('reserves queue entries for other keys when one key floods the queue', async () => {
    bulkhead = new QueuedBulkhead(clock, { total: 16, perKey: 12, waiting: 200 });
    await Promise.all(Array.from({ length: 12 }, () => take('noisy')));
    const noisy = Array.from({ length: 300 }, () => quietly(take('noisy')));
    expect(bulkhead.waiting).toBe(100);
    const leaves = await Promise.all(Array.from({ length: 4 }, () => take('quiet')));
    const queued = take('quiet');
    leaves[0]!();
    await queued;
    await clock.advance(2_000);
    await Promise.all(noisy);
  });

  it('serves the key that holds the fewest, however many requests of another key came before', async () => {
    bulkhead = new QueuedBulkhead(clock, { total: 4, perKey: 4, waiting: 200 });
    const leaves = await Promise.all([take('a'), take('a'), take('a'), take('a')]);
    const order: string[] = [];
    const waiting = ['a', 'a', 'a', 'b'].map((key) => take(key).then(() => order.push(key)));
    leaves[0]();
    await Promise.race(waiting);
    expect(order).toEqual(['b']);
    for (const leave of leaves) leave();
    await Promise.all(waiting);
  });

  it('are reserved for a request for two once four have overtaken it', async () => {
    bulkhead = new QueuedBulkhead(clock, { total: 4, perKey: 3, waiting: 20 });
    const inside = await Promise.all([take('a'), take('a'), take('b'), take('b')]);
    const order: string[] = [];
    const waiting = ['two', ...Array.from({ length: 8 }, (_, n) => `one-${n}`)].map(async (key) => {
      const leave = await take(key, key === 'two' ? 2 : 1);
      order.push(key);
      inside.push(leave);
    });
    for (let round = 0; round < 20; round += 1) {
      inside.shift()?.();
      await clock.advance(0);
    }
    expect(order.slice(0, 5)).toEqual(['one-0', 'one-1', 'one-2', 'one-3', 'two']);
    await Promise.all(waiting);
  });
});

const wishes = fc.array(
  fc.oneof(
    fc.record({ key: fc.constantFrom('a', 'b', 'c'), units: fc.constantFrom(1, 1, 2) }),
    fc.record({ leaves: fc.nat(20) }),
    fc.record({ waitMs: fc.nat(900) }),
  ),
  { maxLength: 80 },
);

describe('QueuedBulkhead in any state', () => {
  async function happen(happened: typeof wishes extends fc.Arbitrary<infer T> ? T : never): Promise<() => void> {
    const inside: Leave[] = [];
    for (const each of happened) {
      if ('key' in each)
        void take(each.key, each.units).then(
          (leave) => inside.push(leave),
          () => undefined,
        );
      else if ('waitMs' in each) await clock.advance(each.waitMs);
      else inside.splice(each.leaves % Math.max(1, inside.length), 1)[0]?.();
      await clock.advance(0);
      expect(bulkhead.held).toBeLessThanOrEqual(4);
      expect(bulkhead.waiting).toBeLessThanOrEqual(20);
    }
    return () => {
      for (const leave of inside.splice(0)) leave();
    };
  }

  it('serves all waiters, and is empty in the end, once all who hold units have finished', async () => {
    await fc.assert(
      fc.asyncProperty(wishes, async (happened) => {
        clock = new FakeClock();
        bulkhead = new QueuedBulkhead(clock, { total: 4, perKey: 3, waiting: 20 });
        const end = await happen(happened);
        for (let round = 0; round <= 21 && bulkhead.held > 0; round += 1) {
          end();
          await clock.advance(0);
        }
        expect([bulkhead.held, bulkhead.waiting, clock.pending]).toEqual([0, 0, 0]);
        await Promise.all([take('a'), take('a'), take('a'), take('b')]);
      }),
    );
  });
});
