import { setImmediate } from 'node:timers/promises';

import { describe, expect, it } from '@jest/globals';

import { Starts } from './starts.js';

describe('Starts', () => {
  it('lets one attempt start in each turn of the event loop, the first at once', async () => {
    const starts = new Starts();
    let started = 0;
    for (let n = 0; n < 5; n += 1) void starts.next('a').then(() => (started += 1));
    const counts: number[] = [];
    await Promise.resolve();
    for (let turn = 0; turn < 7; turn += 1) {
      counts.push(started);
      await setImmediate();
    }
    expect(counts[0]).toBe(1);
    expect(counts.at(-1)).toBe(5);
    expect(counts.every((count, turn) => turn === 0 || count - counts[turn - 1]! <= 1)).toBe(true);
  });

  it('takes flows in turns, so that one with much waiting delays another by one start', async () => {
    const starts = new Starts();
    const order: string[] = [];
    const wanted = [...Array<string>(6).fill('noisy'), 'quiet', 'quiet'];
    await Promise.all(wanted.map((flow) => starts.next(flow).then(() => order.push(flow))));
    expect(order.slice(0, 5).filter((flow) => flow === 'quiet')).toHaveLength(2);
    expect(order).toHaveLength(8);
  });

  it('waits for nothing while nothing else starts', async () => {
    const starts = new Starts();
    await starts.next('a');
    await setImmediate();
    await setImmediate();
    let started = false;
    void starts.next('a').then(() => (started = true));
    await Promise.resolve();
    await Promise.resolve();
    expect(started).toBe(true);
  });
});
