import { describe, expect, it } from '@jest/globals';
import { TokenBuckets } from './quotas.js';

function takes(buckets: TokenBuckets, count: number, ratePerSecond: number, nowMs: number, name = 'a'): number {
  return Array.from({ length: count }, () => buckets.take(name, ratePerSecond, nowMs)).filter(Boolean).length;
}

describe('A token bucket', () => {
  it.each([
    [5, 5],
    [2.5, 2],
    [1, 1],
    [0.5, 1],
  ])('of %d calls per second starts with %d tokens', (rate, burst) => {
    expect(takes(new TokenBuckets(), 20, rate, 0)).toBe(burst);
  });

  it('is refilled continuously up to the calls of one second', () => {
    const buckets = new TokenBuckets();
    takes(buckets, 5, 5, 0);
    expect(takes(buckets, 20, 5, 199)).toBe(0);
    expect(takes(buckets, 20, 5, 200)).toBe(1);
    expect(takes(buckets, 20, 5, 600)).toBe(2);
    expect(takes(buckets, 20, 5, 60_000)).toBe(5);
  });

  it('loses no tokens to rejected calls or rounding', () => {
    const buckets = new TokenBuckets();
    let taken = 0;
    for (let nowMs = 0; nowMs <= 30_000; nowMs += 1) taken += takes(buckets, 1, 3, nowMs);
    expect(taken).toBe(3 + 90);
  });

  it('allows one call every two seconds at half a call per second', () => {
    const buckets = new TokenBuckets();
    expect([0, 1_999, 2_000, 3_999, 4_000].map((nowMs) => buckets.take('a', 0.5, nowMs))).toEqual([
      true,
      false,
      true,
      false,
      true,
    ]);
  });

  it('is separate for each name', () => {
    const buckets = new TokenBuckets();
    expect([takes(buckets, 9, 5, 0, 'a'), takes(buckets, 9, 5, 0, 'b')]).toEqual([5, 5]);
  });
});

describe('TokenBuckets', () => {
  it('drops full buckets first when it reaches its capacity', () => {
    const buckets = new TokenBuckets(3);
    buckets.take('full soon', 100, 0);
    for (const name of ['b', 'c']) takes(buckets, 1, 1, 0, name);
    buckets.take('d', 1, 500);
    expect(buckets.size).toBe(3);
    expect([buckets.take('b', 1, 500), buckets.take('c', 1, 500)]).toEqual([false, false]);
  });

  it('drops the oldest bucket when none is full', () => {
    const buckets = new TokenBuckets(2);
    for (const name of ['a', 'b', 'c']) buckets.take(name, 1, 0);
    expect(buckets.size).toBe(2);
    expect(buckets.take('c', 1, 0)).toBe(false);
    expect(buckets.take('a', 1, 0)).toBe(true);
  });
});
