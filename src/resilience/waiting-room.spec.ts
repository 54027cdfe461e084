import { describe, expect, it } from '@jest/globals';

import { RoomFull, WaitingRoom } from './waiting-room.js';

describe('WaitingRoom', () => {
  it('bounds a lane, a tenant and all together', () => {
    const room = new WaitingRoom({ perLane: 1, perFlow: 3, total: 4 });
    room.enter('a', 'lane');
    expect(() => room.enter('a', 'lane')).toThrow(RoomFull);
    room.enter('a', 'other lane');
    room.enter('a', undefined);
    expect(() => room.enter('a', undefined)).toThrow(RoomFull);
    room.enter('b', undefined);
    expect(() => room.enter('c', undefined)).toThrow(RoomFull);
    expect(room.waiting).toBe(4);
  });

  it('has room again for each who left, once', () => {
    const room = new WaitingRoom({ perLane: 1, perFlow: 1, total: 2 });
    const leave = room.enter('a', 'lane');
    room.enter('b', undefined);
    leave();
    leave();
    expect(room.waiting).toBe(1);
    room.enter('a', 'lane');
    expect(() => room.enter('c', undefined)).toThrow(RoomFull);
  });
});
