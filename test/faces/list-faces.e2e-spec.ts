import { beforeAll, describe, expect, it } from '@jest/globals';

import type { Answer } from '../harness/app.js';
import { withWorld } from '../harness/world.js';

const { app, people } = withWorld();

describe('ListFaces: 200', () => {
  it("lists a user's faces with all their details", async () => {
    const [faceId] = await people.user('staff', 'ann', 1);
    const { status, body } = await app.ask('/collections/staff/users/ann/faces');
    expect(status).toBe(200);
    expect(body).toEqual({
      items: [
        {
          faceId,
          userId: 'ann',
          imageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          externalImageId: expect.any(String),
          confidence: expect.any(Number),
          indexFacesModelVersion: expect.any(String),
          boundingBox: {
            width: expect.any(Number),
            height: expect.any(Number),
            left: expect.any(Number),
            top: expect.any(Number),
          },
        },
      ],
    });
  });

  it('lists all of 100 faces', async () => {
    const ids = await people.user('staff', 'many', 100);
    const { body } = await app.ask<{ items: { faceId: string }[] }>('/collections/staff/users/many/faces');
    expect(body.items.map(({ faceId }) => faceId).sort()).toEqual(ids.sort());
  });

  it('returns an empty list for a user without faces', async () => {
    await people.user('staff', 'none', 0);
    const { status, body } = await app.ask('/collections/staff/users/none/faces');
    expect([status, body]).toEqual([200, { items: [] }]);
  });

  it('answers HEAD like GET, without a body', async () => {
    const { status, text } = await app.ask('/collections/staff/users/ann/faces', { method: 'HEAD' });
    expect([status, text]).toEqual([200, '']);
  });

  it('is allowed with a read-only key', async () => {
    const { status } = await app.ask('/collections/staff/users/ann/faces', { key: 'acme-read' });
    expect(status).toBe(200);
  });
});

describe('ListFaces: refusals', () => {
  it('answers 404 resource-not-found for a missing user', async () => {
    const { status, body } = await app.ask('/collections/staff/users/nobody/faces');
    expect([status, body['code']]).toEqual([404, 'resource-not-found']);
  });

  it('answers 400 to an unknown query parameter', async () => {
    const { status, body } = await app.ask('/collections/staff/users/ann/faces?limit=1');
    expect([status, body['errors']]).toEqual([400, [{ pointer: '/query/limit', detail: 'is not known here' }]]);
  });
});

describe('ListFaces: 200 of a collection', () => {
  const STRANGER = '00000000-0000-4000-8000-000000000000';
  let ids: string[];

  beforeAll(async () => {
    await people.collection('crowd');
    ids = [...(await people.user('crowd', 'eve', 3)), ...(await people.faces('crowd', 'guest', 4))];
  });

  interface Page extends Record<string, unknown> {
    items: { faceId: string; userId?: string }[];
    nextCursor?: string;
  }

  const faceIds = ({ items }: Page): string[] => items.map(({ faceId }) => faceId).sort();

  async function list(query = ''): Promise<Page> {
    const { status, body } = await app.ask<Page>(`/collections/crowd/faces${query}`);
    expect(status).toBe(200);
    return body;
  }

  it('lists all faces', async () => {
    const body = await list();
    expect([faceIds(body), body.nextCursor]).toEqual([[...ids].sort(), undefined]);
  });

  it('filters by user and by face ids', async () => {
    expect(faceIds(await list('?userId=eve'))).toEqual(ids.slice(0, 3).sort());
    expect(faceIds(await list(`?faceId=${ids[0]}&faceId=${ids[5]}&faceId=${STRANGER}`))).toEqual(
      [ids[0], ids[5]].sort(),
    );
    expect(faceIds(await list(`?userId=eve&faceId=${ids[0]}&faceId=${ids[5]}`))).toEqual([ids[0]]);
  });

  it('lists each face once over pages of any size, following cursors or links', async () => {
    for (const limit of [1, 2, 3, 7]) {
      const found: string[] = [];
      let path: string | undefined = `/collections/crowd/faces?limit=${limit}`;
      while (path !== undefined) {
        const { body, headers }: Answer<Page> = await app.ask<Page>(path);
        expect(body.items.length).toBeLessThanOrEqual(limit);
        found.push(...faceIds(body));
        path = /^<([^>]+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];
        expect(path === undefined).toBe(body.nextCursor === undefined);
      }
      expect(found.sort()).toEqual([...ids].sort());
    }
  });

  it('accepts a cursor with the face ids in another order', async () => {
    const [a, b, c] = ids;
    const { nextCursor } = await list(`?limit=1&faceId=${a}&faceId=${b}&faceId=${c}`);
    const next = await list(`?limit=2&faceId=${c}&faceId=${b}&faceId=${a}&cursor=${nextCursor}`);
    expect(next.items).toHaveLength(2);
  });

  it('answers 400 invalid-cursor to a cursor of another list', async () => {
    const { nextCursor } = await list('?limit=1');
    for (const path of [
      `/collections/staff/faces?limit=1&cursor=${nextCursor}`,
      `/collections/crowd/faces?userId=eve&cursor=${nextCursor}`,
      `/collections/crowd/faces?faceId=${ids[0]}&cursor=${nextCursor}`,
      '/collections/crowd/faces?cursor=nonsense',
    ]) {
      const { status, body } = await app.ask(path);
      expect([path, status, body['code']]).toEqual([path, 400, 'invalid-cursor']);
    }
  });

  it.each([
    ['?limit=0', '/query/limit'],
    ['?limit=4097', '/query/limit'],
    ['?limit=many', '/query/limit'],
    ['?faceId=x', '/query/faceId/0'],
    [`?${Array.from({ length: 101 }, () => `faceId=${STRANGER}`).join('&')}`, '/query/faceId'],
    ['?userId=a%20b', '/query/userId'],
    ['?userId=eve&userId=ann', '/query/userId'],
    ['?all=true', '/query/all'],
  ])('answers 400 to %s', async (query, pointer) => {
    const { status, body } = await app.ask(`/collections/crowd/faces${query}`);
    expect([status, (body['errors'] as { pointer: string }[])[0]?.pointer]).toEqual([400, pointer]);
  });

  it('answers 404 resource-not-found for a missing collection or user', async () => {
    for (const path of ['/collections/nowhere/faces', '/collections/crowd/faces?userId=nobody']) {
      const { status, body } = await app.ask(path);
      expect([status, body['code']]).toEqual([404, 'resource-not-found']);
    }
  });
});
