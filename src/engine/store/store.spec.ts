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
});
