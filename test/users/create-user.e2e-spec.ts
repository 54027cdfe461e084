import { beforeAll, describe, expect, it } from '@jest/globals';

import { tenant, TestApp } from '../harness/app.js';
import { withWorld } from '../harness/world.js';

const ACME = tenant('acme', { view: { kind: 'prefix', prefix: 'acme.' } });
const SISTER = tenant('sister', { view: { kind: 'prefix', prefix: 'sister.' } });

let made = 0;

const { app, engine, people } = withWorld({ tenants: [ACME, SISTER] });

beforeAll(async () => {
  await people.collection('sister.staff');
});

function newUser(): string {
  made += 1;
  return `user-${made}`;
}

function create(body: object, { key = 'acme-key', headers = {}, collection = 'staff' } = {}) {
  return app.ask(`/collections/${collection}/users`, { method: 'POST', body, key, headers });
}

describe('CreateUser: 201', () => {
  it('creates a user without faces, with its Location', async () => {
    const userId = newUser();
    const { status, body, headers, text } = await create({ userId });
    expect([status, body, headers.get('location')]).toEqual([201, { userId }, `/collections/staff/users/${userId}`]);
    expect(text + JSON.stringify([...headers])).not.toContain('acme.');
    expect(await people.facesOf('acme.staff', userId)).toEqual([]);
  });

  it('has a Location that leads to the user, whatever the id and the base path', async () => {
    const behind = await TestApp.start(engine.url, { tenants: [ACME], basePath: '/faces' });
    const userId = 'a:b_.c-D:';
    const { headers } = await behind.ask('/faces/collections/staff/users', { method: 'POST', body: { userId } });
    const location = headers.get('location') ?? '';
    const found = await behind.ask(location);
    await behind.close();
    expect([location, found.body['userId']]).toEqual(['/faces/collections/staff/users/a%3Ab_.c-D%3A', userId]);
  });

  it('creates a user of the same id for each of two tenants of one account', async () => {
    const userId = newUser();
    const answers = [await create({ userId }), await create({ userId }, { key: 'sister-key' })];
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
  });

  it('is replayed for the same key, in the header or the body', async () => {
    const userId = newUser();
    const answers = [
      await create({ userId }, { headers: { 'idempotency-key': `make-${userId}` } }),
      await create({ userId, clientRequestToken: `make-${userId}` }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
  });
});

describe('CreateUser: 400', () => {
  it('reports all invalid members at once', async () => {
    const { status, body } = await create(
      { userId: 'a b', clientRequestToken: 'ü', faces: [] },
      { collection: 'a%20b', headers: { 'idempotency-key': 'x'.repeat(256) } },
    );
    const pointers = (body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer);
    expect([status, new Set(pointers)]).toEqual([
      400,
      new Set(['/path/collectionId', '/userId', '/clientRequestToken', '/faces', '/header/idempotency-key']),
    ]);
    expect(await engine.calls()).toEqual([]);
  });

  it.each([{}, { userId: '' }, { userId: '.' }, { userId: '..' }, { userId: 'x'.repeat(129) }, { userId: null }])(
    'answers validation-failed to %j',
    async (body) => {
      const answer = await create(body);
      expect([answer.status, answer.body['code']]).toEqual([400, 'validation-failed']);
    },
  );

  it('answers validation-failed if token and key differ', async () => {
    const { status, body } = await create(
      { userId: newUser(), clientRequestToken: 'a' },
      { headers: { 'idempotency-key': 'b' } },
    );
    expect([status, body['code']]).toEqual([400, 'validation-failed']);
  });
});

describe('CreateUser: 403 and 404', () => {
  it('answers insufficient-scope to a read-only key', async () => {
    const { status, body } = await create({ userId: newUser() }, { key: 'acme-read' });
    expect([status, body['code']]).toEqual([403, 'insufficient-scope']);
  });

  it.each(['nowhere', 'acme.staff'])('answers resource-not-found for the collection %s', async (collection) => {
    const { status, body } = await create({ userId: newUser() }, { collection });
    expect([status, body['code']]).toEqual([404, 'resource-not-found']);
  });
});

describe('CreateUser: 409 and 422', () => {
  it('answers user-exists without a retry for an existing user', async () => {
    const userId = newUser();
    await create({ userId });
    await engine.forgetCalls();
    const { status, body, headers } = await create({ userId });
    expect([status, body['code'], body['retryable'], body['effect'], headers.get('retry-after')]).toEqual([
      409,
      'user-exists',
      false,
      'none',
      null,
    ]);
    expect(await engine.calls('CreateUser')).toHaveLength(1);
  });

  it('answers service-limit-reached when the collection can have no more users', async () => {
    await engine.fail({ operation: 'CreateUser', fault: 'ServiceQuotaExceededException', times: 1 });
    const { status, body } = await create({ userId: newUser() });
    expect([status, body['code'], body['retryable']]).toEqual([409, 'service-limit-reached', false]);
  });

  it('answers idempotency-key-reused when the key was used for another user', async () => {
    const headers = { 'idempotency-key': 'one-key' };
    await create({ userId: newUser() }, { headers });
    const { status, body } = await create({ userId: newUser() }, { headers });
    expect([status, body['code']]).toEqual([422, 'idempotency-key-reused']);
  });
});

describe('CreateUser: an attempt without an answer', () => {
  it('is retried with its token, so that the new user is not reported as existing', async () => {
    await engine.fail({ operation: 'CreateUser', fault: 'drop-after', times: 1 });
    const { status } = await app.clock.passWaits(create({ userId: newUser() }));
    expect([status, (await engine.calls('CreateUser')).length]).toEqual([201, 2]);
  });

  it('that still runs at Rekognition is waited for: the conflict is not reported, and the user is created', async () => {
    const userId = newUser();
    await engine.fail(
      { operation: 'CreateUser', fault: 'drop-after', times: 1 },
      { operation: 'CreateUser', fault: 'ConflictException', times: 3 },
    );
    const { status, body } = await app.clock.passWaits(create({ userId }));
    expect([status, body, (await engine.calls('CreateUser')).length]).toEqual([201, { userId }, 5]);
  });

  it('that still runs at the deadline is user-exists with effect unknown', async () => {
    await engine.fail({ operation: 'CreateUser', fault: 'latency', latencyMs: 60_000, times: 1 });
    const answer = create({ userId: newUser() });
    await engine.seen(1, 'CreateUser');
    await app.clock.advance(3_000);
    const { status, body } = await app.clock.passWaits(answer, 7_000);
    expect([status, body['code'], body['effect']]).toEqual([409, 'user-exists', 'unknown']);
    // The first conflict did not end it.
    expect((await engine.calls('CreateUser')).length).toBeGreaterThan(3);
  });

  it.each([
    ['cannot be repeated safely without a key', {}, false],
    ['can be repeated with its key', { 'idempotency-key': 'conflict-until-the-deadline' }, true],
  ])(
    'that meets a conflict until the deadline is user-exists with effect unknown, and %s',
    async (_, headers, retryable) => {
      const userId = newUser();
      await people.user('acme.staff', userId, 0);
      await engine.fail({ operation: 'CreateUser', fault: 'drop-before', times: 1 });
      const { status, body } = await app.clock.passWaits(create({ userId }, { headers }));
      expect([status, body['code'], body['effect'], body['retryable']]).toEqual([
        409,
        'user-exists',
        'unknown',
        retryable,
      ]);
      expect(body['detail']).toContain('the change may have been made');
    },
  );
});

describe('CreateUser: two requests for one user at once', () => {
  it('run one after the other: one creates the user, the other gets user-exists', async () => {
    const userId = newUser();
    const answers = await Promise.all([create({ userId }), create({ userId })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(answers.find(({ status }) => status === 409)?.body['code']).toBe('user-exists');
    expect((await engine.calls('CreateUser')).map(({ result }) => result)).toEqual(['ok', 'ConflictException']);
  });
});
