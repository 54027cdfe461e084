import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import {
  type Erasure,
  type ErasureState,
  type ErasureStore,
  MAX_ERASURES_PER_TENANT,
} from '../../../src/state/erasure.store.js';

export const KEPT_DAYS = 7;
const DAY_MS = 86_400_000;
const LEASE_MS = 75_000;

/** An empty store and its clock. */
export interface ErasureStoreSetting {
  readonly store: ErasureStore;
  readonly pass: (ms: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

let made = 0;

/** A planned erasure of one face. */
export function erasureOf(userId: string, changes: Partial<Erasure> = {}): Erasure {
  made += 1;
  return {
    id: `erasure-${String(made).padStart(6, '0')}`,
    namespace: 'acme',
    tenantId: 'acme',
    collectionId: 'staff',
    userId,
    keepUser: false,
    askedBy: { requestId: 'request' },
    createdAtMs: 1_000_000 + made,
    state: 'planned',
    userDeleted: false,
    faceIds: [`face of ${userId}`],
    imageIds: [`image of ${userId}`],
    goneFaceIds: [],
    left: [],
    salt: 'salt',
    awsRequestIds: [],
    ...changes,
  };
}

/** An erasure without ids, as it is stored when it is done. */
function done(erasure: Erasure): Erasure {
  const finished = { atMs: 1, faceCount: 1, receipt: 'receipt' };
  return { ...erasure, state: 'done', userId: '', faceIds: [], imageIds: [], finished };
}

/** The contract of every erasure store. */
export function describeErasureStore(
  name: string,
  open: () => Promise<ErasureStoreSetting>,
  { stop = () => Promise.resolve() }: { stop?: () => Promise<void> } = {},
): void {
  describe(`${name}, as every store of erasures,`, () => {
    let setting: ErasureStoreSetting;
    let store: ErasureStore;

    beforeEach(async () => {
      setting = await open();
      ({ store } = setting);
    });

    afterEach(() => setting.close());
    afterAll(() => stop());

    const isErasing = (names: { userId?: string; imageIds?: string[] }, collectionId = 'staff') =>
      store.isErasing({ namespace: 'acme', collectionId, ...names });

    /** Adds an erasure and saves it in this state. */
    async function added(userId: string, state: ErasureState, changes: Partial<Erasure> = {}): Promise<Erasure> {
      const erasure = await store.add(erasureOf(userId, changes));
      const next = state === 'done' ? done(erasure) : { ...erasure, state };
      if (state === 'planned') return erasure;
      await store.claim(erasure, 'one', LEASE_MS);
      await store.save(next, 'one');
      return next;
    }

    it('finds what was added, under its own names only', async () => {
      const erasure = await added('ann', 'planned');
      expect(await store.find(erasure)).toEqual(erasure);
      expect(await store.latestOf(erasure)).toEqual(erasure);
      expect(await store.find({ ...erasure, collectionId: 'archive' })).toBeUndefined();
      expect(await store.find({ ...erasure, namespace: 'beta' })).toBeUndefined();
      expect(await store.latestOf({ ...erasure, userId: 'bob' })).toBeUndefined();
    });

    it.each<ErasureState>(['planned', 'running', 'stuck'])(
      'returns the %s erasure of a person instead of adding another',
      async (state) => {
        const first = await added('ann', state);
        expect(await store.add(erasureOf('ann'))).toEqual(first);
        expect(await store.page({ ...first, limit: 10 })).toEqual([first]);
      },
    );

    it('adds another one for the same user id in another collection or tenant, or after the first is done', async () => {
      const first = await added('ann', 'done');
      const others = [erasureOf('ann'), erasureOf('ann', { collectionId: 'a' }), erasureOf('ann', { namespace: 'b' })];
      for (const other of others) expect(await store.add(other)).toEqual(other);
      expect(await store.latestOf(others[0]!)).toEqual(others[0]);
      expect(await store.find(first)).toEqual(first);
    });

    describe('when it is claimed', () => {
      it('is reserved for its owner until the lease ends', async () => {
        const erasure = await added('ann', 'planned');
        expect(await store.claim(erasure, 'one', LEASE_MS)).toEqual(erasure);
        expect(await store.claim(erasure, 'two', LEASE_MS)).toBeUndefined();
        expect(await store.claim(erasure, 'one', LEASE_MS)).toEqual(erasure);
        await setting.pass(LEASE_MS - 1);
        expect(await store.claim(erasure, 'two', LEASE_MS)).toBeUndefined();
        await setting.pass(1);
        expect(await store.claim(erasure, 'two', LEASE_MS)).toEqual(erasure);
        expect(await store.claim(erasure, 'one', LEASE_MS)).toBeUndefined();
      });

      it('is granted to one of many concurrent claims', async () => {
        const erasure = await added('ann', 'planned');
        const claims = Array.from({ length: 20 }, (_, nth) => store.claim(erasure, `owner ${nth}`, LEASE_MS));
        expect((await Promise.all(claims)).filter((claimed) => claimed !== undefined)).toHaveLength(1);
      });

      it('can be released', async () => {
        const erasure = await added('ann', 'planned');
        await store.claim(erasure, 'one', LEASE_MS);
        await store.claim(erasure, 'one', 0);
        expect(await store.claim(erasure, 'two', LEASE_MS)).toEqual(erasure);
      });

      it('is saved by its owner only', async () => {
        const erasure = await added('ann', 'planned');
        const refused = expect.objectContaining({ code: 'erasure-unavailable' });
        await expect(store.save(erasure, 'one')).rejects.toEqual(refused);
        await store.claim(erasure, 'one', LEASE_MS);
        await store.save({ ...erasure, state: 'running' }, 'one');
        await setting.pass(LEASE_MS);
        await store.claim(erasure, 'two', LEASE_MS);
        await expect(store.save({ ...erasure, userDeleted: true }, 'one')).rejects.toEqual(refused);
        expect(await store.find(erasure)).toEqual({ ...erasure, state: 'running' });
      });

      it('cannot be claimed if it is done, unknown or of another list, but can be if it is stuck', async () => {
        const finished = await added('ann', 'done');
        const stuck = await added('bob', 'stuck');
        await setting.pass(LEASE_MS);
        expect(await store.claim(finished, 'two', LEASE_MS)).toBeUndefined();
        expect(await store.claim(erasureOf('zoe'), 'two', LEASE_MS)).toBeUndefined();
        expect(await store.claim({ ...stuck, namespace: 'beta' }, 'two', LEASE_MS)).toBeUndefined();
        expect(await store.claim(stuck, 'two', LEASE_MS)).toEqual(stuck);
      });

      it('is unclaimed before and after, as long as it is in progress', async () => {
        const [planned, running] = [await added('ann', 'planned'), await added('bob', 'running')];
        await added('carla', 'stuck');
        await added('dan', 'done');
        const names = ({ id, namespace, collectionId }: Erasure) => ({ id, namespace, collectionId });
        expect(await store.unclaimed()).toEqual([names(planned)]);
        await setting.pass(LEASE_MS);
        expect(await store.unclaimed()).toEqual([names(planned), names(running)]);
      });
    });

    it('protects the user and the images while an erasure is in progress, and no others', async () => {
      const erasure = await added('ann', 'planned', { imageIds: ['one'] });
      expect(await isErasing({ userId: 'ann' })).toBe(true);
      expect(await isErasing({ imageIds: ['one'] })).toBe(true);
      expect(await isErasing({ userId: 'one' })).toBe(false);
      expect(await isErasing({ imageIds: ['ann'] })).toBe(false);
      expect(await isErasing({ userId: 'ann' }, 'archive')).toBe(false);
      expect(await store.isErasing({ namespace: 'beta', collectionId: 'staff', userId: 'ann' })).toBe(false);
      await store.claim(erasure, 'one', LEASE_MS);
      await store.save({ ...erasure, state: 'running', imageIds: ['one', 'two'] }, 'one');
      expect(await isErasing({ imageIds: ['two'] })).toBe(true);
      await store.save({ ...erasure, state: 'stuck' }, 'one');
      expect(await isErasing({ userId: 'ann', imageIds: ['one', 'two'] })).toBe(false);
      await store.save({ ...erasure, state: 'running' }, 'one');
      expect(await isErasing({ userId: 'ann' })).toBe(true);
      await store.save(done(erasure), 'one');
      expect(await isErasing({ userId: 'ann', imageIds: ['one', 'two'] })).toBe(false);
    });

    it('protects an image of two persons until both are erased', async () => {
      const [ann, bob] = [
        await added('ann', 'running', { imageIds: ['both'] }),
        await added('bob', 'running', { imageIds: ['both'] }),
      ];
      await store.save(done(ann), 'one');
      expect(await isErasing({ imageIds: ['both'] })).toBe(true);
      await store.save(done(bob), 'one');
      expect(await isErasing({ imageIds: ['both'] })).toBe(false);
    });

    it('lists newest first, and by id within the same millisecond', async () => {
      const first = erasureOf('a');
      const others = [erasureOf('b', { createdAtMs: 9_000_000 }), erasureOf('c', { createdAtMs: 9_000_000 })];
      for (const erasure of [first, ...others]) await store.add(erasure);
      await added('zoe', 'planned', { collectionId: 'archive' });
      const ids = async (limit: number, before?: string) =>
        (await store.page({ ...first, limit, before })).map(({ id }) => id);
      const all = [others[1]!.id, others[0]!.id, first.id];
      expect(await ids(10)).toEqual(all);
      expect(await ids(2)).toEqual(all.slice(0, 2));
      expect(await ids(2, all[0])).toEqual(all.slice(1));
      expect(await ids(2, all[2])).toEqual([]);
    });

    it.each<ErasureState>(['done', 'stuck'])(
      'deletes a record some days after it was %s, counted from then and not from its request',
      async (state) => {
        const erasure = await added('ann', 'running');
        await setting.pass(30 * DAY_MS);
        await store.claim(erasure, 'one', LEASE_MS);
        const ended = state === 'done' ? done(erasure) : { ...erasure, state };
        await store.save(ended, 'one');
        await setting.pass(KEPT_DAYS * DAY_MS - 1);
        expect(await store.find(erasure)).toEqual(ended);
        await setting.pass(1);
        expect(await store.find(erasure)).toBeUndefined();
        expect(await store.latestOf(erasure)).toBeUndefined();
        expect(await store.page({ ...erasure, limit: 10 })).toEqual([]);
        expect(await store.claim(erasure, 'one', LEASE_MS)).toBeUndefined();
      },
    );

    it('never deletes a record of an erasure in progress', async () => {
      const [planned, running] = [await added('ann', 'planned'), await added('bob', 'running')];
      await setting.pass(KEPT_DAYS * DAY_MS);
      expect([await store.find(planned), await store.find(running)]).toEqual([planned, running]);
      expect(await isErasing({ userId: 'ann' })).toBe(true);
    });

    it('accepts 10,000 records of a tenant, further ones of another, and more after one has expired', async () => {
      await added('first', 'done');
      for (let count = 1; count < MAX_ERASURES_PER_TENANT; count += 1) await store.add(erasureOf(`user ${count}`));
      const refused = { code: 'erasure-unavailable', message: expect.stringContaining('10000') };
      await expect(store.add(erasureOf('one more'))).rejects.toMatchObject(refused);
      expect((await store.add(erasureOf('user 7'))).userId).toBe('user 7');
      await store.add(erasureOf('ann', { namespace: 'beta' }));
      await setting.pass(KEPT_DAYS * DAY_MS);
      await store.add(erasureOf('one more'));
      await expect(store.add(erasureOf('and another'))).rejects.toMatchObject(refused);
    });
  });
}
