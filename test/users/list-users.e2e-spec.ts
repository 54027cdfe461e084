import { beforeAll, describe, expect, it } from '@jest/globals';

import { type Answer, tenant } from '../harness/app.js';
import { withWorld } from '../harness/world.js';

const ACME = tenant('acme', { view: { kind: 'prefix', prefix: 'acme.' } });
const SISTER = tenant('sister', { view: { kind: 'prefix', prefix: 'sister.' } });
const TWIN = tenant('twin', { view: { kind: 'prefix', prefix: 'acme.' } });
const USERS = ['ann', 'bob', 'carl', 'dan', 'eve'];

interface Page extends Record<string, unknown> {
  items: { userId: string; userStatus: string }[];
  nextCursor?: string;
}

const { app, engine, people } = withWorld({ tenants: [ACME, SISTER, TWIN] });

beforeAll(async () => {
  for (const user of USERS) await people.user('acme.staff', user, user === 'ann' ? 1 : 0);
  await people.collection('acme.visitors');
  await people.collection('sister.staff');
});

function list(query = '', { key = 'acme-key', collection = 'staff' } = {}) {
  return app.ask<Page>(`/collections/${collection}/users${query}`, { key });
}

async function cursor(): Promise<string> {
  return (await list('?limit=1')).body.nextCursor!;
}

describe('ListUsers: 200', () => {
  it('lists the users with their statuses', async () => {
    const { status, body } = await list('', { key: 'acme-read' });
    expect([status, body]).toEqual([
      200,
      { items: USERS.map((userId) => ({ userId, userStatus: userId === 'ann' ? 'UPDATING' : 'CREATED' })) },
    ]);
  });

  it('returns an empty list for a collection without users', async () => {
    expect((await list('', { collection: 'visitors' })).body).toEqual({ items: [] });
  });

  it.each([1, 2, 3, 5, 500])('lists each user once in pages of %i, following Link', async (limit) => {
    const told: string[] = [];
    let next: string | undefined = `/collections/staff/users?limit=${limit}`;
    while (next !== undefined) {
      const { body, headers }: Answer<Page> = await app.ask<Page>(next);
      expect(body.items.length).toBeLessThanOrEqual(limit);
      told.push(...body.items.map(({ userId }) => userId));
      next = /^<(.+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];
      expect(next === undefined).toBe(body.nextCursor === undefined);
    }
    expect(told).toEqual(USERS);
  });
});

describe('ListUsers: 400', () => {
  it.each(['limit=0', 'limit=501', 'limit=x', 'page=2'])('answers validation-failed to %s', async (query) => {
    const { status, body } = await list(`?${query}`);
    expect([status, body['code'], await engine.calls()]).toEqual([400, 'validation-failed', []]);
  });

  it.each([
    ['another collection', { collection: 'visitors' }],
    ['another tenant', { key: 'sister-key' }],
    ['a tenant of the same collections', { key: 'twin-key' }],
  ])('answers invalid-cursor to a cursor for %s', async (_name, where) => {
    const sent = await cursor();
    await engine.forgetCalls();
    const { status, body } = await list(`?cursor=${sent}`, where);
    expect([status, body['code'], await engine.calls()]).toEqual([400, 'invalid-cursor', []]);
  });

  it('answers invalid-cursor to a cursor of another list, or if Rekognition rejects its token', async () => {
    const { body: collections } = await app.ask<Page>('/collections?limit=1');
    expect((await list(`?cursor=${collections.nextCursor}`)).body['code']).toBe('invalid-cursor');
    const { body: users } = await list('?limit=1');
    await engine.fail({ operation: 'ListUsers', fault: 'InvalidPaginationTokenException', times: 1 });
    const sent = await app.ask<Page>(`/collections/staff/users?limit=1&cursor=${users.nextCursor}`);
    expect([sent.status, sent.body['code']]).toEqual([400, 'invalid-cursor']);
  });
});

describe('ListUsers: 404', () => {
  it.each([
    ['does not exist', { collection: 'nowhere' }],
    ['is another tenant’s', { collection: 'visitors', key: 'sister-key' }],
  ])('answers resource-not-found for a collection that %s', async (_name, where) => {
    const { status, body } = await list('', where);
    expect([status, body['code']]).toEqual([404, 'resource-not-found']);
  });
});
