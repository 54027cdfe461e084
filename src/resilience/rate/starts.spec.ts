import { setImmediate } from 'node:timers/promises';

import { beforeEach, describe, expect, it } from '@jest/globals';

import { Starts } from './starts.js';

let starts: Starts;
let started: string[];

beforeEach(() => {
  starts = new Starts();
  started = [];
});

function start(flow: string, count: number): void {
  for (let n = 0; n < count; n += 1) void starts.next(flow).then(() => started.push(flow));
}

const countOf = (flow: string): number => started.filter((each) => each === flow).length;

describe('Starts', () => {
  it('let a flow start one attempt per turn of the event loop, and drop none', async () => {
    start('a', 9);
    const counts: number[] = [];
    for (let turn = 0; turn < 12; turn += 1) {
      await Promise.resolve();
      await Promise.resolve();
      counts.push(countOf('a'));
      await setImmediate();
    }
    expect(counts[0]).toBe(1);
    expect(counts.every((count, turn) => turn === 0 || count - counts[turn - 1]! <= 1)).toBe(true);
    expect(countOf('a')).toBe(9);
  });

  it('let two waiting attempts start per turn over all flows, in rotation', async () => {
    for (const flow of ['a', 'b', 'c', 'd', 'e']) start(flow, 3);
    const turns: string[][] = [];
    for (let turn = 0; turn < 5; turn += 1) {
      await setImmediate();
      turns.push(started.splice(0));
    }
    expect(turns).toEqual([
      ['a', 'b', 'c', 'd', 'e', 'a', 'b'],
      ['c', 'd'],
      ['e', 'a'],
      ['b', 'c'],
      ['d', 'e'],
    ]);
  });

  it('let a flow start at once, however many attempts of other flows wait', async () => {
    for (let n = 0; n < 20; n += 1) start(`noisy-${n}`, 50);
    start('quiet', 1);
    await Promise.resolve();
    await Promise.resolve();
    expect(countOf('quiet')).toBe(1);
  });

  it('keep no state of an idle flow', async () => {
    start('a', 1);
    await setImmediate();
    await setImmediate();
    start('a', 1);
    await Promise.resolve();
    await Promise.resolve();
    expect(countOf('a')).toBe(2);
  });
});
