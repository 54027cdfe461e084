import { beforeAll, describe, expect, it } from '@jest/globals';

import { Secrets } from '../../src/config/secrets.js';
import { tenant, TestApp } from '../harness/app.js';
import { withWorld } from '../harness/world.js';

const ACME = tenant('acme', { view: { kind: 'prefix', prefix: 'acme.' } });
const SISTER = tenant('sister', { view: { kind: 'prefix', prefix: 'sister.' } });
const WHOLE = tenant('whole');
const LISTED = tenant('listed', { view: { kind: 'listed', collectionIds: new Set(['sister.a', 'gone']) } });
const TENANTS = [ACME, SISTER, WHOLE, LISTED];

interface Page extends Record<string, unknown> {
  items: { collectionId: string; faceModelVersion: string }[];
  nextCursor?: string;
}

const { app, engine, people } = withWorld({ tenants: TENANTS });

beforeAll(async () => {
  for (const id of ['sister.a', 'acme.b', 'sister.c', 'sister.d', 'acme.e', 'acme.', 'acme2.f']) {
    await people.collection(id);
  }
});

function list(query = '', key = 'acme-key') {
  return app.ask<Page>(`/collections${query}`, { key });
}

function idsOf({ items }: Page): string[] {
  return items.map(({ collectionId }) => collectionId);
}

async function cursorOf(key = 'acme-key'): Promise<string> {
  return (await list('?limit=1', key)).body.nextCursor!;
}

describe('ListCollections: 200', () => {
  it("lists the tenant's own collections without the prefix", async () => {
    const { status, body, text, headers } = await list();
    expect([status, body]).toEqual([
      200,
      { items: ['staff', 'b', 'e'].map((collectionId) => ({ collectionId, faceModelVersion: expect.any(String) })) },
    ]);
    expect(headers.get('link')).toBeNull();
    expect(text).not.toMatch(/acme|sister/);
  });

  it.each([
    ['sister-key', ['a', 'c', 'd']],
    ['whole-key', ['acme.staff', 'sister.a', 'acme.b', 'sister.c', 'sister.d', 'acme.e', 'acme.', 'acme2.f']],
    ['listed-key', ['sister.a']],
    ['acme-read', ['staff', 'b', 'e']],
  ])('shows the view of %s', async (key, ids) => {
    expect(idsOf((await list('', key)).body)).toEqual(ids);
  });

  it('fills a page from several of Rekognition’s and continues where it ended', async () => {
    const first = await list('?limit=2');
    expect(idsOf(first.body)).toEqual(['staff', 'b']);
    expect(await engine.calls('ListCollections')).toHaveLength(2);
    const second = await list(`?limit=2&cursor=${first.body.nextCursor}`);
    expect([idsOf(second.body), second.body.nextCursor]).toEqual([['e'], undefined]);
  });

  it('has a Link to the next page with all parameters of the request', async () => {
    const { body, headers } = await list('?limit=1');
    const next = /^<(.+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1] ?? '';
    expect(next).toBe(`/collections?limit=1&cursor=${body.nextCursor}`);
    expect(idsOf((await app.ask<Page>(next)).body)).toEqual(['b']);
    expect((await app.ask<Page>(next)).headers.get('link')).not.toContain(body.nextCursor);
  });

  it('has a Link to the next page below the base path', async () => {
    const behind = await TestApp.start(engine.url, { tenants: TENANTS, basePath: '/faces' });
    const { headers } = await behind.ask('/faces/collections?limit=1');
    await behind.close();
    expect(headers.get('link')).toMatch(/^<\/faces\/collections\?limit=1&cursor=/);
  });

  it('ends a page early when a further call fails, and begins the next one with that call', async () => {
    await engine.fail(
      { operation: 'ListCollections', fault: 'latency', latencyMs: 0, times: 1 },
      { operation: 'ListCollections', fault: 'AccessDeniedException', times: 2 },
    );
    const { status, body } = await list('?limit=3');
    expect([status, idsOf(body), body.nextCursor]).toEqual([200, ['staff', 'b'], expect.any(String)]);
    const failing = await list(`?cursor=${body.nextCursor}`);
    expect([failing.status, failing.body['code']]).toEqual([403, 'aws-access-denied']);
    const rest = await list(`?cursor=${body.nextCursor}`);
    expect([...idsOf(body), ...idsOf(rest.body)]).toEqual(['staff', 'b', 'e']);
  });
});

describe('ListCollections in an account with 601 collections', () => {
  const seven = ['c007', 'c006', 'c005', 'c004', 'c003', 'c002', 'c001'];
  const world = withWorld({
    tenants: [
      tenant('all'),
      tenant('one', { view: { kind: 'listed', collectionIds: new Set(['c599', 'gone']) } }),
      tenant('seven', { view: { kind: 'listed', collectionIds: new Set(['gone', ...seven]) } }),
      tenant('last', { view: { kind: 'prefix', prefix: 'c599' } }),
    ],
  });
  const page = async (key: string, query = ''): Promise<Page> =>
    (await world.app.ask<Page>(`/collections${query}`, { key })).body;
  const calls = async (): Promise<string[]> => (await world.engine.calls()).map(({ operation }) => operation);

  beforeAll(async () => {
    for (let number = 0; number < 599; number += 1)
      await world.people.collection(`c${String(number).padStart(3, '0')}`);
    await world.people.collection('c599');
    // The prefix itself names no collection of the tenant.
    await world.people.collection('c599x');
  });

  it('requests the collections of a tenant’s list by name only', async () => {
    const { items, nextCursor } = await page('one-key');
    expect([items, nextCursor]).toEqual([[{ collectionId: 'c599', faceModelVersion: '7.0' }], undefined]);
    expect(await calls()).toEqual(['DescribeCollection', 'DescribeCollection']);
  });

  it('continues where the previous page ended, and skips collections that do not exist', async () => {
    const first = await page('seven-key', '?limit=4');
    const second = await page('seven-key', `?limit=4&cursor=${first.nextCursor}`);
    expect([...idsOf(first), ...idsOf(second)]).toEqual([...seven].sort());
    expect([idsOf(first).length, second.nextCursor]).toEqual([4, undefined]);
    expect(await calls()).toEqual(Array(8).fill('DescribeCollection'));
  });

  it('ends the page of a list early when a later call fails, and begins the next one with that call', async () => {
    await world.engine.fail(
      { operation: 'DescribeCollection', fault: 'latency', latencyMs: 0, times: 5 },
      { operation: 'DescribeCollection', fault: 'AccessDeniedException', times: 1 },
    );
    const first = await page('seven-key');
    expect(idsOf(first)).toEqual(['c001', 'c002', 'c003', 'c004', 'c005']);
    expect(idsOf(await page('seven-key', `?cursor=${first.nextCursor}`))).toEqual(['c006', 'c007']);
  });

  it('fills a page of a tenant with a prefix in one request, however many calls that takes', async () => {
    const { items, nextCursor } = await page('last-key', '?limit=10');
    expect([items.map(({ collectionId }) => collectionId), nextCursor]).toEqual([['x'], undefined]);
    expect((await calls()).length).toBeGreaterThan(50);
  });
});

describe('ListCollections: 400', () => {
  it.each(['0', '4097', '-1', '1.5', 'all', '', '1e3', '1&limit=2', '99999999999'])(
    'answers validation-failed to limit=%s without asking Rekognition',
    async (limit) => {
      const { status, body } = await list(`?limit=${limit}`);
      const pointers = (body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer);
      expect([status, new Set(pointers)]).toEqual([400, new Set(['/query/limit'])]);
      expect(await engine.calls()).toEqual([]);
    },
  );

  it.each([
    ['nonsense', () => Promise.resolve('nonsense')],
    ['a changed one', async () => (await cursorOf()).replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))],
    ["another tenant's", () => cursorOf('sister-key')],
    ['one of the whole account', () => cursorOf('whole-key')],
  ])('answers invalid-cursor to %s', async (_name, cursor) => {
    const sent = await cursor();
    await engine.forgetCalls();
    const { status, body } = await list(`?cursor=${sent}`);
    expect([status, body['code'], body['retryable']]).toEqual([400, 'invalid-cursor', false]);
    expect(await engine.calls()).toEqual([]);
  });

  it('answers invalid-cursor after an hour, and not before', async () => {
    const cursor = await cursorOf();
    await app.clock.advance(60 * 60 * 1_000 - 1);
    expect((await list(`?cursor=${cursor}`)).status).toBe(200);
    await app.clock.advance(1);
    const { status, body } = await list(`?cursor=${cursor}`);
    expect([status, body['code']]).toEqual([400, 'invalid-cursor']);
  });

  it('answers invalid-cursor if Rekognition rejects its token', async () => {
    const cursor = await cursorOf();
    await engine.fail({ operation: 'ListCollections', fault: 'InvalidPaginationTokenException', times: 1 });
    const { status, body } = await list(`?cursor=${cursor}`);
    expect([status, body['code']]).toEqual([400, 'invalid-cursor']);
  });

  it.each(['cursor=', 'cursor=a&cursor=b', `cursor=${'x'.repeat(1_101)}`])(
    'answers validation-failed to %s',
    async (query) => {
      const { status, body } = await list(`?${query}`);
      expect([status, body['code']]).toEqual([400, 'validation-failed']);
    },
  );
});

describe('ListCollections: replicas', () => {
  it('accept each other’s cursors if they have the same secret, and only then', async () => {
    const secrets = Secrets.of([Buffer.alloc(32, 7)]);
    const replicas = [
      await TestApp.start(engine.url, { tenants: TENANTS, secrets }),
      await TestApp.start(engine.url, { tenants: TENANTS, secrets }),
    ];
    const { body } = await replicas[0]!.ask<Page>('/collections?limit=1');
    const taken = await replicas[1]!.ask<Page>(`/collections?cursor=${body.nextCursor}`);
    for (const replica of replicas) await replica.close();
    expect([taken.status, idsOf(taken.body)]).toEqual([200, ['b', 'e']]);
    expect((await list(`?cursor=${body.nextCursor}`)).status).toBe(400);
  });
});
