import { describe, expect, it } from '@jest/globals';

import { BoundedRecords } from './bounded-records.js';
import type { Kept } from './tenant-records.js';

const NOW_MS = 1_000;

function entry(facts: Partial<Kept> = {}): Kept {
  return { expiresAtMs: NOW_MS + 100, heldUntilMs: NOW_MS, bytes: 10, ...facts };
}

function recordsOf(bounds: { recordsPerTenant?: number; bytesInAll?: number }): {
  add: (tenant: string, key: string, facts?: Partial<Kept>) => boolean;
  keys: (tenant: string, ...among: string[]) => string[];
  records: BoundedRecords<Kept>;
} {
  const records = new BoundedRecords<Kept>({ recordsPerTenant: 100, bytesInAll: 1_000, ...bounds });
  return {
    records,
    add: (tenant, key, facts) => {
      const made = entry(facts);
      const fits = records.makeRoom(tenant, made.bytes, NOW_MS);
      if (fits) records.put({ tenant, key }, made);
      return fits;
    },
    keys: (tenant, ...among) => among.filter((key) => records.get({ tenant, key }, NOW_MS) !== undefined),
  };
}

describe('BoundedRecords', () => {
  it("loses a tenant's own oldest when the tenant has too many", () => {
    const { add, keys } = recordsOf({ recordsPerTenant: 2 });
    add('beta', 'z');
    for (const key of ['a', 'b', 'c']) expect(add('acme', key)).toBe(true);
    expect([keys('acme', 'a', 'b', 'c'), keys('beta', 'z')]).toEqual([['b', 'c'], ['z']]);
  });

  it('takes for the oldest what was changed first', () => {
    const { add, keys, records } = recordsOf({ recordsPerTenant: 2 });
    add('acme', 'a');
    add('acme', 'b');
    records.put({ tenant: 'acme', key: 'a' }, entry());
    add('acme', 'c');
    expect(keys('acme', 'a', 'b', 'c')).toEqual(['a', 'c']);
  });

  it('never loses one that is held, and has no room when all are', () => {
    const { add, keys } = recordsOf({ recordsPerTenant: 3 });
    add('acme', 'held', { heldUntilMs: NOW_MS + 1 });
    add('acme', 'a');
    add('acme', 'b', { heldUntilMs: NOW_MS + 1 });
    expect(add('acme', 'c', { heldUntilMs: NOW_MS + 1 })).toBe(true);
    expect(keys('acme', 'held', 'a', 'b', 'c')).toEqual(['held', 'b', 'c']);
    expect(add('acme', 'd')).toBe(false);
  });

  it('lets the tenant who holds most make room when all are too much together', () => {
    const { add, keys } = recordsOf({ bytesInAll: 100 });
    add('small', 'a', { bytes: 10 });
    for (const key of ['a', 'b', 'c']) add('large', key, { bytes: 30 });
    expect(add('small', 'b', { bytes: 40 })).toBe(true);
    expect([keys('small', 'a', 'b'), keys('large', 'a', 'b', 'c')]).toEqual([['a', 'b'], ['c']]);
  });

  it('has no room when what the largest tenant has is all held', () => {
    const { add } = recordsOf({ bytesInAll: 100 });
    add('large', 'a', { bytes: 100, heldUntilMs: NOW_MS + 1 });
    expect(add('small', 'b')).toBe(false);
  });

  it('shrinks after one has grown', () => {
    const { add, keys, records } = recordsOf({ bytesInAll: 100 });
    for (const key of ['a', 'b', 'c']) add('acme', key, { bytes: 30 });
    records.put({ tenant: 'acme', key: 'c' }, entry({ bytes: 60 }));
    expect(records.shrinkFor(0, NOW_MS)).toBe(true);
    expect(keys('acme', 'a', 'b', 'c')).toEqual(['b', 'c']);
  });

  it('forgets what has expired, whoever comes', () => {
    const { add, keys } = recordsOf({ bytesInAll: 100 });
    add('idle', 'a', { bytes: 60, expiresAtMs: NOW_MS });
    add('acme', 'b', { bytes: 60 });
    expect(add('acme', 'c', { bytes: 40 })).toBe(true);
    expect([keys('idle', 'a'), keys('acme', 'b', 'c')]).toEqual([[], ['b', 'c']]);
  });

  it('counts what it holds right, whatever is put, put again and removed', () => {
    const { add, keys, records } = recordsOf({ bytesInAll: 100 });
    for (let round = 0; round < 50; round += 1) {
      add('acme', 'a', { bytes: 40 });
      records.put({ tenant: 'acme', key: 'a' }, entry({ bytes: 20 }));
      records.remove({ tenant: 'acme', key: 'a' });
      records.remove({ tenant: 'acme', key: 'never there' });
    }
    add('acme', 'b', { bytes: 50 });
    add('acme', 'c', { bytes: 50 });
    expect(keys('acme', 'b', 'c')).toEqual(['b', 'c']);
  });
});
