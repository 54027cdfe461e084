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

  it('bounds a lane for each tenant that waits for it', () => {
    const room = new WaitingRoom({ perLane: 1, perTenant: 3, total: 20 });
    room.enter(of('a', 'lane', 'shared account'));
    expect(() => room.enter(of('a', 'lane', 'shared account'))).toThrow(RoomFull);
    room.enter(of('b', 'lane', 'shared account'));
    expect(room.waiting).toBe(2);
  });

  it('has room again for each who left, once', () => {
    const room = new WaitingRoom({ perLane: 1, perTenant: 1, total: 2 });
    const leave = room.enter(of('a', 'lane'));
    room.enter(of('b'));
    leave();
    leave();
    expect(room.waiting).toBe(1);
    room.enter(of('a', 'lane'));
    expect(() => room.enter(of('c'))).toThrow(RoomFull);
  });

  const full = { perLane: 100, perTenant: 2_000, total: 10_000 };

  /** Lets one tenant after another take all that it gets, and tells how much that was. */
  function flood(room: WaitingRoom, tenants: readonly string[], account: string): number[] {
    return tenants.map((tenant) => {
      const before = room.waiting;
      try {
        for (;;) room.enter(of(tenant, undefined, account));
      } catch {
        return room.waiting - before;
      }
    });
  }

  it('leaves half of its places to other accounts, however many tenants of one account flood it', () => {
    const room = new WaitingRoom(full);
    const tenants = Array.from({ length: 50 }, (_, n) => `tenant ${String(n)}`);
    flood(room, tenants, 'noisy account');
    expect(room.waiting).toBe(5_000);
    for (let n = 0; n < 2_000; n += 1) room.enter(of('quiet tenant'));
    expect(room.waiting).toBe(7_000);
  });

  it('leaves places to the other tenants of an account when three of them flood it', () => {
    const room = new WaitingRoom(full);
    expect(flood(room, ['a', 'b', 'c', 'd', 'e'], 'shared account')).toEqual([2_000, 2_000, 800, 160, 32]);
  });
});
