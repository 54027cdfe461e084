import { describe, expect, it } from '@jest/globals';

import { tenant, TestApp } from '../harness/app.js';
import { withWorld } from '../harness/world.js';

const PREFIX = 'acme.';
const ACME = tenant('acme', { view: { kind: 'prefix', prefix: PREFIX } });
const SISTER = tenant('sister', { view: { kind: 'prefix', prefix: 'sister.' } });
const LISTED = tenant('listed', { view: { kind: 'listed', collectionIds: new Set(['one']) } });

let made = 0;

const { app, engine, people } = withWorld({ tenants: [ACME, SISTER, LISTED] });

function newId(): string {
  made += 1;
  return `made-${made}`;
}

function create(body: object, key = 'acme-key', headers: Record<string, string> = {}) {
  return app.ask('/collections', { method: 'POST', body, key, headers });
}

describe('CreateCollection: 201', () => {
  it('creates the collection, with its Location and without account or prefix', async () => {
    const collectionId = newId();
    const { status, headers, body, text } = await create({ collectionId });
    expect([status, headers.get('location')]).toEqual([201, `/collections/${collectionId}`]);
    expect(body).toEqual({ collectionId, faceModelVersion: expect.any(String) });
    expect(text + JSON.stringify([...headers])).not.toMatch(/acme\.|arn|111122223333/);
    expect(await people.collections()).toContain(`${PREFIX}${collectionId}`);
  });

  it('creates the collection with its tags', async () => {
    const collectionId = newId();
    const tags = { site: 'berlin', 'a b:c/=+-@': '', Größe: 'ä 1' };
    await create({ collectionId, tags });
    expect(await people.tagsOf(`${PREFIX}${collectionId}`)).toEqual(tags);
  });

  it('has a Location that leads to the collection, also with a base path', async () => {
    const behind = await TestApp.start(engine.url, { tenants: [ACME], basePath: '/faces' });
    const collectionId = newId();
    const answer = await behind.ask('/faces/collections', { method: 'POST', body: { collectionId } });
    const location = answer.headers.get('location') ?? '';
    const described = await behind.ask(location);
    await behind.close();
    expect([location, described.body['collectionId']]).toEqual([`/faces/collections/${collectionId}`, collectionId]);
  });

  it('creates a collection of the same id for each of two tenants of one account', async () => {
    const collectionId = newId();
    const answers = [await create({ collectionId }), await create({ collectionId }, 'sister-key')];
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(await people.collections()).toEqual(
      expect.arrayContaining([`acme.${collectionId}`, `sister.${collectionId}`]),
    );
  });

  it('accepts ids that with the prefix are not too long for Rekognition', async () => {
    const collectionId = 'x'.repeat(255 - PREFIX.length);
    const { status, headers } = await create({ collectionId });
    expect([status, headers.get('location')]).toEqual([201, `/collections/${collectionId}`]);
  });
});

describe('CreateCollection: 400', () => {
  it('rejects an id that is too long with the prefix, without revealing the prefix', async () => {
    const { status, body, text } = await create({ collectionId: 'x'.repeat(256 - PREFIX.length) });
    expect([status, body['code'], body['errors']]).toEqual([
      400,
      'validation-failed',
      [{ pointer: '/collectionId', detail: 'is not an id that this tenant can use' }],
    ]);
    expect(text).not.toContain('acme');
  });

  it('reports all invalid members at once, with pointers', async () => {
    const { status, body } = await create({
      collectionId: 'a b',
      tags: { 'aws:x': 'y', fine: 'z', bad: 7, worse: 'a\nb', 'a?': 'x'.repeat(257) },
      tag: 'x',
    });
    const faults = (body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer).sort();
    expect([status, faults]).toEqual([
      400,
      ['/collectionId', '/tag', '/tags/a?', '/tags/a?', '/tags/aws:x', '/tags/bad', '/tags/worse'],
    ]);
    expect(await engine.calls()).toEqual([]);
  });

  it.each([
    ['no id', {}],
    ['a dot', { collectionId: '.' }],
    ['two dots', { collectionId: '..' }],
    ['an empty id', { collectionId: '' }],
    ['256 characters', { collectionId: 'x'.repeat(256) }],
    ['tags that are a list', { collectionId: 'x', tags: ['a'] }],
    ['tags that are null', { collectionId: 'x', tags: null }],
    ['a tag that every object inherits', { collectionId: 'x', tags: { constructor: 'x' } }],
    ['201 tags', { collectionId: 'x', tags: Object.fromEntries(Array.from({ length: 201 }, (_, n) => [`t${n}`, ''])) }],
  ])('answers validation-failed to %s without asking Rekognition', async (_name, body) => {
    const answer = await create(body);
    expect([answer.status, answer.body['code']]).toEqual([400, 'validation-failed']);
    expect(await engine.calls()).toEqual([]);
  });
});

describe('CreateCollection: 403', () => {
  it('answers 403 to a key without the scope admin', async () => {
    const { status, body } = await create({ collectionId: newId() }, 'acme-read');
    expect([status, body['code']]).toEqual([403, 'insufficient-scope']);
    expect(await engine.calls()).toEqual([]);
  });
});

describe('CreateCollection: 409', () => {
  it("answers already-exists for the tenant's existing collection", async () => {
    const { status, body, text } = await create({ collectionId: 'staff' });
    expect([status, body['code'], body['effect'], body['retryable']]).toEqual([409, 'already-exists', 'none', false]);
    expect(text).not.toContain('acme.');
  });

  it('answers service-limit-reached when the account is full', async () => {
    await engine.fail({ operation: 'CreateCollection', fault: 'ServiceQuotaExceededException', times: 1 });
    const { status, body } = await create({ collectionId: newId() });
    expect([status, body['code'], body['retryable']]).toEqual([409, 'service-limit-reached', false]);
  });
});

describe('CreateCollection: a collection that a listed view does not hold', () => {
  it('is rejected, and a listed one is created', async () => {
    const foreign = await create({ collectionId: 'two' }, 'listed-key');
    const own = await create({ collectionId: 'one' }, 'listed-key');
    expect([foreign.status, foreign.body['code'], own.status]).toEqual([400, 'validation-failed', 201]);
  });
});

describe('CreateCollection: an attempt without an answer', () => {
  it.each(['none', 'a key'])(
    'is never repeated, and is reported with effect unknown instead of already-exists (%s)',
    async (key) => {
      await engine.fail({ operation: 'CreateCollection', fault: 'drop-after', times: 1 });
      const collectionId = newId();
      const headers: Record<string, string> = key === 'none' ? {} : { 'idempotency-key': 'k' };
      const { status, body } = await app.clock.passWaits(create({ collectionId }, 'acme-key', headers));
      expect([status, body['code'], body['effect'], body['retryable']]).toEqual([
        502,
        'upstream-connection-lost',
        'unknown',
        false,
      ]);
      expect(await engine.calls('CreateCollection')).toHaveLength(1);
      expect(await people.collections()).toContain(`${PREFIX}${collectionId}`);
    },
  );

  it('may take the whole timeout of the caller, because no retry could follow', async () => {
    await engine.fail({ operation: 'CreateCollection', fault: 'latency', latencyMs: 20_000, times: 1 });
    const answer = create({ collectionId: newId() }, 'acme-key', { prefer: 'wait=20' });
    await engine.seen(1, 'CreateCollection');
    await app.clock.advance(20_000);
    const { status, body } = await answer;
    expect([status, body['code'], body['effect'], body['retryable']]).toEqual([
      504,
      'upstream-timeout',
      'unknown',
      false,
    ]);
    expect(await engine.calls('CreateCollection')).toHaveLength(1);
  });

  it('is retried if it was throttled', async () => {
    await engine.fail({ operation: 'CreateCollection', fault: 'ThrottlingException', times: 1 });
    const { status } = await app.clock.passWaits(create({ collectionId: newId() }));
    expect([status, (await engine.calls('CreateCollection')).length]).toEqual([201, 2]);
  });
});
