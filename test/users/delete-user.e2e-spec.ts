import { ListFacesCommand } from '@aws-sdk/client-rekognition';
import { beforeAll, describe, expect, it } from '@jest/globals';

import { tenant } from '../harness/app.js';
import { withWorld } from '../harness/world.js';

const ACME = tenant('acme', { view: { kind: 'prefix', prefix: 'acme.' } });
const SISTER = tenant('sister', { view: { kind: 'prefix', prefix: 'sister.' } });

let made = 0;

const { app, engine, people } = withWorld({ tenants: [ACME, SISTER] });

beforeAll(async () => {
  await people.collection('sister.staff');
});

async function newUser(faces = 0): Promise<string> {
  made += 1;
  await people.user('acme.staff', `user-${made}`, faces);
  await engine.forgetCalls();
  return `user-${made}`;
}

function remove(user: string, ask: { key?: string; headers?: Record<string, string>; body?: object } = {}) {
  return app.ask(`/collections/staff/users/${user}`, { method: 'DELETE', ...ask });
}

async function exists(user: string): Promise<boolean> {
  return (await app.ask(`/collections/staff/users/${user}`)).status === 200;
}

describe('DeleteUser: 204', () => {
  it('deletes the user and leaves the faces in the collection', async () => {
    const user = await newUser(2);
    const ids = await people.facesOf('acme.staff', user);
    const { status, text } = await remove(user);
    expect([status, text, await exists(user)]).toEqual([204, '', false]);
    const { Faces = [] } = await people.client.send(new ListFacesCommand({ CollectionId: 'acme.staff', FaceIds: ids }));
    expect(Faces.map(({ FaceId, UserId }) => [FaceId, UserId]).sort()).toEqual(ids.map((id) => [id, undefined]));
  });

  it('accepts an empty JSON body as no body', async () => {
    const headers = { 'content-type': 'application/json' };
    expect((await remove(await newUser(), { headers })).status).toBe(204);
  });

  it('is replayed for the same key, in the header or the body', async () => {
    const user = await newUser();
    const answers = [
      await remove(user, { headers: { 'idempotency-key': `delete-${user}` } }),
      await remove(user, { body: { clientRequestToken: `delete-${user}` } }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([204, 204]);
  });
});

describe('DeleteUser: 400', () => {
  it.each([{ userId: 'x' }, { clientRequestToken: '' }])('answers validation-failed to the body %j', async (body) => {
    const user = await newUser();
    const answer = await remove(user, { body });
    expect([answer.status, answer.body['code'], await exists(user)]).toEqual([400, 'validation-failed', true]);
  });
});

describe('DeleteUser: 403 and 404', () => {
  it('answers insufficient-scope to a read-only key', async () => {
    const { status, body } = await remove(await newUser(), { key: 'acme-read' });
    expect([status, body['code']]).toEqual([403, 'insufficient-scope']);
  });

  it('answers resource-not-found for a missing user', async () => {
    const { status, body } = await remove('nobody');
    expect([status, body['code'], body['effect']]).toEqual([404, 'resource-not-found', 'none']);
  });

  it('answers resource-not-found for a user of another tenant of the account, who stays', async () => {
    const user = await newUser();
    const { status, body } = await remove(user, { key: 'sister-key' });
    expect([status, body['code'], await exists(user)]).toEqual([404, 'resource-not-found', true]);
  });
});

describe('DeleteUser: 409', () => {
  it('answers user-busy with Retry-After if the user is being changed until the deadline', async () => {
    const user = await newUser();
    await engine.fail({ operation: 'DeleteUser', fault: 'ConflictException', share: 1 });
    const { status, body, headers } = await app.clock.passWaits(remove(user));
    expect([status, body['code'], body['retryable'], headers.get('retry-after')]).toEqual([
      409,
      'user-busy',
      true,
      '1',
    ]);
  });
});

describe('DeleteUser: 422', () => {
  it('answers idempotency-key-reused when the key was used for another user', async () => {
    const headers = { 'idempotency-key': 'one-key' };
    await remove(await newUser(), { headers });
    const { status, body } = await remove(await newUser(), { headers });
    expect([status, body['code']]).toEqual([422, 'idempotency-key-reused']);
  });
});

describe('DeleteUser: an attempt without an answer', () => {
  it('is retried with its token, so that the deleted user is not reported as missing', async () => {
    const user = await newUser();
    await engine.fail({ operation: 'DeleteUser', fault: 'drop-after', times: 1 });
    const { status } = await app.clock.passWaits(remove(user));
    expect([status, (await engine.calls('DeleteUser')).length]).toEqual([204, 2]);
  });

  it('succeeds if the retry finds no user, because Rekognition may have forgotten the token', async () => {
    const user = await newUser();
    await engine.fail(
      { operation: 'DeleteUser', fault: 'drop-after', times: 1 },
      { operation: 'DeleteUser', fault: 'ResourceNotFoundException', times: 1 },
    );
    const { status } = await app.clock.passWaits(remove(user));
    expect([status, await exists(user)]).toEqual([204, false]);
  });

  it('succeeds if the caller repeats it with its key and no user is found', async () => {
    const user = await newUser();
    const headers = { 'idempotency-key': `delete-${user}` };
    await engine.fail({ operation: 'DeleteUser', fault: 'drop-after', share: 1 });
    const first = await app.clock.passWaits(remove(user, { headers }));
    await engine.heal();
    await engine.fail({ operation: 'DeleteUser', fault: 'ResourceNotFoundException', times: 1 });
    const second = await app.clock.passWaits(remove(user, { headers }));
    expect([first.status, first.body['effect'], second.status]).toEqual([502, 'unknown', 204]);
  });
});
