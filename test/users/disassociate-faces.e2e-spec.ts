import { describe, expect, it } from '@jest/globals';

import type { DisassociateFacesResponse } from '../../src/users/users.dto.js';
import { withWorld } from '../harness/world.js';

const STRANGER = '00000000-0000-4000-8000-000000000000';

let users = 0;

const { app, engine, people } = withWorld();

/** A new user with faces, so that tests do not affect each other. */
async function newUser(faces: number): Promise<{ user: string; path: string; ids: string[] }> {
  users += 1;
  const user = `user-${users}`;
  const ids = await people.user('staff', user, faces);
  return { user, ids, path: `/collections/staff/users/${user}/faces` };
}

function remove(path: string, body: object, headers: Record<string, string> = {}) {
  return app.ask<DisassociateFacesResponse & Record<string, unknown>>(path, { method: 'DELETE', body, headers });
}

describe('DisassociateFaces: 200', () => {
  const forms: Record<string, (path: string, ids: string[]) => ReturnType<typeof remove>> = {
    'DELETE with a body': (path, faceIds) => remove(path, { faceIds }),
    'DELETE with a query': (path, ids) =>
      app.ask(`${path}?${ids.map((id) => `faceId=${id}`).join('&')}`, { method: 'DELETE' }),
    POST: (path, faceIds) => app.ask(`${path}/disassociate`, { method: 'POST', body: { faceIds } }),
  };

  it.each(Object.entries(forms))('%s disassociates the faces and lists each', async (_name, send) => {
    const { user, path, ids } = await newUser(3);
    const answer = await send(path, ids.slice(0, 2));
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      outcome: 'complete',
      disassociatedFaces: ids.slice(0, 2).map((faceId) => ({ faceId })),
      alreadyDisassociatedFaces: [],
      unsuccessfulFaceDisassociations: [],
      userStatus: 'UPDATING',
    });
    expect(await people.facesOf('staff', user)).toEqual(ids.slice(2));
  });

  it('puts every requested id into exactly one list', async () => {
    const { path, ids } = await newUser(2);
    const other = await newUser(1);
    const [on = '', off = ''] = ids;
    await remove(path, { faceIds: [off] });
    const requested = [on, off, other.ids[0]!, STRANGER];
    const { body } = await remove(path, { faceIds: requested });
    expect(body).toMatchObject({
      outcome: 'partial',
      disassociatedFaces: [{ faceId: on }],
      alreadyDisassociatedFaces: [{ faceId: off }],
      unsuccessfulFaceDisassociations: expect.arrayContaining([
        { faceId: other.ids[0], userId: other.user, reasons: ['ASSOCIATED_TO_A_DIFFERENT_USER'] },
        { faceId: STRANGER, reasons: ['FACE_NOT_FOUND'] },
      ]),
    });
    const told = [
      ...body.disassociatedFaces,
      ...body.alreadyDisassociatedFaces,
      ...body.unsuccessfulFaceDisassociations,
    ].map(({ faceId }) => faceId);
    expect(told.sort()).toEqual(requested.sort());
  });

  it('counts an already disassociated face as success', async () => {
    const { path, ids } = await newUser(2);
    await remove(path, { faceIds: [ids[0]] });
    const { body } = await remove(path, { faceIds: [ids[0]] });
    expect(body).toMatchObject({ outcome: 'complete', alreadyDisassociatedFaces: [{ faceId: ids[0] }] });
  });

  it('has the outcome none if no face could be disassociated', async () => {
    const { path } = await newUser(1);
    const { status, body } = await remove(path, { faceIds: [STRANGER] });
    expect([status, body.outcome]).toEqual([200, 'none']);
  });

  it('counts repeated ids once', async () => {
    const { path, ids } = await newUser(1);
    const { body } = await remove(path, { faceIds: [ids[0], ids[0]] });
    expect(body.disassociatedFaces).toEqual([{ faceId: ids[0] }]);
  });

  it('accepts 100 ids in a query', async () => {
    const { path, ids } = await newUser(1);
    const strangers = Array.from({ length: 99 }, (_, n) => STRANGER.slice(0, -2) + String(n).padStart(2, '0'));
    const query = [...ids, ...strangers].map((id) => `faceId=${id}`).join('&');
    const { status, body } = await app.ask<DisassociateFacesResponse>(`${path}?${query}`, { method: 'DELETE' });
    expect([status, body.disassociatedFaces.length, body.unsuccessfulFaceDisassociations.length]).toEqual([200, 1, 99]);
  });

  it.each(['application/json', 'application/x-www-form-urlencoded', 'nonsense'])(
    'treats an empty body as absent if the ids are in the query and the type is %s',
    async (type) => {
      const { path, ids } = await newUser(1);
      const headers = { 'content-type': type };
      const { status } = await app.ask(`${path}?faceId=${ids[0]}`, { method: 'DELETE', headers });
      expect(status).toBe(200);
    },
  );
});

describe('DisassociateFaces: 204 of one face', () => {
  it('answers the same for an associated and an already disassociated face', async () => {
    const { user, path, ids } = await newUser(1);
    const first = await app.ask(`${path}/${ids[0]}`, { method: 'DELETE' });
    const second = await app.ask(`${path}/${ids[0]}`, { method: 'DELETE' });
    expect([first.status, second.status, first.text]).toEqual([204, 204, '']);
    expect(await people.facesOf('staff', user)).toEqual([]);
  });

  it('accepts an empty JSON body as no body', async () => {
    const { path, ids } = await newUser(1);
    const headers = { 'content-type': 'application/json' };
    const { status } = await app.ask(`${path}/${ids[0]}`, { method: 'DELETE', headers });
    expect(status).toBe(204);
  });

  it('answers 404 face-not-found for a face that the collection does not have', async () => {
    const { path } = await newUser(1);
    const { status, body } = await app.ask(`${path}/${STRANGER}`, { method: 'DELETE' });
    expect([status, body['code']]).toEqual([404, 'face-not-found']);
  });

  it("answers 409 for another user's face and leaves it there", async () => {
    const { path } = await newUser(1);
    const other = await newUser(1);
    const { status, body } = await app.ask(`${path}/${other.ids[0]}`, { method: 'DELETE' });
    expect([status, body['code'], body['retryable']]).toEqual([409, 'associated-to-a-different-user', false]);
    expect(await people.facesOf('staff', other.user)).toEqual(other.ids);
  });

  it('ignores a body and the faces that it names', async () => {
    const { user, path, ids } = await newUser(2);
    const { status } = await remove(`${path}/${ids[0]}`, { faceIds: ids });
    expect([status, await people.facesOf('staff', user)]).toEqual([204, [ids[1]]]);
  });
});

describe('DisassociateFaces: 400', () => {
  it.each([
    ['no body and no query', {}],
    ['an empty object', { body: {} }],
    ['an empty list', { body: { faceIds: [] } }],
  ])('answers face-ids-required to %s and never means all', async (_name, ask) => {
    const { user, path, ids } = await newUser(2);
    const { status, body } = await app.ask(path, { method: 'DELETE', ...ask });
    expect([status, body['code']]).toEqual([400, 'face-ids-required']);
    expect(await people.facesOf('staff', user)).toEqual(ids.sort());
  });

  it('answers face-ids-required to a POST without ids', async () => {
    const { path } = await newUser(1);
    const { body } = await app.ask(`${path}/disassociate`, { method: 'POST', body: {} });
    expect(body['code']).toBe('face-ids-required');
  });

  it('answers ids-in-query-and-body if both contain ids', async () => {
    const { path, ids } = await newUser(2);
    const { status, body } = await remove(`${path}?faceId=${ids[0]}`, { faceIds: [ids[1]] });
    expect([status, body['code']]).toEqual([400, 'ids-in-query-and-body']);
  });

  it('answers delete-body-missing to a JSON content type without a body', async () => {
    const { path } = await newUser(1);
    const { status, body } = await app.ask(path, { method: 'DELETE', headers: { 'content-type': 'application/json' } });
    expect([status, body['code']]).toEqual([400, 'delete-body-missing']);
    expect(body['detail']).toContain('/faces/disassociate');
  });

  it('reports all invalid parts of path, query, header and body at once, with pointers', async () => {
    const { status, body } = await app.ask('/collections/a%20b/users/c%20d/faces?faceIds=x', {
      method: 'DELETE',
      headers: { 'idempotency-key': 'x'.repeat(256) },
      body: { faceIds: [STRANGER, 'nonsense', 7], clientRequestToken: '', all: true },
    });
    expect([status, body['code']]).toEqual([400, 'validation-failed']);
    const pointers = (body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer);
    expect(new Set(pointers)).toEqual(
      new Set([
        '/header/idempotency-key',
        '/path/collectionId',
        '/path/userId',
        '/query/faceIds',
        '/faceIds/1',
        '/faceIds/2',
        '/clientRequestToken',
        '/all',
      ]),
    );
  });

  it.each([
    ['101 ids', { faceIds: Array.from({ length: 101 }, () => STRANGER) }],
    ['an upper-case id', { faceIds: [STRANGER.replace('4', 'A')] }],
    ['a string instead of a list', { faceIds: STRANGER }],
    ['a list as the body', [STRANGER]],
    ['a name that every object inherits, within a member', { faceIds: { constructor: 'x' } }],
  ])('answers validation-failed to %s without asking Rekognition', async (_name, body) => {
    const { path } = await newUser(1);
    await engine.forgetCalls();
    const answer = await remove(path, body);
    expect([answer.status, answer.body['code']]).toEqual([400, 'validation-failed']);
    expect(await engine.calls()).toEqual([]);
  });

  it('answers malformed-json to a body that is not JSON', async () => {
    const { path } = await newUser(1);
    const headers = { 'content-type': 'application/json' };
    const { status, body } = await app.ask(path, { method: 'DELETE', headers, body: '{"faceIds":' });
    expect([status, body['code']]).toEqual([400, 'malformed-json']);
  });
});

describe('DisassociateFaces: 404 and 415', () => {
  it.each(['/collections/nowhere/users/user-1/faces', '/collections/staff/users/nobody-at-all/faces'])(
    'answers resource-not-found for %s',
    async (path) => {
      const { status, body } = await remove(path, { faceIds: [STRANGER] });
      expect([status, body['code'], body['effect'], body['retryable']]).toEqual([
        404,
        'resource-not-found',
        'none',
        false,
      ]);
    },
  );

  it('answers unsupported-media-type to a body of another type', async () => {
    const { path } = await newUser(1);
    const { status, body } = await app.ask(path, {
      method: 'DELETE',
      headers: { 'content-type': 'text/xml' },
      body: '<a/>',
    });
    expect([status, body['code']]).toEqual([415, 'unsupported-media-type']);
  });
});

describe('DisassociateFaces: Prefer: handling=strict', () => {
  const STRICT = { prefer: 'handling=strict' };

  it('reports a partial outcome as 409 with the same lists and effect', async () => {
    const { user, path, ids } = await newUser(2);
    const answer = await remove(path, { faceIds: [ids[0], STRANGER] }, STRICT);
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({
      code: 'unsuccessful-faces',
      effect: 'partial',
      retryable: false,
      outcome: 'partial',
      disassociatedFaces: [{ faceId: ids[0] }],
      unsuccessfulFaceDisassociations: [{ faceId: STRANGER, reasons: ['FACE_NOT_FOUND'] }],
    });
    expect(answer.headers.get('retry-after')).toBeNull();
    expect(answer.headers.get('preference-applied')).toBe('handling=strict');
    expect(await people.facesOf('staff', user)).toEqual([ids[1]]);
  });

  it('has effect none if nothing was changed', async () => {
    const { path } = await newUser(1);
    const { body } = await remove(path, { faceIds: [STRANGER] }, STRICT);
    expect([body['effect'], body.outcome]).toEqual(['none', 'none']);
  });

  it('answers 200 to a complete outcome', async () => {
    const { path, ids } = await newUser(1);
    const { status, headers } = await remove(path, { faceIds: ids }, STRICT);
    expect([status, headers.get('preference-applied')]).toEqual([200, 'handling=strict']);
  });
});

describe('DisassociateFaces: Idempotency-Key', () => {
  it.each([
    ['quoted and bare', { 'idempotency-key': '"k-1"' }, { 'idempotency-key': 'k-1' }],
    ['in another order', { 'idempotency-key': 'k-2' }, { 'idempotency-key': 'k-2' }],
  ])('replays the first answer for the same request, %s', async (_name, first, second) => {
    const { path, ids } = await newUser(3);
    const before = await remove(path, { faceIds: [ids[0], ids[1]] }, first);
    const after = await remove(path, { faceIds: [ids[1], ids[0]] }, second);
    expect(after.body.disassociatedFaces).toEqual(before.body.disassociatedFaces);
    expect(after.body.disassociatedFaces).toHaveLength(2);
  });

  it('answers 422 if the key was used with other input', async () => {
    const { path, ids } = await newUser(2);
    await remove(path, { faceIds: [ids[0]] }, { 'idempotency-key': 'k-3' });
    const { status, body } = await remove(path, { faceIds: [ids[1]] }, { 'idempotency-key': 'k-3' });
    expect([status, body['code']]).toEqual([422, 'idempotency-key-reused']);
  });

  it('has the same meaning as clientRequestToken', async () => {
    const { path, ids } = await newUser(2);
    await remove(path, { faceIds: [ids[0]], clientRequestToken: 'k-4' });
    const replay = await remove(path, { faceIds: [ids[0]] }, { 'idempotency-key': 'k-4' });
    expect(replay.body.disassociatedFaces).toEqual([{ faceId: ids[0] }]);
  });

  it('answers 400 if header and body differ', async () => {
    const { path, ids } = await newUser(1);
    const { status, body } = await remove(path, { faceIds: ids, clientRequestToken: 'a' }, { 'idempotency-key': 'b' });
    expect([status, body['errors']]).toEqual([400, [expect.objectContaining({ pointer: '/clientRequestToken' })]]);
  });
});
