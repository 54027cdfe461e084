import { beforeEach, describe, expect, it } from '@jest/globals';

import { tenant } from '../harness/app.js';
import { withWorld } from '../harness/world.js';

const ACME = tenant('acme', { view: { kind: 'prefix', prefix: 'acme.' } });
const SISTER = tenant('sister', { view: { kind: 'prefix', prefix: 'sister.' } });

const { app, engine, people } = withWorld({ tenants: [ACME, SISTER] });

beforeEach(async () => {
  await people.collection('acme.doomed').catch(() => undefined);
  await engine.forgetCalls();
});

function remove(id: string, key = 'acme-key') {
  return app.ask(`/collections/${id}`, { method: 'DELETE', key });
}

describe('DeleteCollection: 204', () => {
  it('deletes the collection with its users and faces', async () => {
    await people.user('acme.doomed', 'ann', 1);
    const { status, text } = await remove('doomed');
    expect([status, text, await people.collections()]).toEqual([204, '', ['acme.staff']]);
  });

  it('accepts an empty JSON body as no body', async () => {
    const headers = { 'content-type': 'application/json' };
    expect((await app.ask('/collections/doomed', { method: 'DELETE', headers })).status).toBe(204);
  });
});

describe('DeleteCollection: a body, which the operation does not document,', () => {
  it.each([
    ['JSON', { body: { faces: 'only' } }],
    ['broken JSON', { body: '{', headers: { 'content-type': 'application/json' } }],
    ['of another type', { body: 'doomed', headers: { 'content-type': 'text/plain' } }],
    ['in another encoding', { body: '{}', headers: { 'content-encoding': 'gzip' } }],
    ['of 16 KiB', { body: 'x'.repeat(16 * 1_024) }],
  ])('is ignored: %s', async (_name, ask) => {
    const { status } = await app.ask('/collections/doomed', { method: 'DELETE', ...ask });
    expect([status, await people.collections()]).toEqual([204, ['acme.staff']]);
  });

  it('does not change the request for its Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'with-and-without-a-body' };
    const first = await app.ask('/collections/doomed', { method: 'DELETE', headers });
    const second = await app.ask('/collections/doomed', { method: 'DELETE', headers, body: { faces: 'only' } });
    expect([first.status, second.status, second.headers.get('idempotency-replayed')]).toEqual([204, 204, 'true']);
  });

  it('of more than 16 KiB is rejected, and nothing is deleted', async () => {
    const { status, body } = await app.ask('/collections/doomed', {
      method: 'DELETE',
      body: 'x'.repeat(16 * 1_024 + 1),
    });
    expect([status, body['code'], body['effect']]).toEqual([413, 'body-too-large', 'none']);
    expect(await people.collections()).toContain('acme.doomed');
  });
});

describe('DeleteCollection: 403', () => {
  it('answers 403 to a key without the scope admin', async () => {
    const { status, body } = await remove('doomed', 'acme-read');
    expect([status, body['code']]).toEqual([403, 'insufficient-scope']);
    expect(await engine.calls()).toEqual([]);
  });
});

describe('DeleteCollection: 404', () => {
  it.each([
    ['does not exist', 'nowhere', 'acme-key'],
    ['is another tenant’s', 'doomed', 'sister-key'],
    ['is named with its prefix', 'acme.doomed', 'acme-key'],
  ])('answers resource-not-found for a collection that %s', async (_name, id, key) => {
    const { status, body, text } = await remove(id, key);
    expect([status, body['code'], body['effect']]).toEqual([404, 'resource-not-found', 'none']);
    expect(text).not.toMatch(/sister\.|acme\./);
    expect(await people.collections()).toContain('acme.doomed');
  });
});

describe('DeleteCollection: an attempt without an answer', () => {
  it('is retried, and succeeds if the retry finds no collection', async () => {
    await engine.fail({ operation: 'DeleteCollection', fault: 'drop-after', times: 1 });
    const { status } = await app.clock.passWaits(remove('doomed'));
    expect([status, await people.collections()]).toEqual([204, ['acme.staff']]);
    expect(await engine.calls('DeleteCollection')).toHaveLength(2);
  });

  it('succeeds if the caller repeats it with its key and no collection is found', async () => {
    const ask = { method: 'DELETE', headers: { 'idempotency-key': 'delete-doomed' } };
    const answers = [];
    await engine.fail({ operation: 'DeleteCollection', fault: 'drop-after', share: 1 });
    for (let tries = 0; tries < 3; tries += 1) {
      answers.push(await app.clock.passWaits(app.ask('/collections/doomed', ask)));
      await engine.heal();
    }
    expect(answers.map(({ status }) => status)).toEqual([502, 204, 204]);
    expect(answers.map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, null, 'true']);
  });

  it('without effect takes effect with the retry', async () => {
    await engine.fail({ operation: 'DeleteCollection', fault: 'drop-before', times: 1 });
    const { status } = await app.clock.passWaits(remove('doomed'));
    expect([status, await people.collections()]).toEqual([204, ['acme.staff']]);
  });

  it('is retryable for the caller if every retry was unclear', async () => {
    await engine.fail({ operation: 'DeleteCollection', fault: 'InternalServerError', share: 1 });
    const { status, body } = await app.clock.passWaits(remove('doomed'));
    expect([status, body['code'], body['effect'], body['retryable']]).toEqual([502, 'upstream-error', 'unknown', true]);
  });
});
