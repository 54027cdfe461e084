import { describe, expect, it } from '@jest/globals';

import { RoomFull, WaitingRoom } from './waiting-room.js';

const of = (tenant: string, lane?: string, account = tenant) => ({ account, tenant, lane });

describe('WaitingRoom', () => {
  it('bounds the waiting calls of a lane, of a tenant and in total', () => {
    const room = new WaitingRoom({ perLane: 1, perTenant: 3, total: 7 });
    room.enter(of('a', 'lane'));
    expect(() => room.enter(of('a', 'lane'))).toThrow(RoomFull);
    room.enter(of('a', 'other lane'));
    room.enter(of('a'));
    expect(() => room.enter(of('a'))).toThrow(RoomFull);
    for (const tenant of ['b', 'b', 'c', 'd']) room.enter(of(tenant));
    expect(() => room.enter(of('e'))).toThrow(RoomFull);
    expect(room.waiting).toBe(7);
  });

  it('frees one entry per call that leaves, only once', () => {
    const room = new WaitingRoom({ perLane: 1, perTenant: 1, total: 2 });
    const leave = room.enter(of('a', 'lane'));
    room.enter(of('b'));
    leave();
    leave();
    expect(room.waiting).toBe(1);
    room.enter(of('a', 'lane'));
    expect(() => room.enter(of('c'))).toThrow(RoomFull);
  });

  it('reserves half of its entries for other accounts, however many tenants of one account flood it', () => {
    const room = new WaitingRoom({ perLane: 100, perTenant: 2_000, total: 10_000 });
    for (let n = 0; n < 20_000; n += 1) {
      try {
        room.enter(of(`tenant ${String(n % 50)}`, undefined, 'noisy account'));
      } catch {
        break;
      }
    }
    expect(room.waiting).toBe(5_000);
    for (let n = 0; n < 2_000; n += 1) room.enter(of('quiet tenant'));
    expect(room.waiting).toBe(7_000);
  });
});
