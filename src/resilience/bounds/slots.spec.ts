import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { Slots } from './slots.js';

const CAPACITY = { perFlow: 32, total: 256 };

/** Takes up to a number of slots for the flow, and returns how many it obtained. */
function fill(slots: Slots, flow: string, most = Number.POSITIVE_INFINITY): number {
  let taken = 0;
  for (; taken < most && slots.isFree(flow); taken += 1) slots.take(flow);
  return taken;
}

const flows = (count: number): string[] => Array.from({ length: count }, (_, n) => `flow-${n}`);

describe('Slots', () => {
  it('bound each flow and the total', () => {
    const slots = new Slots({ perFlow: 2, total: 3 });
    slots.take('a');
    slots.take('a');
    expect([slots.isFree('a'), slots.isFree('b')]).toEqual([false, true]);
    slots.take('b');
    expect([slots.isFree('b'), slots.isFree('c'), slots.takenInAll]).toEqual([false, false, 3]);
  });

  it('are free again after release', () => {
    const slots = new Slots({ perFlow: 1, total: 1 });
    slots.take('a');
    slots.release('a');
    expect([slots.isFree('a'), slots.takenInAll]).toEqual([true, 0]);
  });

  it('call each watcher until it is removed', () => {
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

  it('wake the watchers in rotating order', () => {
    const slots = new Slots({ perFlow: 3, total: 3 });
    const got: string[] = [];
    for (const flow of ['a', 'b', 'c']) {
      slots.take('hung');
      slots.watch(() => {
        if (!slots.isFree(flow)) return;
        slots.take(flow);
        got.push(flow);
      });
    }
    for (let release = 0; release < 3; release += 1) slots.release(got.at(-1) ?? 'hung');
    expect(new Set(got).size).toBe(3);
  });

  it('are 32 for a single flow, and fewer per flow the more the others hold', () => {
    const slots = new Slots(CAPACITY);
    expect(flows(9).map((flow) => fill(slots, flow))).toEqual([32, 28, 25, 21, 19, 16, 14, 13, 11]);
    expect(fill(slots, 'healthy')).toBeGreaterThan(0);
  });

  it('leave 17 free when 20 flows take their maximum one after another', () => {
    const slots = new Slots(CAPACITY);
    for (const flow of flows(20)) fill(slots, flow);
    expect(256 - slots.takenInAll).toBeGreaterThanOrEqual(Math.floor(256 * (7 / 8) ** 20));
  });

  it('leave 60 free once the slots of 20 saturated flows were released and taken again', () => {
    const slots = new Slots(CAPACITY);
    const held = new Map(flows(20).map((flow) => [flow, fill(slots, flow)]));
    // The oldest slots are released first, one at a time; any flow that may takes each of them.
    for (let round = 0; round < 40; round += 1) {
      for (const [flow, count] of held) {
        if (count === 0) continue;
        slots.release(flow);
        held.set(flow, count - 1);
        for (const [other, own] of held) held.set(other, own + fill(slots, other, 1));
      }
    }
    expect(256 - slots.takenInAll).toBeGreaterThanOrEqual(60);
  });
});

const steps = fc.array(fc.record({ flow: fc.nat(30), take: fc.boolean(), count: fc.integer({ min: 1, max: 60 }) }), {
  maxLength: 200,
});

describe('Slots in any state', () => {
  it('never exceed their bounds, never reject a flow without slots while one is free, and match the documented formula', () => {
    fc.assert(
      fc.property(steps, (happened) => {
        const slots = new Slots(CAPACITY);
        const held = new Map<number, number>();
        const of = (flow: number): number => held.get(flow) ?? 0;
        for (const { flow, take, count } of happened) {
          if (take) held.set(flow, of(flow) + fill(slots, String(flow), count));
          else {
            const released = Math.min(count, of(flow));
            for (let n = 0; n < released; n += 1) slots.release(String(flow));
            held.set(flow, of(flow) - released);
          }
          const total = [...held.values()].reduce((sum, own) => sum + own, 0);
          expect(slots.takenInAll).toBe(total);
          expect(total).toBeLessThanOrEqual(256);
          const most = Math.max(1, Math.round((256 - (total - of(flow))) / 8));
          expect(slots.isFree(String(flow))).toBe(total < 256 && of(flow) < most);
          expect(slots.isFree('newcomer')).toBe(total < 256);
        }
      }),
    );
  });

  it('leave at least (7/8)^n of the total free with n flows, apart from rounding', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(11), { maxLength: 2_000 }), (takers) => {
        const slots = new Slots(CAPACITY);
        for (const taker of takers) fill(slots, String(taker), 1);
        expect(256 - slots.takenInAll).toBeGreaterThanOrEqual(Math.floor(256 * (7 / 8) ** 12));
      }),
    );
  });

  it('are all free again once all attempts have ended, also for the flows that held the most', () => {
    fc.assert(
      fc.property(steps, (happened) => {
        const slots = new Slots(CAPACITY);
        const ends: (() => void)[] = [];
        for (const { flow, count } of happened) {
          const taken = fill(slots, String(flow), count);
          for (let n = 0; n < taken; n += 1) ends.push(() => slots.release(String(flow)));
        }
        for (const end of ends) end();
        expect([slots.takenInAll, fill(slots, '0')]).toEqual([0, 32]);
      }),
    );
  });
});
