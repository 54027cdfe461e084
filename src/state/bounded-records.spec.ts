import { describe, expect, it } from '@jest/globals';

import { countKept } from '../../test/harness/garbage.js';
import { type Bounds, BoundedRecords, type Kept } from './bounded-records.js';

const NOW_MS = 1_000;

function entry(facts: Partial<Kept> = {}): Kept {
  return { expiresAtMs: NOW_MS + 100, isFinished: true, bytes: 10, ...facts };
}

function recordsOf(bounds: Partial<Bounds>): {
  add: (tenant: string, key: string, facts?: Partial<Kept>) => boolean;
  keys: (tenant: string, ...among: string[]) => string[];
  records: BoundedRecords<Kept>;
} {
  const records = new BoundedRecords<Kept>({
    recordsPerTenant: 100,
    finishedBytes: 1_000,
    unfinished: 1_000,
    ...bounds,
  });
  return {
    records,
    add: (tenant, key, facts) => {
      const fits = records.makeRoom(tenant, NOW_MS);
      if (fits) records.put({ tenant, key }, entry(facts));
      return fits;
    },
    keys: (tenant, ...among) => among.filter((key) => records.get({ tenant, key }, NOW_MS) !== undefined),
  };
}

const UNFINISHED = { isFinished: false };

describe('BoundedRecords', () => {
  it("evicts the tenant's own oldest record when it has too many", () => {
    const { add, keys } = recordsOf({ recordsPerTenant: 2 });
    add('beta', 'z');
    for (const key of ['a', 'b', 'c']) expect(add('acme', key)).toBe(true);
    expect([keys('acme', 'a', 'b', 'c'), keys('beta', 'z')]).toEqual([['b', 'c'], ['z']]);
  });

  it('treats the record that was changed first as the oldest', () => {
    const { add, keys, records } = recordsOf({ recordsPerTenant: 2 });
    add('acme', 'a');
    add('acme', 'b');
    records.put({ tenant: 'acme', key: 'a' }, entry());
    add('acme', 'c');
    expect(keys('acme', 'a', 'b', 'c')).toEqual(['a', 'c']);
  });

  it('never evicts an unfinished record, and has no room if all records of a tenant are unfinished', () => {
    const { add, keys } = recordsOf({ recordsPerTenant: 3 });
    add('acme', 'running', UNFINISHED);
    add('acme', 'a');
    add('acme', 'b', UNFINISHED);
    expect(add('acme', 'c', UNFINISHED)).toBe(true);
    expect(keys('acme', 'running', 'a', 'b', 'c')).toEqual(['running', 'b', 'c']);
    expect(add('acme', 'd')).toBe(false);
    expect(add('beta', 'd')).toBe(true);
  });

  it('has room again when any unfinished record has expired', () => {
    const { add, keys } = recordsOf({ recordsPerTenant: 3 });
    add('acme', 'a', UNFINISHED);
    add('acme', 'expired', { ...UNFINISHED, expiresAtMs: NOW_MS });
    add('acme', 'b', UNFINISHED);
    expect(add('acme', 'c', UNFINISHED)).toBe(true);
    expect(keys('acme', 'a', 'b', 'c')).toEqual(['a', 'b', 'c']);
  });

  it('evicts the oldest records of the tenant with the most bytes when the total is too large', () => {
    const { add, keys } = recordsOf({ finishedBytes: 100 });
    add('small', 'a', { bytes: 10 });
    for (const key of ['a', 'b', 'c']) add('large', key, { bytes: 30 });
    add('small', 'b', { bytes: 40 });
    expect([keys('small', 'a', 'b'), keys('large', 'a', 'b', 'c')]).toEqual([['a', 'b'], ['c']]);
  });

  it('shrinks the largest tenants to one size, and leaves smaller ones unchanged', () => {
    const { add, keys } = recordsOf({ finishedBytes: 100 });
    const few = Array.from({ length: 2 }, (_, index) => String(index));
    const many = Array.from({ length: 4 }, (_, index) => String(index));
    for (const key of many) for (const tenant of ['one', 'two']) add(tenant, key, { bytes: 10 });
    for (const key of few) add('small', key, { bytes: 10 });
    add('small', 'grown', { bytes: 20 });
    expect([keys('one', ...many), keys('two', ...many)]).toEqual([many.slice(1), many.slice(1)]);
    expect(keys('small', ...few, 'grown')).toEqual([...few, 'grown']);
  });

  it('evicts a little more than it must, so that not every record makes it look for the oldest', () => {
    const { add, keys } = recordsOf({ recordsPerTenant: 1_000, finishedBytes: 25_600 });
    const names = Array.from({ length: 259 }, (_, index) => String(index));
    add('small', 'a', { bytes: 10 });
    for (const name of names.slice(0, 256)) add('large', name, { bytes: 100 });
    expect(keys('large', ...names)).toEqual(names.slice(3, 256));
    for (const name of names.slice(256, 258)) add('large', name, { bytes: 100 });
    expect(keys('large', ...names)).toEqual(names.slice(3, 258));
    add('large', '258', { bytes: 100 });
    expect([keys('small', 'a'), keys('large', ...names)]).toEqual([['a'], names.slice(6)]);
  });

  it('does not count the bytes of unfinished records, and does not evict them for others', () => {
    const { add, keys } = recordsOf({ finishedBytes: 100 });
    add('acme', 'running', { ...UNFINISHED, bytes: 100 });
    add('beta', 'a', { bytes: 60 });
    add('beta', 'b', { bytes: 60 });
    expect([keys('acme', 'running'), keys('beta', 'a', 'b')]).toEqual([['running'], ['b']]);
  });

  it('rejects only tenants that hold their share when there are too many unfinished records', () => {
    const { add } = recordsOf({ unfinished: 4 });
    for (const key of ['a', 'b', 'c', 'd']) expect(add('greedy', key, UNFINISHED)).toBe(true);
    expect(add('greedy', 'e', UNFINISHED)).toBe(false);
    expect([add('modest', 'a', UNFINISHED), add('modest', 'b', UNFINISHED)]).toEqual([true, true]);
    expect(add('modest', 'c', UNFINISHED)).toBe(false);
  });

  it('removes expired records of all tenants, at most once a second, when any tenant makes room', () => {
    const { add, keys, records } = recordsOf({ finishedBytes: 100 });
    add('idle', 'a', { bytes: 60, expiresAtMs: NOW_MS });
    expect(records.makeRoom('acme', NOW_MS + 1_000)).toBe(true);
    add('acme', 'b', { bytes: 60 });
    expect(add('acme', 'c', { bytes: 40 })).toBe(true);
    expect([keys('idle', 'a'), keys('acme', 'b', 'c')]).toEqual([[], ['b', 'c']]);
  });

  it('removes all records of a tenant, and none of others', () => {
    const { add, keys, records } = recordsOf({});
    for (const tenant of ['acme', 'beta']) {
      add(tenant, 'a');
      add(tenant, 'b', UNFINISHED);
    }
    records.removeTenant('acme');
    expect([keys('acme', 'a', 'b'), keys('beta', 'a', 'b')]).toEqual([[], ['a', 'b']]);
  });

  it('keeps a correct byte count when records are put, replaced and removed', () => {
    const { add, keys, records } = recordsOf({ finishedBytes: 100 });
    for (let round = 0; round < 50; round += 1) {
      add('acme', 'a', UNFINISHED);
      records.put({ tenant: 'acme', key: 'a' }, entry({ bytes: 40 }));
      records.put({ tenant: 'acme', key: 'a' }, entry({ bytes: 20 }));
      records.remove({ tenant: 'acme', key: 'a' });
      records.remove({ tenant: 'acme', key: 'never there' });
    }
    add('acme', 'b', { bytes: 50 });
    add('acme', 'c', { bytes: 50 });
    expect(keys('acme', 'b', 'c')).toEqual(['b', 'c']);
  });

  it.each([
    ['whose tenant was never at its bound', 1],
    ['whose tenant was at its bound before', 60],
  ])('does not keep removed records in memory, %s', async (_, first) => {
    const { add, records } = recordsOf({ recordsPerTenant: 50, finishedBytes: 1_000_000 });
    for (let count = 0; count < first; count += 1) add('acme', `first ${count}`);
    for (let count = 0; count < first; count += 1) records.remove({ tenant: 'acme', key: `first ${count}` });
    const added: WeakRef<object>[] = [];
    for (let count = 0; count < 5_000; count += 1) {
      const place = { tenant: 'acme', key: `later ${count}` };
      const record = entry();
      expect(records.makeRoom('acme', NOW_MS)).toBe(true);
      records.put(place, record);
      records.remove({ ...place, key: `later ${count - 20}` });
      added.push(new WeakRef(record));
    }
    expect(await countKept(added)).toBeLessThan(100);
    expect(records.get({ tenant: 'acme', key: 'later 4999' }, NOW_MS)).toBeDefined();
  });

  it('finds the oldest record again after a tenant had only unfinished ones', () => {
    const { add, keys, records } = recordsOf({ recordsPerTenant: 2 });
    for (const key of ['a', 'b']) add('acme', key, UNFINISHED);
    expect(add('acme', 'c')).toBe(false);
    for (const key of ['b', 'a']) records.put({ tenant: 'acme', key }, entry());
    expect(add('acme', 'c')).toBe(true);
    expect(add('acme', 'd')).toBe(true);
    expect(keys('acme', 'a', 'b', 'c', 'd')).toEqual(['c', 'd']);
  });
});
