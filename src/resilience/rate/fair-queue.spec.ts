import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { FairQueue } from './fair-queue.js';

const anyone = (): boolean => true;

function drain(queue: FairQueue<string>, times = Number.POSITIVE_INFINITY): string[] {
  const order: string[] = [];
  while (queue.size > 0 && order.length < times) order.push(queue.shift(anyone)!);
  return order;
}

function pushAll(queue: FairQueue<string>, flow: string, weight: number, count: number): void {
  for (let n = 1; n <= count; n += 1) queue.push(flow, weight, `${flow}${n}`);
}

describe('FairQueue', () => {
  it('serves one flow in FIFO order', () => {
    const queue = new FairQueue<string>();
    pushAll(queue, 'a', 1, 3);
    expect(drain(queue)).toEqual(['a1', 'a2', 'a3']);
  });

  it('alternates between flows of equal weight, however many items one of them has', () => {
    const queue = new FairQueue<string>();
    pushAll(queue, 'noisy', 1, 100);
    drain(queue, 10);
    pushAll(queue, 'quiet', 1, 2);
    expect(drain(queue, 5).filter((item) => item.startsWith('quiet'))).toEqual(['quiet1', 'quiet2']);
  });

  it('serves flows by weight while all wait', () => {
    const queue = new FairQueue<string>();
    pushAll(queue, 'a', 3, 90);
    pushAll(queue, 'b', 1, 90);
    const served = drain(queue, 40);
    expect(served.filter((item) => item.startsWith('a'))).toHaveLength(30);
  });

  it('gives a flow no credit for the time in which it was empty', () => {
    const queue = new FairQueue<string>();
    pushAll(queue, 'a', 1, 50);
    drain(queue, 40);
    pushAll(queue, 'b', 1, 50);
    const served = drain(queue, 20).filter((item) => item.startsWith('b'));
    expect(served).toHaveLength(10);
  });

  it('skips flows that may not go and keeps their order', () => {
    const queue = new FairQueue<string>();
    pushAll(queue, 'a', 1, 2);
    pushAll(queue, 'b', 1, 2);
    expect(queue.shift((flow) => flow !== 'a')).toBe('b1');
    expect(queue.shift((flow) => flow === 'c')).toBeUndefined();
    expect(drain(queue)).toEqual(['a1', 'a2', 'b2']);
  });

  it('puts a retry at the head of its own flow only', () => {
    const queue = new FairQueue<string>();
    pushAll(queue, 'a', 1, 2);
    pushAll(queue, 'b', 1, 2);
    queue.push('b', 1, 'again', true);
    expect(drain(queue)).toEqual(['a1', 'again', 'a2', 'b1', 'b2']);
  });

  it('removes an entry, and ignores a second removal', () => {
    const queue = new FairQueue<string>();
    const place = queue.push('a', 1, 'a1');
    pushAll(queue, 'b', 1, 1);
    queue.remove(place);
    queue.remove(place);
    expect(queue.size).toBe(1);
    expect(drain(queue)).toEqual(['b1']);
  });

  it('predicts exactly how many items are served before a new one', () => {
    const arrival = fc.record({ flow: fc.constantFrom('a', 'b', 'c'), served: fc.integer({ min: 0, max: 2 }) });
    const weights: Record<string, number> = { a: 1, b: 2.5, c: 0.3 };
    fc.assert(
      fc.property(fc.array(arrival, { maxLength: 60 }), fc.constantFrom('a', 'b', 'c', 'd'), (arrivals, newcomer) => {
        const queue = new FairQueue<string>();
        for (const { flow, served } of arrivals) {
          queue.push(flow, weights[flow]!, flow);
          drain(queue, served);
        }
        const ahead = queue.ahead(newcomer, weights[newcomer] ?? 1, () => true);
        queue.push(newcomer, weights[newcomer] ?? 1, 'newcomer');
        const foreseen = queue.inOrder().map(({ item }) => item);
        const order = drain(queue);
        expect(order).toEqual(foreseen);
        // Items with equal finish times are served in any order; the prediction assumes the worst.
        expect(order.indexOf('newcomer')).toBeLessThanOrEqual(ahead);
        expect(order.indexOf('newcomer')).toBeGreaterThanOrEqual(ahead - 2);
      }),
    );
  });

  it('applies the weight of the latest entry to the whole flow', () => {
    const queue = new FairQueue<string>();
    pushAll(queue, 'a', 1, 89);
    pushAll(queue, 'b', 1, 90);
    pushAll(queue, 'a', 3, 1);
    const served = drain(queue, 40);
    expect(served.filter((item) => item.startsWith('a'))).toHaveLength(30);
  });
});
