import { describe, expect, it } from '@jest/globals';

import { tenant } from '../harness/app.js';
import { withWorld } from '../harness/world.js';

const ACME = tenant('acme', { view: { kind: 'prefix', prefix: 'acme.' } });
const SISTER = tenant('sister', { view: { kind: 'prefix', prefix: 'sister.' } });

let made = 0;

const { app, engine, people } = withWorld({ tenants: [ACME, SISTER] });

async function newCollection(tags: Record<string, string> = {}): Promise<string> {
  made += 1;
  await people.collection(`acme.tagged-${made}`, tags);
  await engine.forgetCalls();
  return `tagged-${made}`;
}

function tag(id: string, body: object, key = 'acme-key') {
  return app.ask(`/collections/${id}/tags`, { method: 'PATCH', body, key });
}

function manyTags(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, number) => [`t${number}`, 'x']));
}

describe('TagResource: 204', () => {
  it('adds tags, replaces values, and keeps the other tags', async () => {
    const id = await newCollection({ site: 'berlin', floor: '1' });
    const { status, text } = await tag(id, { tags: { floor: '2', team: 'a b' } });
    expect([status, text]).toEqual([204, '']);
    expect(await people.tagsOf(`acme.${id}`)).toEqual({ site: 'berlin', floor: '2', team: 'a b' });
  });

  it('accepts 200 tags, the longest key and value, and characters of two code units', async () => {
    const id = await newCollection();
    const longest = { ['k'.repeat(128)]: 'v'.repeat(256), ['𐐀'.repeat(128)]: '𐐀'.repeat(256) };
    expect((await tag(id, { tags: manyTags(198) })).status).toBe(204);
    expect((await tag(id, { tags: longest })).status).toBe(204);
    expect(await people.tagsOf(`acme.${id}`)).toEqual({ ...manyTags(198), ...longest });
  });
});

describe('TagResource: 400', () => {
  it('reports each error at its tag', async () => {
    const id = await newCollection();
    const tags = {
      'aws:mine': 'x',
      '': 'x',
      ['k'.repeat(129)]: 'x',
      long: 'v'.repeat(257),
      'a/b': { a: 1 },
      n: 7,
      ok: 'x',
    };
    const { status, body } = await tag(id, { tags });
    const pointers = (body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer).sort();
    expect([status, pointers]).toEqual([
      400,
      ['/tags/', '/tags/aws:mine', '/tags/a~1b', `/tags/${'k'.repeat(100)}`, '/tags/long', '/tags/n'],
    ]);
    expect(await engine.calls()).toEqual([]);
  });

  it.each([
    ['no tags', {}],
    ['a list', { tags: ['a'] }],
    ['null', { tags: null }],
    ['201 tags', { tags: manyTags(201) }],
    ['keys to remove', { tags: {}, tagKeys: ['a'] }],
  ])('answers validation-failed to %s', async (_name, body) => {
    const answer = await tag(await newCollection(), body);
    expect([answer.status, answer.body['code']]).toEqual([400, 'validation-failed']);
    expect(await engine.calls()).toEqual([]);
  });
});

describe('TagResource: 403, 404 and 409', () => {
  it('answers insufficient-scope without the scope admin', async () => {
    const { status, body } = await tag(await newCollection(), { tags: { a: 'b' } }, 'acme-read');
    expect([status, body['code']]).toEqual([403, 'insufficient-scope']);
  });

  it.each(['acme-key', 'sister-key'])(
    'answers resource-not-found for a collection that does not belong to %s',
    async (key) => {
      const id = await newCollection();
      const { status, body, text } = await tag(key === 'acme-key' ? `acme.${id}` : id, { tags: { a: 'b' } }, key);
      expect([status, body['code'], await people.tagsOf(`acme.${id}`)]).toEqual([404, 'resource-not-found', {}]);
      expect(text).not.toMatch(/sister\.|arn/);
    },
  );

  it('answers service-limit-reached when the collection can have no more tags', async () => {
    const id = await newCollection(manyTags(200));
    const { status, body } = await tag(id, { tags: { another: 'x' } });
    expect([status, body['code'], body['retryable']]).toEqual([409, 'service-limit-reached', false]);
  });
});

describe('TagResource: an attempt without an answer', () => {
  it('is retried, because a second attempt does no harm', async () => {
    const id = await newCollection();
    await engine.fail({ operation: 'TagResource', fault: 'drop-after', times: 1 });
    const { status } = await app.clock.passWaits(tag(id, { tags: { a: 'b' } }));
    expect([status, (await engine.calls('TagResource')).length]).toEqual([204, 2]);
    expect(await people.tagsOf(`acme.${id}`)).toEqual({ a: 'b' });
  });
});
