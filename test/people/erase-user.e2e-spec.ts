import { describe, expect, it } from '@jest/globals';
import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose';

import type { ErasureResponse } from '../../src/people/erasures.dto.js';
import { digestOf, type ReceiptClaims } from '../../src/people/receipts.js';
import type { Ask } from '../harness/app.js';
import { withWorld } from '../harness/world.js';

type Erased = ErasureResponse & Record<string, unknown>;

const { engine, app, people } = withWorld();
let users = 0;

async function newUser(faces: number): Promise<{ user: string; path: string; ids: string[] }> {
  users += 1;
  const user = `person-${users}`;
  return { user, ids: await people.user('staff', user, faces), path: `/collections/staff/users/${user}/erasures` };
}

function erase(path: string, ask: Ask = {}) {
  return app.ask<Erased>(path, { method: 'POST', body: {}, ...ask });
}

async function calledOperations(): Promise<string[]> {
  return (await engine.calls()).map(({ operation }) => operation).filter((name) => !name.startsWith('List'));
}

async function claimsOf(receipt: string): Promise<ReceiptClaims> {
  const { body } = await app.ask('/.well-known/jwks.json', { key: '' });
  const { payload } = await compactVerify(receipt, createLocalJWKSet(body as unknown as JSONWebKeySet));
  return JSON.parse(new TextDecoder().decode(payload)) as ReceiptClaims;
}

/** Repeats a request until its erasure has ended; advances the clock, so that waits for the next try end. */
async function ended(path: string): Promise<Erased> {
  for (let tries = 0; tries < 100; tries += 1) {
    const [answer] = await app.settled([erase(path, { headers: { Prefer: 'wait=1' } })]);
    if (answer!.status === 200) return answer!.body;
    expect(answer!.status).toBe(202);
  }
  throw new Error('the erasure did not end');
}

describe('POST erasures', () => {
  it('deletes the user and all its faces, and the given faces without a user', async () => {
    const { user, path, ids } = await newUser(3);
    const [loose = ''] = await people.faces('staff', user, 1);
    const others = await newUser(2);
    const { status, body, headers } = await erase(path, { body: { reference: 'DSR-1', faceIds: [loose] } });
    expect(body).toMatchObject({
      state: 'done',
      reference: 'DSR-1',
      progress: { userDeleted: true, faces: 4, deletedFaces: 4 },
      remainingFaces: [],
    });
    expect(status).toBe(200);
    expect(headers.get('location')).toBe(`/collections/staff/erasures/${body.erasureId}`);
    const left = await people.allFaces('staff');
    expect([...ids, loose].filter((id) => left.includes(id))).toEqual([]);
    expect(others.ids.every((id) => left.includes(id))).toBe(true);
    expect((await app.ask(`/collections/staff/users/${user}`)).status).toBe(404);
  });

  it('deletes the user before its faces', async () => {
    const { path } = await newUser(2);
    await engine.forgetCalls();
    await erase(path);
    expect(await calledOperations()).toEqual(['DisassociateFaces', 'DeleteUser', 'DeleteFaces']);
  });

  it('erases a user without faces, and takes an empty list as no further faces', async () => {
    const { path } = await newUser(0);
    expect((await erase(path, { body: { faceIds: [] } })).body).toMatchObject({
      state: 'done',
      progress: { faces: 0, userDeleted: true },
    });
  });

  it('keeps the user, without faces, with keepUser', async () => {
    const { user, path, ids } = await newUser(2);
    expect((await erase(path, { body: { keepUser: true } })).body).toMatchObject({
      state: 'done',
      progress: { userDeleted: false, deletedFaces: 2 },
    });
    expect(await people.facesOf('staff', user)).toEqual([]);
    expect((await people.allFaces('staff')).filter((id) => ids.includes(id))).toEqual([]);
  });

  it('returns already-erased for a person with a record, and 404 without one', async () => {
    const { path } = await newUser(1);
    const first = await erase(path);
    const again = await erase(path);
    expect(again.status).toBe(200);
    expect(again.body).toEqual(Object.assign(first.body, { state: 'already-erased' }));
    expect(await erase('/collections/staff/users/nobody/erasures')).toMatchObject({
      status: 404,
      body: { code: 'resource-not-found' },
    });
  });

  it('erases a user that was created again', async () => {
    const { user, path } = await newUser(1);
    const first = await erase(path);
    await people.user('staff', user, 1);
    const second = await erase(path);
    expect(second.body).toMatchObject({ state: 'done', progress: { faces: 1 } });
    expect(second.body.erasureId).not.toBe(first.body.erasureId);
  });

  it('returns 409 and changes nothing if a given face belongs to another user', async () => {
    const { path } = await newUser(1);
    const other = await newUser(1);
    await engine.forgetCalls();
    expect(await erase(path, { body: { faceIds: other.ids } })).toMatchObject({
      status: 409,
      body: { code: 'associated-to-a-different-user', effect: 'none' },
    });
    expect(await calledOperations()).toEqual([]);
  });

  it('needs the scope write', async () => {
    const { path } = await newUser(1);
    expect((await erase(path, { key: 'acme-read' })).status).toBe(403);
  });

  it('returns 202 after the wait, and the erasure continues by itself', async () => {
    const { path } = await newUser(1);
    await engine.hold('DeleteUser');
    const asked = erase(path, { headers: { Prefer: 'wait=1' } });
    await engine.seen(1, 'DeleteUser');
    await app.clock.advance(1_000);
    const { status, body } = await asked;
    expect({ status, state: body.state }).toEqual({ status: 202, state: 'running' });
    engine.release();
    expect(await ended(path)).toMatchObject({ erasureId: body.erasureId });
  });

  it('lets repeated requests join a running erasure, with the same key or another', async () => {
    const { path } = await newUser(2);
    await engine.hold('DeleteUser');
    const first = erase(path, { headers: { 'Idempotency-Key': 'a' } });
    await engine.seen(1, 'DeleteUser');
    const joined = [{ 'Idempotency-Key': 'a' }, { 'Idempotency-Key': 'b' }, {}].map((headers) =>
      erase(path, { headers }),
    );
    engine.release();
    const answers = await app.settled([first, ...joined]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(new Set(answers.map(({ body }) => body.erasureId)).size).toBe(1);
    expect((await engine.calls('DeleteUser')).length).toBe(1);
  });
});

describe('while a user is being erased', () => {
  it('adds nothing to it: CreateUser, AssociateFaces and IndexFaces with one of its externalImageIds are 409', async () => {
    const { user, path, ids } = await newUser(1);
    const { body } = await app.ask<{ items: { externalImageId: string }[] }>(
      `/collections/staff/faces?faceId=${ids[0]}`,
    );
    const { externalImageId = '' } = body.items[0] ?? {};
    const [loose = ''] = await people.faces('staff', 'somebody', 1);
    await engine.hold('DeleteUser');
    const erasing = erase(path);
    await engine.seen(1, 'DeleteUser');
    const image = { bytes: Buffer.from('x').toString('base64') };
    const asked = await Promise.all([
      app.ask('/collections/staff/users', { method: 'POST', body: { userId: user } }),
      app.ask(`/collections/staff/users/${user}/faces`, { method: 'POST', body: { faceIds: [loose] } }),
      app.ask('/collections/staff/faces', { method: 'POST', body: { externalImageId, image } }),
    ]);
    expect(asked.map(({ status, body: { code } }) => [status, code])).toEqual([
      [409, 'user-being-erased'],
      [409, 'user-being-erased'],
      [409, 'user-being-erased'],
    ]);
    engine.release();
    expect((await erasing).body.state).toBe('done');
    expect((await app.ask('/collections/staff/users', { method: 'POST', body: { userId: user } })).status).toBe(201);
  });

  it('erases a face that an AssociateFaces before it in the lane added', async () => {
    const { user, path } = await newUser(1);
    const [late = ''] = await people.faces('staff', user, 1);
    await engine.forgetCalls();
    await engine.hold('AssociateFaces');
    const associated = app.ask(`/collections/staff/users/${user}/faces`, { method: 'POST', body: { faceIds: [late] } });
    await engine.seen(1, 'AssociateFaces');
    const erasing = erase(path);
    await engine.seen(1, 'ListFaces');
    engine.release();
    await app.settled([associated]);
    expect((await app.settled([erasing]))[0]!.body.state).toBe('done');
    expect(await people.allFaces('staff')).not.toContain(late);
  });
});

describe('faults', () => {
  it('completes even if each step is throttled, fails and loses its answer', async () => {
    const { path, ids } = await newUser(3);
    await engine.fail(
      ...['ListFaces', 'DisassociateFaces', 'DeleteUser', 'DeleteFaces'].flatMap((operation) => [
        { operation, fault: 'ThrottlingException', times: 2 },
        { operation, fault: 'InternalServerError', times: 2 },
        { operation, fault: 'drop-after', times: 1 },
      ]),
    );
    let answer = await app.settled([erase(path)]);
    while (answer[0]!.status >= 500 || answer[0]!.status === 429) answer = await app.settled([erase(path)]);
    expect((await ended(path)).state).toMatch(/^(done|already-erased)$/);
    const left = await people.allFaces('staff');
    expect(ids.filter((id) => left.includes(id))).toEqual([]);
  });

  it('continues after an outage of an hour', async () => {
    const { path } = await newUser(1);
    await engine.fail({ operation: 'DeleteUser', fault: 'InternalServerError', share: 1 });
    const [answer] = await app.settled([erase(path, { headers: { Prefer: 'wait=1' } })]);
    expect(answer!.status).toBe(202);
    await app.clock.advance(3_600_000);
    await engine.heal();
    expect((await ended(path)).state).toMatch(/^(done|already-erased)$/);
  });

  it('is stuck, says why, and resumes on request, if AWS denies access', async () => {
    const { path } = await newUser(1);
    await engine.fail({ operation: 'DeleteUser', fault: 'AccessDeniedException', share: 1 });
    const { status, body } = await erase(path);
    expect({ status, state: body.state, problem: body.problem?.code }).toEqual({
      status: 200,
      state: 'stuck',
      problem: 'aws-access-denied',
    });
    await engine.heal();
    // It may end between two repetitions.
    const state = expect.stringMatching(/^(done|already-erased)$/);
    expect(await ended(path)).toMatchObject({ erasureId: body.erasureId, state });
  });
});

describe('records and receipts', () => {
  it('lists erasures newest first, in pages, without another tenant’s', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      await app.clock.advance(10);
      ids.unshift((await erase((await newUser(1)).path)).body.erasureId);
    }
    const path = '/collections/staff/erasures?limit=2';
    const first = await app.ask<{ items: Erased[]; nextCursor: string }>(path);
    const second = await app.ask<{ items: Erased[] }>(`${path}&cursor=${first.body.nextCursor}`);
    const listed = [...first.body.items, ...second.body.items].map(({ erasureId }) => erasureId);
    expect(listed.slice(0, 3)).toEqual(ids);
    expect(await app.ask(`/collections/archive/erasures/${ids[0]}`)).toMatchObject({ status: 404 });
  });

  it('issues a receipt that a third party can verify, without any id in plain text', async () => {
    const { user, path, ids } = await newUser(2);
    const { body } = await erase(path, { body: { reference: 'DSR-7' } });
    const found = await app.ask<{ receipt: string }>(`/collections/staff/erasures/${body.erasureId}/receipt`);
    expect(found.body.receipt).toBe(body.receipt);
    const claims = await claimsOf(body.receipt!);
    expect(claims).toMatchObject({
      type: 'rekognition-erasure',
      erasureId: body.erasureId,
      collection: 'staff',
      reference: 'DSR-7',
      user: { digest: digestOf(body.salt, user), deleted: true },
      readBack: { userFound: false, facesFound: 0 },
    });
    expect([...claims.faces].sort()).toEqual(ids.map((id) => digestOf(body.salt, id)).sort());
    expect(claims.awsRequestIds.length).toBeGreaterThanOrEqual(3);
    for (const id of [user, ...ids, body.salt]) expect(JSON.stringify(claims)).not.toContain(id);
  });

  it('stores no id of the person once it is done', async () => {
    const { user, path, ids } = await newUser(1);
    const { body } = await erase(path);
    const { text } = await app.ask(`/collections/staff/erasures/${body.erasureId}`);
    for (const id of [user, ...ids]) expect(text).not.toContain(id);
  });

  it('has no receipt before it is done', async () => {
    const { path } = await newUser(1);
    await engine.fail({ operation: 'DeleteUser', fault: 'AccessDeniedException', share: 1 });
    const { body } = await erase(path);
    expect((await app.ask(`/collections/staff/erasures/${body.erasureId}/receipt`)).status).toBe(404);
  });
});
