import { describe, expect, it } from '@jest/globals';

import { countKept } from '../../../test/harness/garbage.js';
import { RecentMap } from './recent-map.js';

function mapOf(capacity: number, ...keys: string[]): RecentMap<string, string> {
  const map = new RecentMap<string, string>(capacity);
  for (const key of keys) map.set(key, key.toUpperCase());
  return map;
}

function held(map: RecentMap<string, string>, keys: string): string {
  return keys
    .split(',')
    .filter((key) => map.get(key) !== undefined)
    .join('');
}

describe('RecentMap', () => {
  it('returns the latest value of a key', () => {
    const map = mapOf(3, 'a', 'b');
    map.set('a', 'new');
    expect([map.get('a'), map.get('b'), map.get('c'), map.size]).toEqual(['new', 'B', undefined, 2]);
  });

  it('never exceeds its capacity', () => {
    const map = mapOf(3, ...Array.from({ length: 1_000 }, (_, number) => `key ${number % 7}`));
    expect(map.size).toBe(3);
  });

  it('evicts and returns the oldest entry', () => {
    expect(held(mapOf(3, 'a', 'b', 'c', 'd'), 'a,b,c,d')).toBe('bcd');
    const full = mapOf(2, 'a', 'b');
    expect([full.set('b', 'new'), full.set('c', 'C'), full.set('d', 'D')]).toEqual([undefined, 'A', 'new']);
  });

  it('keeps entries that were recently read or set', () => {
    const map = mapOf(3, 'a', 'b', 'c');
    map.get('a');
    map.set('b', 'again');
    map.set('d', 'D');
    expect(held(map, 'a,b,c,d')).toBe('abd');
  });

  it.each([
    ['below its capacity', 10, ['a', 'b']],
    ['at its capacity', 2, ['a', 'b']],
    ['after evictions', 2, ['a', 'b', 'c', 'd', 'c', 'd']],
  ])('does not keep replaced values in memory %s', async (_, capacity, keys) => {
    const map = new RecentMap<string, object>(capacity);
    for (const key of keys) map.set(key, {});
    const replaced: WeakRef<object>[] = [];
    for (let count = 0; count < 5_000; count += 1) {
      for (const key of keys.slice(-2)) {
        const value = {};
        map.set(key, value);
        replaced.push(new WeakRef(value));
      }
    }
    expect(await countKept(replaced)).toBeLessThan(50);
    expect(map.size).toBe(2);
  });
});
