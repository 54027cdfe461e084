import { AssociateFacesCommand, CreateUserCommand } from '@aws-sdk/client-rekognition';
import { beforeAll, describe, expect, it } from '@jest/globals';

import { tenant } from '../harness/app.js';
import { withWorld } from '../harness/world.js';

const ACME = tenant('acme', { view: { kind: 'prefix', prefix: 'acme.' } });
const TWIN = tenant('twin', { view: { kind: 'prefix', prefix: 'acme.' } });
const SISTER = tenant('sister', { view: { kind: 'prefix', prefix: 'sister.' } });
const OVERSEER = tenant('overseer');
/** Enough users that a scan takes eleven pages. */
const CROWD = 5_001;

interface User extends Record<string, unknown> {
  userId: string;
  userStatus: string | null;
  faceCount: number;
}

const { app, engine, people } = withWorld({ tenants: [ACME, TWIN, SISTER, OVERSEER] });

beforeAll(async () => {
  await people.user('acme.staff', 'ann', 3);
  await people.user('acme.staff', 'bob', 0);
  await people.collection('acme.crowd');
  const users = Array.from({ length: CROWD }, (_, number) => `user-${number + 1}`);
  while (users.length > 0) {
    const some = users.splice(0, 50);
    await Promise.all(
      some.map((UserId) => people.client.send(new CreateUserCommand({ CollectionId: 'acme.crowd', UserId }))),
    );
  }
});

function get(userId: string, { key = 'acme-key', collection = 'staff', headers = {} } = {}) {
  return app.ask<User>(`/collections/${collection}/users/${userId}`, { key, headers });
}

async function callNames(): Promise<string[]> {
  return (await engine.calls()).map(({ operation }) => operation);
}

async function putFaceOn(user: string, key = 'acme-key'): Promise<void> {
  const [faceId] = await people.faces('acme.staff', user, 1);
  const path = `/collections/staff/users/${user}/faces`;
  expect((await app.ask(path, { method: 'POST', body: { faceIds: [faceId] }, key })).status).toBe(200);
  await engine.forgetCalls();
}

describe('GetUser: 200', () => {
  it('returns status and face count with one ListFaces and one ListUsers, and changes nothing', async () => {
    const { status, body, text } = await get('ann', { key: 'acme-read' });
    expect([status, body]).toEqual([200, { userId: 'ann', userStatus: expect.any(String), faceCount: 3 }]);
    expect(['UPDATING', 'ACTIVE']).toContain(body.userStatus);
    expect(text).not.toContain('acme.');
    expect(await callNames()).toEqual(['ListFaces', 'ListUsers']);
  });

  it('returns a user without faces', async () => {
    expect((await get('bob')).body).toEqual({ userId: 'bob', userStatus: 'CREATED', faceCount: 0 });
  });

  it('takes the status without a scan from a change within the last two seconds', async () => {
    await people.user('acme.staff', 'carl', 0);
    await putFaceOn('carl');
    await app.clock.advance(2_000);
    expect((await get('carl')).body).toEqual({ userId: 'carl', userStatus: 'UPDATING', faceCount: 1 });
    expect(await callNames()).toEqual(['ListFaces']);
    await app.clock.advance(1);
    await get('carl');
    expect(await callNames()).toEqual(['ListFaces', 'ListFaces', 'ListUsers']);
  });

  it('takes the status from a disassociation too', async () => {
    const [faceId] = await people.user('acme.staff', 'dora', 2);
    await app.ask(`/collections/staff/users/dora/faces/${faceId}`, { method: 'DELETE' });
    await engine.forgetCalls();
    expect((await get('dora')).body).toEqual({ userId: 'dora', userStatus: 'UPDATING', faceCount: 1 });
    expect(await callNames()).toEqual(['ListFaces']);
  });

  it('does not return the status of an earlier user of the same id', async () => {
    await people.user('acme.staff', 'eve', 0);
    await putFaceOn('eve');
    await app.ask('/collections/staff/users/eve', { method: 'DELETE' });
    await app.ask('/collections/staff/users', { method: 'POST', body: { userId: 'eve' } });
    expect((await get('eve')).body).toEqual({ userId: 'eve', userStatus: 'CREATED', faceCount: 0 });
  });

  it('does not report CREATED for a user with faces that others have associated since', async () => {
    const [faceId] = await people.user('acme.staff', 'gus', 1);
    await app.ask(`/collections/staff/users/gus/faces/${faceId}`, { method: 'DELETE' });
    expect((await get('gus')).body).toEqual({ userId: 'gus', userStatus: 'CREATED', faceCount: 0 });
    await people.client.send(
      new AssociateFacesCommand({ CollectionId: 'acme.staff', UserId: 'gus', FaceIds: [faceId!] }),
    );
    const { body } = await get('gus');
    expect(['UPDATING', 'ACTIVE']).toContain(body.userStatus);
    expect(body.faceCount).toBe(1);
  });

  it.each([
    ['the same view', 'twin-key', 'staff'],
    ['another view', 'overseer-key', 'acme.staff'],
  ])('drops the status when a tenant of %s has changed the user since', async (name, key, collection) => {
    const user = `hal-${name.length}`;
    await people.user('acme.staff', user, 0);
    const faceIds = await people.faces('acme.staff', user, 2);
    const put = (faceId: string | undefined, by: string, at: string) =>
      app.ask(`/collections/${at}/users/${user}/faces`, { method: 'POST', body: { faceIds: [faceId] }, key: by });
    await put(faceIds[0], 'acme-key', 'staff');
    await put(faceIds[1], key, collection);
    await engine.forgetCalls();
    expect((await get(user)).body.faceCount).toBe(2);
    expect(await callNames()).toEqual(['ListFaces', 'ListUsers']);
  });

  it('drops the status after a later change with an unclear outcome', async () => {
    await people.user('acme.staff', 'ida', 0);
    const faceIds = await people.faces('acme.staff', 'ida', 2);
    const put = (faceId: string | undefined, prefer: string) =>
      app.ask('/collections/staff/users/ida/faces', {
        method: 'POST',
        body: { faceIds: [faceId] },
        headers: { prefer },
      });
    await put(faceIds[0], 'wait=5');
    await engine.fail({ operation: 'AssociateFaces', fault: 'drop-after', share: 1 });
    expect((await app.clock.passWaits(put(faceIds[1], 'wait=1'), 1_000)).status).toBeGreaterThanOrEqual(500);
    await engine.heal();
    await engine.forgetCalls();
    await get('ida');
    expect(await callNames()).toEqual(['ListFaces', 'ListUsers']);
  });

  it("never takes the status from another tenant's change in the same collection", async () => {
    await people.user('acme.staff', 'fred', 0);
    await putFaceOn('fred');
    await get('fred', { key: 'twin-key' });
    expect((await engine.calls()).map(({ operation, accessKeyId }) => [operation, accessKeyId])).toEqual([
      ['ListFaces', 'AKIAtwin'],
      ['ListUsers', 'AKIAtwin'],
    ]);
  });
});

describe('GetUser: a scan', () => {
  it('is shared by concurrent requests for users of the collection', async () => {
    const users = Array.from({ length: 12 }, (_, number) => `user-${number * 400 + 1}`);
    await engine.hold('ListUsers');
    const asked = Promise.all(users.map((user) => get(user, { collection: 'crowd' })));
    await engine.seen(12, 'ListFaces');
    await engine.seen(1, 'ListUsers');
    await app.attempting(1);
    engine.release();
    const answers = await asked;
    expect(answers.map(({ body }) => body.userStatus)).toEqual(users.map(() => 'CREATED'));
    // The last of them is on the ninth page.
    expect(await engine.calls('ListUsers')).toHaveLength(9);
  });

  it('is not shared between tenants', async () => {
    await engine.hold('ListUsers', 3);
    const asked = [get('ann'), get('bob'), get('ann', { key: 'twin-key' })];
    await engine.seen(3, 'ListFaces');
    await engine.seen(2, 'ListUsers');
    await app.attempting(2);
    engine.release();
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await engine.calls('ListUsers')).map(({ accessKeyId }) => accessKeyId).sort()).toEqual([
      'AKIAacme',
      'AKIAtwin',
    ]);
  });

  it('is not joined if it is older than the remembered changes', async () => {
    await engine.hold('ListUsers');
    const first = get('ann');
    await engine.seen(1, 'ListUsers');
    await app.clock.advance(2_000);
    const second = get('ann');
    await engine.seen(2, 'ListUsers');
    engine.release();
    expect((await Promise.all([first, second])).map(({ status }) => status)).toEqual([200, 200]);
  });

  it('is not joined if another tenant has changed the user since it began', async () => {
    await people.user('acme.staff', 'joe', 0);
    const [faceId] = await people.faces('acme.staff', 'joe', 1);
    await engine.forgetCalls();
    await engine.hold('ListUsers');
    const first = get('ann');
    await engine.seen(1, 'ListUsers');
    const path = '/collections/staff/users/joe/faces';
    await app.ask(path, { method: 'POST', body: { faceIds: [faceId] }, key: 'twin-key' });
    const second = get('joe');
    await engine.seen(2, 'ListUsers');
    engine.release();
    expect((await Promise.all([first, second])).map(({ status }) => status)).toEqual([200, 200]);
    expect((await second).body.userStatus).not.toBe('CREATED');
  });

  it('ends after ten pages: the status of a user beyond is null', async () => {
    const { status, body } = await get(`user-${CROWD}`, { collection: 'crowd' });
    expect([status, body]).toEqual([200, { userId: `user-${CROWD}`, userStatus: null, faceCount: 0 }]);
    expect(await engine.calls('ListUsers')).toHaveLength(10);
  });

  it('that does not find the user ends the wait for a status at once', async () => {
    const path = `user-${CROWD}?waitFor=ACTIVE`;
    const { status, body } = await get(path, { collection: 'crowd', headers: { prefer: 'wait=30' } });
    expect([status, body]).toEqual([200, { userId: `user-${CROWD}`, userStatus: null, faceCount: 0 }]);
    expect(await engine.calls('ListUsers')).toHaveLength(10);
  });

  it('ends as soon as the user is found', async () => {
    await get('user-700', { collection: 'crowd' });
    expect(await engine.calls('ListUsers')).toHaveLength(2);
  });

  it('that fails leaves the status null, but not the face count', async () => {
    await engine.fail({ operation: 'ListUsers', fault: 'AccessDeniedException', share: 1 });
    expect((await get('ann')).body).toEqual({ userId: 'ann', userStatus: null, faceCount: 3 });
  });

  it('ends for each caller at their own deadline', async () => {
    await engine.hold('ListUsers');
    const brief = get('ann', { headers: { prefer: 'wait=1' } });
    await engine.seen(1, 'ListUsers');
    const long = get('ann');
    await engine.seen(2, 'ListFaces');
    await app.attempting(1);
    await app.clock.advance(1_000);
    expect((await brief).body).toEqual({ userId: 'ann', userStatus: null, faceCount: 3 });
    engine.release();
    expect((await app.clock.passWaits(long)).body.userStatus).not.toBeNull();
  });
});

describe('GetUser: refusals', () => {
  it.each([
    ['does not exist', 'nobody', {}],
    ['is in a collection that does not exist', 'ann', { collection: 'nowhere' }],
    ['is another tenant’s', 'ann', { key: 'sister-key' }],
  ])('are 404 for a user who %s, and nothing is scanned', async (_name, user, where) => {
    const { status, body } = await get(user, where);
    expect([status, body['code'], await engine.calls('ListUsers')]).toEqual([404, 'resource-not-found', []]);
  });

  it('are returned if the faces cannot be listed', async () => {
    await engine.fail({ operation: 'ListFaces', fault: 'AccessDeniedException', times: 1 });
    const { status, body } = await get('ann');
    expect([status, body['code']]).toEqual([403, 'aws-access-denied']);
  });

  it('are 400 for an invalid user id', async () => {
    const { status, body } = await get('a%20b');
    expect([status, body['code'], await engine.calls()]).toEqual([400, 'validation-failed', []]);
  });
});
