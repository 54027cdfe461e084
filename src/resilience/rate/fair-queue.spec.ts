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
  it('serves one flow in the order of arrival', () => {
    const queue = new FairQueue<string>();
    pushAll(queue, 'a', 1, 3);
    expect(drain(queue)).toEqual(['a1', 'a2', 'a3']);
  });

  it('serves flows of equal weight by turns, however much one asks for', () => {
    const queue = new FairQueue<string>();
    pushAll(queue, 'noisy', 1, 100);
    drain(queue, 10);
    pushAll(queue, 'quiet', 1, 2);
    expect(drain(queue, 5).filter((item) => item.startsWith('quiet'))).toEqual(['quiet1', 'quiet2']);
  });

  it('serves by weight while all wait', () => {
    const queue = new FairQueue<string>();
    pushAll(queue, 'a', 3, 90);
    pushAll(queue, 'b', 1, 90);
    const served = drain(queue, 40);
    expect(served.filter((item) => item.startsWith('a'))).toHaveLength(30);
  });

  it('gives no turns for the time in which a flow was away', () => {
    const queue = new FairQueue<string>();
    pushAll(queue, 'a', 1, 50);
    drain(queue, 40);
    pushAll(queue, 'b', 1, 50);
    const served = drain(queue, 20).filter((item) => item.startsWith('b'));
    expect(served).toHaveLength(10);
  });

  it('passes over flows that may not go, without losing their place', () => {
    const queue = new FairQueue<string>();
    pushAll(queue, 'a', 1, 2);
    pushAll(queue, 'b', 1, 2);
    expect(queue.shift((flow) => flow !== 'a')).toBe('b1');
    expect(queue.shift((flow) => flow === 'c')).toBeUndefined();
    expect(drain(queue)).toEqual(['a1', 'a2', 'b2']);
  });

  it('puts what had its turn once in front of its own flow, not of others', () => {
    const queue = new FairQueue<string>();
    pushAll(queue, 'a', 1, 2);
    pushAll(queue, 'b', 1, 2);
    queue.push('b', 1, 'again', true);
    expect(drain(queue)).toEqual(['a1', 'again', 'a2', 'b1', 'b2']);
  });

  it('forgets who leaves, and takes a second leaving for nothing', () => {
    const queue = new FairQueue<string>();
    const place = queue.push('a', 1, 'a1');
    pushAll(queue, 'b', 1, 1);
    queue.remove(place);
    queue.remove(place);
    expect(queue.size).toBe(1);
    expect(drain(queue)).toEqual(['b1']);
  });

  it('knows how many go before a newcomer: exactly those who then do', () => {
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
        // Of those that would be finished at once any may go first, and a newcomer is told the worst.
        expect(order.indexOf('newcomer')).toBeLessThanOrEqual(ahead);
        expect(order.indexOf('newcomer')).toBeGreaterThanOrEqual(ahead - 2);
      }),
    );
  });

  it('goes by the weight of the latest who came, for all of the flow that wait', () => {
    const queue = new FairQueue<string>();
    pushAll(queue, 'a', 1, 89);
    pushAll(queue, 'b', 1, 90);
    pushAll(queue, 'a', 3, 1);
    const served = drain(queue, 40);
    expect(served.filter((item) => item.startsWith('a'))).toHaveLength(30);
  });
});
