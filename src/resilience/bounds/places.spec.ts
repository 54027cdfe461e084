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
  it('lets in as many as there are places', async () => {
    await Promise.all([take('a'), take('a'), take('b', 2)]);
    expect([room.takenInAll, room.waiting, clock.pending]).toEqual([4, 0, 0]);
  });

  it('leaves places for others than the one who holds all that one may', async () => {
    await Promise.all([take('a'), take('a'), take('a')]);
    const fourth = expect(take('a')).rejects.toThrow(expect.objectContaining({ name: 'DeadlinePassed' }));
    await take('b');
    expect([room.takenInAll, room.waiting]).toEqual([4, 1]);
    await clock.advance(2_000);
    await fourth;
  });

  it('lets those who wait in, in order of arrival, as soon as places come free', async () => {
    const [leave] = await Promise.all([take('a', 2), take('b', 2)]);
    const order: string[] = [];
    const waiting = [take('c').then(() => order.push('c')), take('d').then(() => order.push('d'))];
    leave();
    await Promise.all(waiting);
    expect([order, room.takenInAll, clock.pending]).toEqual([['c', 'd'], 4, 0]);
  });

  it('lets one who fits pass one who does not fit yet', async () => {
    const [leave] = await Promise.all([take('a'), take('a', 2), take('b')]);
    const large = expect(take('c', 2)).rejects.toThrow(expect.objectContaining({ name: 'DeadlinePassed' }));
    const small = take('d');
    leave();
    await small;
    expect(room.waiting).toBe(1);
    await clock.advance(2_000);
    await large;
  });

  it('lets nobody wait longer than they have patience, nor for somebody who left', async () => {
    await Promise.all([take('a', 2), take('b', 2)]);
    const leaving = new AbortController();
    const left = take('c', 1, { signal: leaving.signal });
    leaving.abort();
    await expect(left).rejects.toThrow(expect.objectContaining({ name: 'CallerLeft' }));
    expect([room.waiting, clock.pending]).toEqual([0, 0]);
  });

  it('lets no more wait than it has room for', async () => {
    await Promise.all([take('a', 2), take('b', 2)]);
    const waiting = [take('c'), take('d')];
    await expect(take('e')).rejects.toThrow(expect.objectContaining({ name: 'RoomFull' }));
    await Promise.all([clock.advance(2_000), ...waiting.map((each) => expect(each).rejects.toThrow())]);
  });

  it('counts who leaves twice once', async () => {
    const [leave] = await Promise.all([take('a'), take('b')]);
    leave();
    leave();
    expect(room.takenInAll).toBe(1);
  });
});

describe('Places that others want as well', () => {
  const quietly = (taken: Promise<LeavePlaces>): Promise<LeavePlaces | undefined> => taken.catch(() => undefined);

  it('keep room in the queue for other flows than the one that floods it', async () => {
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

  it('go to the flow that holds fewest, however many of another one came before', async () => {
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

  it('are kept for one that needs two once four that need one have passed', async () => {
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

  it('let everybody in who waits, and are all free, as soon as what holds them has ended', async () => {
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
