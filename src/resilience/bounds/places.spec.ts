import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { FakeClock } from '../../../test/harness/fake-clock.js';
import { Deadline } from '../time/deadline.js';
import { type LeavePlaces, Places, type PlaceTaker } from './places.js';

let clock: FakeClock;
let room: Places;

beforeEach(() => {
  clock = new FakeClock();
  room = new Places(clock, { total: 4, perFlow: 3, waiting: 2 });
});

function take(flow: string, places = 1, settings: Partial<PlaceTaker> = {}): Promise<LeavePlaces> {
  const limits = { deadline: Deadline.after(clock, 2_000), signal: new AbortController().signal };
  return room.take({ flow, places, ...limits, ...settings });
}

describe('Places', () => {
  it('grants as many requests as there are places', async () => {
    await Promise.all([take('a'), take('a'), take('b', 2)]);
    expect([room.takenInAll, room.waiting, clock.pending]).toEqual([4, 0, 0]);
  });

  it('leaves places to other flows when one flow holds its maximum', async () => {
    await Promise.all([take('a'), take('a'), take('a')]);
    const fourth = expect(take('a')).rejects.toThrow(expect.objectContaining({ name: 'DeadlinePassed' }));
    await take('b');
    expect([room.takenInAll, room.waiting]).toEqual([4, 1]);
    await clock.advance(2_000);
    await fourth;
  });

  it('grants waiting requests in FIFO order as soon as places are free', async () => {
    const [leave] = await Promise.all([take('a', 2), take('b', 2)]);
    const order: string[] = [];
    const waiting = [take('c').then(() => order.push('c')), take('d').then(() => order.push('d'))];
    leave();
    await Promise.all(waiting);
    expect([order, room.takenInAll, clock.pending]).toEqual([['c', 'd'], 4, 0]);
  });

  it('lets a request that fits overtake one that does not fit yet', async () => {
    const [leave] = await Promise.all([take('a'), take('a', 2), take('b')]);
    const large = expect(take('c', 2)).rejects.toThrow(expect.objectContaining({ name: 'DeadlinePassed' }));
    const small = take('d');
    leave();
    await small;
    expect(room.waiting).toBe(1);
    await clock.advance(2_000);
    await large;
  });

  it('ends a wait at its deadline, and does not hold others back for a caller that disconnected', async () => {
    await Promise.all([take('a', 2), take('b', 2)]);
    const leaving = new AbortController();
    const left = take('c', 1, { signal: leaving.signal });
    leaving.abort();
    await expect(left).rejects.toThrow(expect.objectContaining({ name: 'CallerLeft' }));
    expect([room.waiting, clock.pending]).toEqual([0, 0]);
  });

  it('rejects a request when the queue is full', async () => {
    await Promise.all([take('a', 2), take('b', 2)]);
    const waiting = [take('c'), take('d')];
    await expect(take('e')).rejects.toThrow(expect.objectContaining({ name: 'RoomFull' }));
    await Promise.all([clock.advance(2_000), ...waiting.map((each) => expect(each).rejects.toThrow())]);
  });

  it('frees places only once when they are released twice', async () => {
    const [leave] = await Promise.all([take('a'), take('b')]);
    leave();
    leave();
    expect(room.takenInAll).toBe(1);
  });
});

describe('Places that several flows want', () => {
  const quietly = (taken: Promise<LeavePlaces>): Promise<LeavePlaces | undefined> => taken.catch(() => undefined);

  it('reserve queue entries for other flows when one flow floods the queue', async () => {
    room = new Places(clock, { total: 16, perFlow: 12, waiting: 200 });
    await Promise.all(Array.from({ length: 12 }, () => take('noisy')));
    const noisy = Array.from({ length: 300 }, () => quietly(take('noisy')));
    expect(room.waiting).toBe(100);
    const leaves = await Promise.all(Array.from({ length: 4 }, () => take('quiet')));
    const queued = take('quiet');
    leaves[0]!();
    await queued;
    await clock.advance(2_000);
    await Promise.all(noisy);
  });

  it('are granted to the flow that holds the fewest, however many requests of another flow came before', async () => {
    room = new Places(clock, { total: 4, perFlow: 4, waiting: 200 });
    const leaves = await Promise.all([take('a'), take('a'), take('a'), take('a')]);
    const order: string[] = [];
    const waiting = ['a', 'a', 'a', 'b'].map((flow) => take(flow).then(() => order.push(flow)));
    leaves[0]();
    await Promise.race(waiting);
    expect(order).toEqual(['b']);
    for (const leave of leaves) leave();
    await Promise.all(waiting);
  });

  it('are reserved for a request for two places once four requests for one place have overtaken it', async () => {
    room = new Places(clock, { total: 4, perFlow: 3, waiting: 20 });
    const inside = await Promise.all([take('a'), take('a'), take('b'), take('b')]);
    const order: string[] = [];
    const waiting = ['two', ...Array.from({ length: 8 }, (_, n) => `one-${n}`)].map(async (flow) => {
      const leave = await take(flow, flow === 'two' ? 2 : 1);
      order.push(flow);
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
    fc.record({ flow: fc.constantFrom('a', 'b', 'c'), places: fc.constantFrom(1, 1, 2) }),
    fc.record({ leaves: fc.nat(20) }),
    fc.record({ waitMs: fc.nat(900) }),
  ),
  { maxLength: 80 },
);

describe('Places in any state', () => {
  async function happen(happened: typeof wishes extends fc.Arbitrary<infer T> ? T : never): Promise<() => void> {
    const inside: LeavePlaces[] = [];
    for (const each of happened) {
      if ('flow' in each)
        void take(each.flow, each.places).then(
          (leave) => inside.push(leave),
          () => undefined,
        );
      else if ('waitMs' in each) await clock.advance(each.waitMs);
      else inside.splice(each.leaves % Math.max(1, inside.length), 1)[0]?.();
      await clock.advance(0);
      expect(room.takenInAll).toBeLessThanOrEqual(4);
      expect(room.waiting).toBeLessThanOrEqual(20);
    }
    return () => {
      for (const leave of inside.splice(0)) leave();
    };
  }

  it('are granted to all waiters, and are all free in the end, once their holders have finished', async () => {
    await fc.assert(
      fc.asyncProperty(wishes, async (happened) => {
        clock = new FakeClock();
        room = new Places(clock, { total: 4, perFlow: 3, waiting: 20 });
        const end = await happen(happened);
        for (let round = 0; round <= 21 && room.takenInAll > 0; round += 1) {
          end();
          await clock.advance(0);
        }
        expect([room.takenInAll, room.waiting, clock.pending]).toEqual([0, 0, 0]);
        await Promise.all([take('a'), take('a'), take('a'), take('b')]);
      }),
    );
  });
});
