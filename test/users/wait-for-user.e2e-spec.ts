import { DeleteUserCommand } from '@aws-sdk/client-rekognition';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { apiKey, tenant } from '../harness/app.js';
import { eventually } from '../harness/eventually.js';
import { withWorld } from '../harness/world.js';

interface User extends Record<string, unknown> {
  userId: string;
  userStatus: string | null;
  faceCount: number;
}

/** Long enough that a change has been processed in every test. */
const SETTLED_MS = 60_000;

let users = 0;

describe('a request that waits for ACTIVE', () => {
  const ACME = tenant('acme', { view: { kind: 'prefix', prefix: 'acme.' } });
  const TWIN = tenant('twin', { view: { kind: 'prefix', prefix: 'acme.' } });
  const { app, engine, people } = withWorld({ tenants: [ACME, TWIN] });
  let user: string;

  beforeEach(async () => {
    user = `person-${(users += 1)}`;
    await people.user('acme.staff', user, 0);
    await engine.advance(SETTLED_MS);
    await engine.forgetCalls();
  });

  function wait(seconds: number, { name = user, key = 'acme-key', signal }: WaitOptions = {}) {
    const headers = { prefer: `wait=${seconds}` };
    const path = `/collections/staff/users/${name}?waitFor=ACTIVE`;
    return app.ask<User>(path, { key, headers, ...(signal && { signal }) });
  }

  async function associate(name = user): Promise<void> {
    const faceIds = await people.faces('acme.staff', name, 1);
    const { status } = await app.ask(`/collections/staff/users/${name}/faces`, { method: 'POST', body: { faceIds } });
    expect(status).toBe(200);
    await engine.forgetCalls();
  }

  /** Advances second by second, and waits until everything that began in a second has ended. */
  async function pass(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second += 1) {
      await app.clock.advance(1_000);
      await app.attempting(0);
    }
  }

  it('is answered as soon as the user is ACTIVE, with the number of faces at that time', async () => {
    await associate();
    const asked = wait(30);
    await engine.seen(1, 'ListUsers');
    await app.attempting(0);
    const [faceId = ''] = await people.faces('acme.staff', user, 1);
    await people.associate('acme.staff', user, [faceId]);
    await engine.advance(SETTLED_MS);
    await app.clock.advance(1_000);
    expect((await asked).body).toEqual({ userId: user, userStatus: 'ACTIVE', faceCount: 2 });
    expect(await engine.calls('ListUsers')).toHaveLength(2);
  });

  it('is answered at once if the user is ACTIVE', async () => {
    await associate();
    await engine.advance(SETTLED_MS);
    expect((await wait(30)).body).toEqual({ userId: user, userStatus: 'ACTIVE', faceCount: 1 });
  });

  it('is answered with the current status at its deadline', async () => {
    await associate();
    const asked = wait(3);
    await engine.seen(1, 'ListUsers');
    await app.attempting(0);
    await pass(3);
    const { status, body } = await asked;
    expect([status, body]).toEqual([200, { userId: user, userStatus: 'UPDATING', faceCount: 1 }]);
  });

  it('shares one scan a second with all that wait in the collection, but not with another tenant', async () => {
    const names = Array.from({ length: 8 }, (_, number) => `${user}-${number}`);
    for (const name of names) await people.user('acme.staff', name, 0);
    await engine.forgetCalls();
    const asked = [...names.map((name) => wait(5, { name })), wait(5, { key: 'twin-key' })];
    await engine.seen(9, 'ListFaces');
    await app.attempting(0);
    await pass(5);
    expect((await Promise.all(asked)).map(({ body }) => body.userStatus)).toEqual(asked.map(() => 'CREATED'));
    const scans = (await engine.calls('ListUsers')).map(({ accessKeyId }) => accessKeyId);
    for (const tenantKey of ['AKIAacme', 'AKIAtwin']) {
      const count = scans.filter((key) => key === tenantKey).length;
      expect([count >= 4, count <= 6]).toEqual([true, true]);
    }
  });

  it('stops reading once its caller has disconnected', async () => {
    const leaving = new AbortController();
    const over = app.requestsOver;
    const asked = wait(30, { signal: leaving.signal });
    asked.catch(() => undefined);
    await engine.seen(1, 'ListUsers');
    await app.attempting(0);
    leaving.abort();
    await expect(asked).rejects.toThrow();
    await eventually(() => app.requestsOver > over);
    await engine.forgetCalls();
    await pass(5);
    expect(await engine.calls()).toEqual([]);
  });

  it('is answered 404 if the user is deleted meanwhile', async () => {
    const asked = wait(30);
    await engine.seen(1, 'ListUsers');
    await app.attempting(0);
    await people.client.send(new DeleteUserCommand({ CollectionId: 'acme.staff', UserId: user }));
    await pass(1);
    const { status, body } = await asked;
    expect([status, body['code']]).toEqual([404, 'resource-not-found']);
  });

  it('continues waiting after a temporary failure of a scan', async () => {
    await associate();
    await engine.advance(SETTLED_MS);
    await engine.fail({ operation: 'ListUsers', fault: 'InternalServerError', share: 1 });
    const asked = wait(30);
    await engine.seen(1, 'ListUsers');
    await app.attempting(0);
    await engine.heal();
    expect((await app.clock.passWaits(asked, 30_000)).body.userStatus).toBe('ACTIVE');
  });

  it('is answered without a status at once if users may not be listed', async () => {
    await engine.fail({ operation: 'ListUsers', fault: 'AccessDeniedException', share: 1 });
    expect((await wait(30)).body).toEqual({ userId: user, userStatus: null, faceCount: 0 });
  });

  it('is answered 400 if it waits for another status', async () => {
    const { status, body } = await app.ask(`/collections/staff/users/${user}?waitFor=CREATED`);
    expect([status, body['errors']]).toEqual([400, [{ pointer: '/query/waitFor', detail: 'must be one of ACTIVE' }]]);
    expect(await engine.calls()).toEqual([]);
  });
});

interface WaitOptions {
  name?: string;
  key?: string;
  signal?: AbortSignal;
}

describe('requests that wait in several collections', () => {
  const COLLECTIONS = ['staff', 'guests', 'visitors', 'archive'];
  const { app, engine, people } = withWorld({ settings: { quotas: { byAccount: new Map(), others: 'aws' } } });

  beforeAll(async () => {
    for (const collection of COLLECTIONS.slice(1)) await people.collection(collection);
    for (const collection of COLLECTIONS) await people.user(collection, 'ann', 0);
  });

  it('use at most a fifth of the quota of ListUsers, and each of them gets its turn', async () => {
    const headers = { prefer: 'wait=20' };
    const asked = COLLECTIONS.map((collection) =>
      app.ask<User>(`/collections/${collection}/users/ann?waitFor=ACTIVE`, { headers }),
    );
    await engine.seen(COLLECTIONS.length, 'ListFaces');
    await app.attempting(0);
    for (let second = 1; second <= 20; second += 1) {
      await app.clock.advance(1_000);
      await app.attempting(0);
      // A fifth of five calls a second.
      expect((await engine.calls('ListUsers')).length).toBeLessThanOrEqual(second + 1);
    }
    expect((await Promise.all(asked)).map(({ body }) => body.userStatus)).toEqual(COLLECTIONS.map(() => 'CREATED'));
    expect((await engine.calls('ListUsers')).length).toBeGreaterThanOrEqual(16);
  });
});

describe('a wait with a key that expires', () => {
  const EXPIRES_MS = Date.now() + 120_000;
  const { app, engine, people } = withWorld({
    tenants: [tenant('acme', { apiKeys: [apiKey('acme-key', ['read', 'write'], EXPIRES_MS)] })],
  });

  it('is answered 401 then', async () => {
    await people.user('staff', 'ann', 0);
    await app.clock.advance(EXPIRES_MS - 5_000 - app.clock.wallMs());
    const asked = app.ask('/collections/staff/users/ann?waitFor=ACTIVE', { headers: { prefer: 'wait=30' } });
    await engine.seen(1, 'ListUsers');
    await app.attempting(0);
    await app.clock.advance(5_001);
    const { status, body } = await asked;
    expect([status, body['code']]).toEqual([401, 'unauthenticated']);
  });
});
