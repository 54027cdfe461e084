import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import {
  AnswerTooLarge,
  type Claim,
  type FoundRecord,
  type IdempotencyStore,
  KEPT_MS,
  MAX_RECORD_BYTES,
  MAX_RECORDS_PER_TENANT,
  type RecordPlace,
  type Reservation,
  StoreFull,
} from '../../../src/state/idempotency.store.js';

/** An empty store and its clock. */
export interface StoreSetting {
  readonly store: IdempotencyStore;
  /** Advances the store's time. */
  pass(ms: number): Promise<void>;
  close(): Promise<void>;
}

const LEASE_MS = 15_000;
const ANSWER = Buffer.from('the answer');
const PLACE: RecordPlace = { tenant: 'acme', key: 'key' };

const claim = (owner: string, fingerprint = 'input'): Claim => ({ owner, fingerprint, leaseMs: LEASE_MS });

/** The contract of every idempotency store. */
export function describeIdempotencyStore(
  name: string,
  open: () => Promise<StoreSetting>,
  { stop = () => Promise.resolve(), withBounds = true }: { stop?: () => Promise<void>; withBounds?: boolean } = {},
): void {
  describe(`${name}, as every store of keyed writes,`, () => {
    let setting: StoreSetting;
    let store: IdempotencyStore;

    beforeEach(async () => {
      setting = await open();
      ({ store } = setting);
    });

    afterEach(() => setting.close());
    afterAll(() => stop());

    const reserve = (owner: string, fingerprint?: string, place = PLACE): Promise<Reservation> =>
      store.reserve(place, claim(owner, fingerprint));

    /** An owner reserves and sends. */
    async function send(owner: string, mayRepeat = true): Promise<void> {
      await reserve(owner);
      expect(await store.markSent(PLACE, owner, mayRepeat)).toBe(true);
    }

    const isFound = (state: FoundRecord['state'], fingerprint = 'input'): unknown =>
      expect.objectContaining({ state, fingerprint });

    describe('while a key is held', () => {
      it('grants it to one of many concurrent claims', async () => {
        const owners = Array.from({ length: 100 }, (_, number) => `owner-${number}`);
        const reservations = await Promise.all(owners.map((owner) => reserve(owner)));
        expect(reservations.filter((reservation) => reservation === 'fresh')).toHaveLength(1);
        expect(reservations.filter((reservation) => reservation !== 'fresh')).toEqual(
          Array.from({ length: 99 }, () => isFound('running')),
        );
      });

      it('reports it as running with its fingerprint, whether reserved or sent', async () => {
        await reserve('one', 'first input');
        expect(await reserve('two', 'other input')).toEqual(isFound('running', 'first input'));
        await store.markSent(PLACE, 'one', true);
        expect(await reserve('two', 'other input')).toEqual(isFound('running', 'first input'));
      });

      it.each<[string, Partial<RecordPlace>]>([
        ['tenant', { tenant: 'beta' }],
        ['operation', { key: 'same key, other operation' }],
      ])('does not hold the same key of another %s', async (_name, other) => {
        await reserve('one');
        expect(await reserve('two', 'other input', { ...PLACE, ...other })).toBe('fresh');
        expect(await store.complete({ ...PLACE, ...other }, 'one', ANSWER)).toBe(false);
      });

      it('distinguishes tenant and key, whatever they contain', async () => {
        const odd = ['a', 'a:', ':a', 'a:b', 'a b', '{a}', '*', '__proto__', 'constructor'];
        const places = odd.flatMap((tenant) => odd.map((key) => ({ tenant, key })));
        for (const place of places) expect(await reserve(JSON.stringify(place), 'input', place)).toBe('fresh');
      });

      it('allows only its owner to change the record', async () => {
        await send('one');
        expect(await store.markSent(PLACE, 'two', true)).toBe(false);
        expect(await store.complete(PLACE, 'two', ANSWER)).toBe(false);
        expect(await store.release(PLACE, 'two', 'none')).toBe(false);
        expect(await reserve('three')).toEqual(isFound('running'));
      });

      it('allows its owner to mark it as sent twice', async () => {
        await send('one');
        expect(await store.markSent(PLACE, 'one', true)).toBe(true);
      });
    });

    describe('after the write is done', () => {
      it('returns the answer for 24 hours, and does not let the owner change it', async () => {
        await send('one');
        expect(await store.complete(PLACE, 'one', ANSWER)).toBe(true);
        await setting.pass(KEPT_MS - 1_000);
        const found = (await reserve('two', 'other input')) as FoundRecord & { answer: Uint8Array };
        expect(found).toEqual(isFound('done'));
        expect(Buffer.from(found.answer)).toEqual(ANSWER);
        for (const owner of ['one', 'two']) {
          expect(await store.markSent(PLACE, owner, true)).toBe(false);
          expect(await store.complete(PLACE, owner, Buffer.from('another'))).toBe(false);
          expect(await store.release(PLACE, owner, 'none')).toBe(false);
        }
        await setting.pass(1_000);
        expect(await reserve('two', 'other input')).toBe('fresh');
      });

      it('returns the answer even if nothing was sent', async () => {
        await reserve('one');
        expect(await store.complete(PLACE, 'one', ANSWER)).toBe(true);
        expect(await reserve('two')).toEqual(isFound('done'));
      });

      it('keeps a copy of the bytes, even if the buffer changes', async () => {
        await reserve('one');
        const bytes = Buffer.from([0, 255, 13, 10, 0]);
        await store.complete(PLACE, 'one', bytes);
        bytes.fill(7);
        expect(Buffer.from(((await reserve('two')) as { answer: Uint8Array }).answer)).toEqual(
          Buffer.from([0, 255, 13, 10, 0]),
        );
      });

      it('rejects a record of more than 1 MiB, and still reports it as sent', async () => {
        await send('one');
        await expect(store.complete(PLACE, 'one', Buffer.alloc(MAX_RECORD_BYTES))).rejects.toThrow(AnswerTooLarge);
        expect(await reserve('two')).toEqual(isFound('running'));
        expect(await store.complete(PLACE, 'one', Buffer.alloc(MAX_RECORD_BYTES - 1_024))).toBe(true);
      });
    });

    describe('after the owner releases a key', () => {
      it('frees it if the write had no effect, whether reserved or sent', async () => {
        await reserve('one');
        expect(await store.release(PLACE, 'one', 'none')).toBe(true);
        await send('two');
        expect(await store.release(PLACE, 'two', 'none')).toBe(true);
        expect(await reserve('three', 'other input')).toBe('fresh');
      });

      it('frees it if nothing was sent, even if the owner reports an unknown effect', async () => {
        await reserve('one');
        expect(await store.release(PLACE, 'one', 'unknown')).toBe(true);
        expect(await reserve('two', 'other input')).toBe('fresh');
      });

      it('grants it to one of many claims with the same input if the outcome is unknown and the write may be repeated', async () => {
        await send('one');
        await store.release(PLACE, 'one', 'unknown');
        expect(await reserve('other', 'other input')).toEqual(isFound('unknown'));
        const again = await Promise.all(Array.from({ length: 20 }, (_, number) => reserve(`again-${number}`)));
        expect(again.filter((reservation) => reservation === 'again')).toHaveLength(1);
        expect(again.filter((reservation) => reservation !== 'again')).toEqual(
          Array.from({ length: 19 }, () => isFound('running')),
        );
      });

      it('grants it to no claim for 24 hours if the outcome is unknown and the write may not be repeated', async () => {
        await send('one', false);
        await store.release(PLACE, 'one', 'unknown');
        await setting.pass(KEPT_MS - 1_000);
        expect(await reserve('two')).toEqual(isFound('unknown'));
        await setting.pass(1_000);
        expect(await reserve('two')).toBe('fresh');
      });

      it('does not allow a repeat if one of its calls may not be repeated', async () => {
        await send('one', false);
        await store.markSent(PLACE, 'one', true);
        await store.release(PLACE, 'one', 'unknown');
        expect(await reserve('two')).toEqual(isFound('unknown'));
      });

      it('never frees it if the outcome of an earlier attempt is unknown', async () => {
        await send('one');
        await store.release(PLACE, 'one', 'unknown');
        expect(await reserve('two')).toBe('again');
        expect(await store.release(PLACE, 'two', 'none')).toBe(true);
        expect(await reserve('three', 'other input')).toEqual(isFound('unknown'));
        expect(await reserve('four')).toBe('again');
        expect(await store.complete(PLACE, 'four', ANSWER)).toBe(true);
        expect(await reserve('five')).toEqual(isFound('done'));
      });
    });

    describe('after a lease ends', () => {
      it('frees a key that was only reserved, and its owner may no longer send', async () => {
        await reserve('one');
        await setting.pass(LEASE_MS - 1);
        expect(await reserve('two')).toEqual(isFound('running'));
        await setting.pass(1);
        expect(await store.markSent(PLACE, 'one', true)).toBe(false);
        expect(await store.complete(PLACE, 'one', ANSWER)).toBe(false);
        expect(await reserve('two', 'other input')).toBe('fresh');
        expect(await store.markSent(PLACE, 'one', true)).toBe(false);
        expect(await store.release(PLACE, 'one', 'none')).toBe(false);
        expect(await store.markSent(PLACE, 'two', true)).toBe(true);
      });

      it('lets one claim with the same input take over a write that was sent and may be repeated', async () => {
        await send('one');
        await setting.pass(LEASE_MS);
        expect(await reserve('two', 'other input')).toEqual(isFound('unknown'));
        expect(await reserve('two')).toBe('again');
        expect(await reserve('three')).toEqual(isFound('running'));
        expect(await store.markSent(PLACE, 'one', true)).toBe(false);
        expect(await store.complete(PLACE, 'one', ANSWER)).toBe(false);
        expect(await store.release(PLACE, 'one', 'none')).toBe(false);
        expect(await store.markSent(PLACE, 'two', true)).toBe(true);
      });

      it('does not free a key that was sent and taken over when the second lease ends too', async () => {
        await send('one');
        await setting.pass(LEASE_MS);
        expect(await reserve('two')).toBe('again');
        await setting.pass(LEASE_MS);
        expect(await reserve('three', 'other input')).toEqual(isFound('unknown'));
      });

      it('reports an unknown outcome for a write that was sent and may not be repeated', async () => {
        await send('one', false);
        await setting.pass(LEASE_MS);
        expect(await reserve('two')).toEqual(isFound('unknown'));
      });

      it('accepts a late result of the owner, unless another owner has taken over', async () => {
        await send('one', false);
        await setting.pass(10 * LEASE_MS);
        expect(await store.markSent(PLACE, 'one', true)).toBe(false);
        expect(await store.complete(PLACE, 'one', ANSWER)).toBe(true);
        expect(await reserve('two')).toEqual(isFound('done'));
      });
    });

    const placeOf = (number: number, tenant = 'acme'): RecordPlace => ({ tenant, key: `key-${number}` });

    /** Creates records 0 to `count` - 1 of a tenant and ends each with `end`. */
    async function fill(end: (place: RecordPlace) => Promise<unknown>, count: number, tenant = 'acme'): Promise<void> {
      for (let number = 0; number < count; number += 1) {
        await reserve('one', 'input', placeOf(number, tenant));
        await end(placeOf(number, tenant));
      }
    }

    const complete = (place: RecordPlace): Promise<unknown> => store.complete(place, 'one', ANSWER);

    /** Sends and loses a write that may not be repeated. */
    async function lose(place: RecordPlace): Promise<void> {
      await store.markSent(place, 'one', false);
      await store.release(place, 'one', 'unknown');
    }

    // Tens of thousands of changes are slow on a real server.
    const boundsHold = (): void => {
      const MOST = MAX_RECORDS_PER_TENANT;

      it('evicts the oldest answer to make room, and never a record that is held', async () => {
        await reserve('runner', 'input', placeOf(-1));
        await fill(complete, MOST);
        expect(await reserve('two', 'input', placeOf(-1))).toEqual(isFound('running'));
        expect(await reserve('two', 'input', placeOf(2))).toEqual(isFound('done'));
        // The runner's is the 10,001st, so the first one has gone.
        expect(await reserve('two', 'input', placeOf(0))).toBe('fresh');
        expect(await reserve('two', 'input', placeOf(1))).toBe('fresh');
        expect(await reserve('two', 'input', placeOf(4))).toEqual(isFound('done'));
      });

      it('keeps a record of unknown outcome for 24 hours, however many writes follow', async () => {
        await reserve('one', 'input', placeOf(-1));
        await lose(placeOf(-1));
        await fill(complete, MOST + 50);
        expect(await reserve('two', 'input', placeOf(-1))).toEqual(isFound('unknown'));
        await setting.pass(KEPT_MS);
        expect(await reserve('two', 'input', placeOf(-1))).toBe('fresh');
      });

      it('rejects another record if all are held, and accepts it when one is released', async () => {
        await fill(() => Promise.resolve(), MOST);
        await expect(reserve('two', 'input', placeOf(-1))).rejects.toThrow(StoreFull);
        expect(await reserve('two', 'input', placeOf(0, 'beta'))).toBe('fresh');
        await store.release(placeOf(77), 'one', 'none');
        expect(await reserve('two', 'input', placeOf(-1))).toBe('fresh');
      });

      it('rejects another record if all have an unknown outcome, and accepts it when one is resolved', async () => {
        await fill((place) => store.markSent(place, 'one', true), MOST);
        await setting.pass(LEASE_MS);
        await expect(reserve('two', 'input', placeOf(-1))).rejects.toThrow(StoreFull);
        expect(await reserve('again', 'input', placeOf(77))).toBe('again');
        expect(await store.complete(placeOf(77), 'again', ANSWER)).toBe(true);
        expect(await reserve('two', 'input', placeOf(-1))).toBe('fresh');
        expect(await reserve('two', 'other input', placeOf(0))).toEqual(isFound('unknown'));
      });

      it('accepts another record when the lease of one that was never sent has ended', async () => {
        await fill((place) => store.markSent(place, 'one', false), MOST - 1);
        await reserve('died', 'input', placeOf(-1));
        await setting.pass(LEASE_MS);
        expect(await reserve('two', 'input', placeOf(-2))).toBe('fresh');
      });
    };
    if (withBounds) describe('when a tenant has 10,000 records', boundsHold);

    it('keeps every record of a tenant if the answers of another tenant exceed the bounds', async () => {
      const places = ['running', 'unknown', 'done'].map((key) => ({ tenant: 'quiet', key }));
      const [running, unknown, done] = places as [RecordPlace, RecordPlace, RecordPlace];
      for (const place of places) await reserve('one', 'input', place);
      await lose(unknown);
      await complete(done);
      const large = Buffer.alloc(MAX_RECORD_BYTES - 1_024);
      await fill((place) => store.complete(place, 'one', large), 100, 'loud');
      const found = [];
      for (const place of [running, unknown, done]) found.push(await reserve('two', 'input', place));
      expect(found).toEqual([isFound('running'), isFound('unknown'), isFound('done')]);
      expect(await reserve('two', 'input', placeOf(99, 'loud'))).toEqual(isFound('done'));
    });

    describe('after a tenant is removed', () => {
      it('frees its keys, whether running, unknown or done, and those of no other tenant', async () => {
        for (const tenant of ['acme', 'beta']) {
          for (const number of [0, 1, 2]) await reserve('one', 'input', placeOf(number, tenant));
          await lose(placeOf(1, tenant));
          await complete(placeOf(2, tenant));
        }
        await store.forget('acme');
        await store.forget('never seen');
        for (const number of [0, 1, 2]) expect(await reserve('two', 'other', placeOf(number))).toBe('fresh');
        const others = await Promise.all([0, 1, 2].map((number) => reserve('two', 'input', placeOf(number, 'beta'))));
        expect(others).toEqual([isFound('running'), isFound('unknown'), isFound('done')]);
      });

      it('rejects sends and changes of the former owners of its keys, even if others hold them', async () => {
        await send('one');
        await store.forget(PLACE.tenant);
        for (const next of [undefined, 'two']) {
          if (next !== undefined) expect(await reserve(next, 'other input')).toBe('fresh');
          expect(await store.markSent(PLACE, 'one', true)).toBe(false);
          expect(await store.complete(PLACE, 'one', ANSWER)).toBe(false);
          expect(await store.release(PLACE, 'one', 'unknown')).toBe(false);
        }
        expect(await store.markSent(PLACE, 'two', true)).toBe(true);
      });
    });
  });
}
