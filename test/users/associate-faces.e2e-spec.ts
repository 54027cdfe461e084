import { beforeAll, describe, expect, it } from '@jest/globals';

import type { AssociateFacesResponse } from '../../src/users/users.dto.js';
import { tenant } from '../harness/app.js';
import { withWorld } from '../harness/world.js';

const ACME = tenant('acme', { view: { kind: 'prefix', prefix: 'acme.' } });
const SISTER = tenant('sister', { view: { kind: 'prefix', prefix: 'sister.' } });
const STRANGER = '00000000-0000-4000-8000-000000000000';

let made = 0;

const { app, engine, people } = withWorld({ tenants: [ACME, SISTER] });

beforeAll(async () => {
  await people.collection('sister.staff');
});

/** A new user with some faces, and free faces that look like them. */
async function newUser(faces: number, free: number): Promise<{ user: string; on: string[]; ids: string[] }> {
  made += 1;
  const user = `user-${made}`;
  const on = await people.user('acme.staff', user, faces);
  const ids = await people.faces('acme.staff', user, free);
  await engine.forgetCalls();
  return { user, on, ids };
}

function put(user: string, body: object, { key = 'acme-key', headers = {} } = {}) {
  const path = `/collections/staff/users/${user}/faces`;
  return app.ask<AssociateFacesResponse & Record<string, unknown>>(path, { method: 'POST', body, key, headers });
}

const named = (ids: readonly string[]): { faceId: string }[] => ids.map((faceId) => ({ faceId }));

async function callNames(): Promise<string[]> {
  return (await engine.calls()).map(({ operation }) => operation);
}

describe('AssociateFaces: 200', () => {
  it('associates the faces with one call and lists each', async () => {
    const { user, ids } = await newUser(0, 2);
    const { status, body, text } = await put(user, { faceIds: ids });
    expect([status, body]).toEqual([
      200,
      {
        outcome: 'complete',
        associatedFaces: named(ids),
        alreadyAssociatedFaces: [],
        unsuccessfulFaceAssociations: [],
        userStatus: 'UPDATING',
      },
    ]);
    expect(text).not.toContain('acme.');
    expect(await people.facesOf('acme.staff', user)).toEqual([...ids].sort());
    expect(await callNames()).toEqual(['AssociateFaces', 'ListFaces']);
  });

  it('lists a face that Rekognition omitted as already associated if one ListFaces finds it on the user', async () => {
    const { user, on, ids } = await newUser(1, 1);
    const { body } = await put(user, { faceIds: [...on, ...ids] });
    expect(body).toMatchObject({
      outcome: 'complete',
      associatedFaces: named(ids),
      alreadyAssociatedFaces: named(on),
      unsuccessfulFaceAssociations: [],
    });
    expect(await callNames()).toEqual(['AssociateFaces', 'ListFaces']);
  });

  it('puts every requested id into exactly one list, with reasons', async () => {
    const { user, on, ids } = await newUser(1, 1);
    const other = await newUser(1, 0);
    const [unlike = ''] = await people.faces('acme.staff', 'somebody-else', 1);
    const requested = [...on, ...ids, ...other.on, unlike, STRANGER];
    const { body } = await put(user, { faceIds: requested });
    expect(body).toMatchObject({
      outcome: 'partial',
      associatedFaces: named(ids),
      alreadyAssociatedFaces: named(on),
      unsuccessfulFaceAssociations: expect.arrayContaining([
        { faceId: other.on[0], userId: other.user, reasons: ['ASSOCIATED_TO_A_DIFFERENT_USER'] },
        { faceId: unlike, confidence: expect.any(Number), reasons: ['LOW_MATCH_CONFIDENCE'] },
        { faceId: STRANGER, reasons: ['FACE_NOT_FOUND'] },
      ]),
    });
    const told = [...body.associatedFaces, ...body.alreadyAssociatedFaces, ...body.unsuccessfulFaceAssociations];
    expect(told.map(({ faceId }) => faceId).sort()).toEqual(requested.sort());
  });

  it("lists faces beyond the user's limit as unsuccessful with NOT_REPORTED", async () => {
    const { user, ids } = await newUser(99, 2);
    const { body } = await put(user, { faceIds: ids });
    expect(body).toMatchObject({
      outcome: 'partial',
      associatedFaces: [expect.anything()],
      alreadyAssociatedFaces: [],
      unsuccessfulFaceAssociations: [{ faceId: expect.any(String), reasons: ['NOT_REPORTED'] }],
    });
    expect([...body.associatedFaces, ...body.unsuccessfulFaceAssociations].map(({ faceId }) => faceId).sort()).toEqual(
      [...ids].sort(),
    );
  });

  it('passes on the threshold', async () => {
    const { user } = await newUser(1, 0);
    const [unlike = ''] = await people.faces('acme.staff', 'somebody-else', 1);
    expect((await put(user, { faceIds: [unlike], userMatchThreshold: 99.5 })).body.outcome).toBe('none');
    expect((await put(user, { faceIds: [unlike], userMatchThreshold: 0 })).body.outcome).toBe('complete');
  });

  it('counts repeated ids once', async () => {
    const { user, ids } = await newUser(0, 1);
    expect((await put(user, { faceIds: [...ids, ...ids] })).body.associatedFaces).toEqual(named(ids));
  });

  it('replays the answer for the same key, whatever the order of the ids', async () => {
    const { user, ids } = await newUser(0, 2);
    const first = await put(user, { faceIds: ids }, { headers: { 'idempotency-key': `key of ${user}` } });
    const again = await put(
      user,
      { faceIds: [...ids].reverse() },
      { headers: { 'idempotency-key': `key of ${user}` } },
    );
    expect([again.status, again.body]).toEqual([200, first.body]);
  });
});

describe('AssociateFaces: Prefer: handling=strict', () => {
  it('reports an incomplete outcome as 409 with the same lists and effect', async () => {
    const { user, ids } = await newUser(0, 1);
    const headers = { prefer: 'handling=strict' };
    const { status, body, headers: answered } = await put(user, { faceIds: [...ids, STRANGER] }, { headers });
    expect([status, body]).toEqual([
      409,
      expect.objectContaining({
        code: 'unsuccessful-faces',
        effect: 'partial',
        retryable: false,
        associatedFaces: named(ids),
        unsuccessfulFaceAssociations: [{ faceId: STRANGER, reasons: ['FACE_NOT_FOUND'] }],
      }),
    ]);
    expect([answered.get('preference-applied'), answered.get('retry-after')]).toEqual(['handling=strict', null]);
    expect(await people.facesOf('acme.staff', user)).toEqual(ids);
  });

  it('does not change a complete outcome', async () => {
    const { user, ids } = await newUser(0, 1);
    const { status, body } = await put(user, { faceIds: ids }, { headers: { prefer: 'handling=strict' } });
    expect([status, body.outcome]).toEqual([200, 'complete']);
  });
});

describe('AssociateFaces: 400', () => {
  it.each([{}, { faceIds: [] }, { userMatchThreshold: 80 }])('answers face-ids-required to %j', async (body) => {
    const answer = await put('ann', body);
    expect([answer.status, answer.body['code']]).toEqual([400, 'face-ids-required']);
  });

  it('reports all invalid members at once', async () => {
    const { user } = await newUser(0, 0);
    const { status, body } = await put(user, {
      faceIds: [STRANGER, 'x'],
      userMatchThreshold: 101,
      clientRequestToken: '',
      all: true,
    });
    const pointers = (body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer);
    expect([status, new Set(pointers)]).toEqual([
      400,
      new Set(['/faceIds/1', '/userMatchThreshold', '/clientRequestToken', '/all']),
    ]);
    expect(await engine.calls()).toEqual([]);
  });

  it.each([-1, '80', null, 100.5])('answers validation-failed to the threshold %j', async (userMatchThreshold) => {
    const { status, body } = await put('ann', { faceIds: [STRANGER], userMatchThreshold });
    expect([status, body['code']]).toEqual([400, 'validation-failed']);
  });

  it('answers validation-failed to 101 ids', async () => {
    const faceIds = Array.from({ length: 101 }, () => STRANGER);
    expect((await put('ann', { faceIds })).body['code']).toBe('validation-failed');
  });
});

describe('AssociateFaces: 403 and 404', () => {
  it('answers insufficient-scope to a read-only key', async () => {
    const { status, body } = await put('ann', { faceIds: [STRANGER] }, { key: 'acme-read' });
    expect([status, body['code']]).toEqual([403, 'insufficient-scope']);
  });

  it('answers resource-not-found for a missing user', async () => {
    const { status, body } = await put('nobody', { faceIds: [STRANGER] });
    expect([status, body['code'], body['effect']]).toEqual([404, 'resource-not-found', 'none']);
  });

  it('answers resource-not-found for a user of another tenant of the account, who gets no face', async () => {
    const { user, ids } = await newUser(0, 1);
    const { status, body } = await put(user, { faceIds: ids }, { key: 'sister-key' });
    expect([status, body['code'], await people.facesOf('acme.staff', user)]).toEqual([404, 'resource-not-found', []]);
  });
});

describe('AssociateFaces: 409 and 422', () => {
  it('answers service-limit-reached when the user is full', async () => {
    const { user, ids } = await newUser(100, 1);
    const { status, body } = await put(user, { faceIds: ids });
    expect([status, body['code'], body['retryable'], body['effect']]).toEqual([
      409,
      'service-limit-reached',
      false,
      'none',
    ]);
  });

  it('answers user-busy if the user is being changed until the deadline', async () => {
    const { user, ids } = await newUser(0, 1);
    await engine.fail({ operation: 'AssociateFaces', fault: 'ConflictException', share: 1 });
    const { status, body } = await app.clock.passWaits(put(user, { faceIds: ids }));
    expect([status, body['code'], body['retryable']]).toEqual([409, 'user-busy', true]);
  });

  it('answers idempotency-key-reused when the key was used with other faces', async () => {
    const { user, ids } = await newUser(0, 2);
    const headers = { 'idempotency-key': `key of ${user}` };
    await put(user, { faceIds: [ids[0]] }, { headers });
    const { status, body } = await put(user, { faceIds: [ids[1]] }, { headers });
    expect([status, body['code']]).toEqual([422, 'idempotency-key-reused']);
  });
});

describe('AssociateFaces: requests for one user at once', () => {
  it('run one after the other and are never merged, because each has its threshold', async () => {
    const { user, ids } = await newUser(0, 4);
    const answers = await Promise.all(ids.map((id) => put(user, { faceIds: [id] })));
    expect(answers.map(({ body }) => body.associatedFaces)).toEqual(ids.map((id) => named([id])));
    const calls = await engine.calls('AssociateFaces');
    expect(calls.map(({ result }) => result)).toEqual(ids.map(() => 'ok'));
  });
});

describe('AssociateFaces: attempts that fail', () => {
  it('are retried with the token after a lost answer, so that their faces are listed as associated by this request', async () => {
    const { user, ids } = await newUser(0, 1);
    await engine.fail({ operation: 'AssociateFaces', fault: 'drop-after', times: 1 });
    const { status, body } = await app.clock.passWaits(put(user, { faceIds: ids }));
    expect([status, body.associatedFaces, (await engine.calls('AssociateFaces')).length]).toEqual([200, named(ids), 2]);
  });

  it.each([
    ['partial if faces were associated', 1, 'partial'],
    ['none if none were', 0, 'none'],
  ])('of the second call are reported, with effect %s', async (_name, free, effect) => {
    const { user, on, ids } = await newUser(1, free);
    await engine.fail({ operation: 'ListFaces', fault: 'AccessDeniedException', times: 1 });
    const { status, body } = await put(user, { faceIds: [...on, ...ids] });
    expect([status, body['code'], body['effect']]).toEqual([403, 'aws-access-denied', effect]);
    expect(await people.facesOf('acme.staff', user)).toEqual([...on, ...ids].sort());
  });

  it('of the second call have effect unknown after a lost answer: that attempt may have associated the faces', async () => {
    const { user, on } = await newUser(1, 0);
    await engine.fail(
      { operation: 'AssociateFaces', fault: 'drop-after', times: 1 },
      { operation: 'ListFaces', fault: 'AccessDeniedException', times: 1 },
    );
    const { status, body } = await app.clock.passWaits(put(user, { faceIds: on }));
    expect([status, body['code'], body['effect']]).toEqual([403, 'aws-access-denied', 'unknown']);
  });
});
