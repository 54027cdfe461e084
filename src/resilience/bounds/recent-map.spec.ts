import { describe, expect, it } from '@jest/globals';

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
  it('holds what was set, in its latest version', () => {
    const map = mapOf(3, 'a', 'b');
    map.set('a', 'new');
    expect([map.get('a'), map.get('b'), map.get('c'), map.size]).toEqual(['new', 'B', undefined, 2]);
  });

  it('never holds more than its capacity, whatever is set', () => {
    const map = mapOf(3, ...Array.from({ length: 1_000 }, (_, number) => `key ${number % 7}`));
    expect(map.size).toBe(3);
  });

  it('lets go of what was set longest ago', () => {
    expect(held(mapOf(3, 'a', 'b', 'c', 'd'), 'a,b,c,d')).toBe('bcd');
  });

  it('keeps what is read or set again', () => {
    const map = mapOf(3, 'a', 'b', 'c');
    map.get('a');
    map.set('b', 'again');
    map.set('d', 'D');
    expect(held(map, 'a,b,c,d')).toBe('abd');
  });
});
