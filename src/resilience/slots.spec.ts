import { describe, expect, it } from '@jest/globals';

import { Slots } from './slots.js';

describe('Slots', () => {
  it('bound each tenant, and all together', () => {
    const slots = new Slots({ perFlow: 2, total: 3 });
    slots.take('a');
    slots.take('a');
    expect([slots.isFree('a'), slots.isFree('b')]).toEqual([false, true]);
    slots.take('b');
    expect([slots.isFree('b'), slots.isFree('c'), slots.takenInAll]).toEqual([false, false, 3]);
  });

  it('are free again once released', () => {
    const slots = new Slots({ perFlow: 1, total: 1 });
    slots.take('a');
    slots.release('a');
    expect([slots.isFree('a'), slots.takenInAll]).toEqual([true, 0]);
  });

  it('wake those who watch for one, until they are forgotten', () => {
    const slots = new Slots({ perFlow: 1, total: 1 });
    let woken = 0;
    const wake = (): void => void (woken += 1);
    slots.watch(wake);
    slots.take('a');
    slots.release('a');
    slots.forget(wake);
    slots.take('a');
    slots.release('a');
    expect(woken).toBe(1);
  });
});
