import { beforeEach, describe, expect, it } from '@jest/globals';

import { FakeClock } from '../../test/harness/fake-clock.js';
import { Deadline } from './deadline.js';
import { type LeavePlaces, Places, type PlaceTaker } from './places.js';

let clock: FakeClock;
let room: Places;

beforeEach(() => {
  clock = new FakeClock();
  room = new Places(clock, { total: 4, perFlow: 3, waiting: 2 });
});

function take(flow: string, places = 1, settings: Partial<PlaceTaker> = {}): Promise<LeavePlaces> {
  const patience = { deadline: Deadline.after(clock, 2_000), signal: new AbortController().signal };
  return room.take({ flow, places, ...patience, ...settings });
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
