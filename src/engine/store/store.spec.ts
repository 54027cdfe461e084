import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Store } from './store.js';

const realm = { accountId: '123456789012', region: 'us-east-1' };

let store: Store;

beforeEach(() => {
  store = new Store();
});
afterEach(() => store.close());

describe('Store', () => {
  it('rolls back a transaction that throws, including its sequence numbers', () => {
    const work = () =>
      store.transaction(() => {
        store.collections.insert(realm, 'staff', {}, 0);
        store.nextNumber('face');
        throw new Error('no');
      });
    expect(work).toThrow('no');
    expect(store.collections.find(realm, 'staff')).toBeUndefined();
    expect(store.nextNumber('face')).toBe(1);
  });

  it('keeps the 100,000 newest replays', () => {
    const use = (number: number) => ({ realm, operation: 'CreateUser', token: `t${number}` });
    store.transaction(() => {
      for (let number = 0; number <= 100_000; number += 1)
        store.replays.insert(use(number), { fingerprint: '', answer: '' }, 0, 1000);
    });
    expect(store.replays.find(use(0), 0)).toBeUndefined();
    expect(store.replays.find(use(1), 0)).toBeDefined();
    expect(store.replays.find(use(100_000), 0)).toBeDefined();
  });

  it('deletes expired replays', () => {
    const use = { realm, operation: 'CreateUser', token: 't' };
    const replay = { fingerprint: 'first', answer: '{}' };
    store.replays.insert(use, replay, 0, 1000);
    expect(store.replays.find(use, 999)).toEqual(replay);
    expect(store.replays.find(use, 1000)).toBeUndefined();
    store.replays.insert(use, { ...replay, fingerprint: 'second' }, 1000, 1000);
    expect(store.replays.find(use, 1000)?.fingerprint).toBe('second');
  });

  it('opens a file of the previous format, and rejects others', () => {
    const folder = mkdtempSync(join(tmpdir(), 'store-'));
    const file = join(folder, 'engine.db');
    new Store(file).close();
    const older = new DatabaseSync(file);
    older.exec('ALTER TABLE faces DROP COLUMN found_from_ms; PRAGMA user_version = 3');
    older.close();
    new Store(file).close();
    const upgraded = new DatabaseSync(file);
    expect(upgraded.prepare('PRAGMA user_version').get()).toEqual({ user_version: 4 });
    expect(upgraded.prepare('SELECT found_from_ms FROM faces').all()).toEqual([]);
    upgraded.exec('PRAGMA user_version = 2');
    upgraded.close();
    expect(() => new Store(file)).toThrow(/has data format 2; this engine supports only 4/);
    rmSync(folder, { recursive: true });
  });
});
