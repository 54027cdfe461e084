import { describe, expect, it } from '@jest/globals';

import { tenant } from '../harness/app.js';
import { withWorld } from '../harness/world.js';

const ACME = tenant('acme', { view: { kind: 'prefix', prefix: 'acme.' } });
const SISTER = tenant('sister', { view: { kind: 'prefix', prefix: 'sister.' } });
const TAGS = { site: 'berlin', 'a b@c=d/+': 'x', Größe: 'y' };

let made = 0;

const { app, engine, people } = withWorld({ tenants: [ACME, SISTER] });

async function newCollection(): Promise<string> {
  made += 1;
  await people.collection(`acme.tagged-${made}`, TAGS);
  await engine.forgetCalls();
  return `tagged-${made}`;
}

function untag(id: string, keys: readonly string[], key = 'acme-key') {
  const query = keys.map((each) => `tagKey=${encodeURIComponent(each)}`).join('&');
  return app.ask(`/collections/${id}/tags?${query}`, { method: 'DELETE', key });
}

describe('UntagResource: 204', () => {
  it.each([
    ['one tag', ['site'], { 'a b@c=d/+': 'x', Größe: 'y' }],
    ['several, whatever their keys', ['a b@c=d/+', 'Größe'], { site: 'berlin' }],
    ['a tag that is given twice', ['site', 'site'], { 'a b@c=d/+': 'x', Größe: 'y' }],
    ['a tag that does not exist', ['nothing'], TAGS],
  ])('removes %s', async (_name, keys, left) => {
    const id = await newCollection();
    const { status, text } = await untag(id, keys);
    expect([status, text, await people.tagsOf(`acme.${id}`)]).toEqual([204, '', left]);
  });

  it('removes 200 keys', async () => {
    const id = await newCollection();
    expect(
      (
        await untag(
          id,
          Array.from({ length: 200 }, (_, number) => `t${number}`),
        )
      ).status,
    ).toBe(204);
  });
});

describe('UntagResource: 400', () => {
  it('never takes an empty list as all keys', async () => {
    const id = await newCollection();
    const { status, body } = await app.ask(`/collections/${id}/tags`, { method: 'DELETE' });
    expect([status, body['code']]).toEqual([400, 'validation-failed']);
    expect(await people.tagsOf(`acme.${id}`)).toEqual(TAGS);
  });

  it('reports each error at its key', async () => {
    const { status, body } = await untag(await newCollection(), ['site', 'aws:mine', '', 'a?', 'k'.repeat(129)]);
    const pointers = (body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer);
    expect([status, pointers]).toEqual([400, [1, 2, 3, 4].map((index) => `/query/tagKey/${index}`)]);
    expect(await engine.calls()).toEqual([]);
  });

  it('rejects 201 keys, and keys in the body only', async () => {
    const id = await newCollection();
    const many = await untag(
      id,
      Array.from({ length: 201 }, (_, number) => `t${number}`),
    );
    const body = { tagKeys: ['site'] };
    const inBody = await app.ask(`/collections/${id}/tags`, { method: 'DELETE', body });
    const pointersOf = ({ body: told }: typeof many) =>
      (told['errors'] as { pointer: string }[]).map(({ pointer }) => pointer);
    expect([many.status, pointersOf(many), inBody.status, [...new Set(pointersOf(inBody))]]).toEqual([
      400,
      ['/query/tagKey'],
      400,
      ['/query/tagKey'],
    ]);
    expect(await people.tagsOf(`acme.${id}`)).toEqual(TAGS);
  });
});

describe('UntagResource: 403 and 404', () => {
  it('answers insufficient-scope without the scope admin', async () => {
    const { status, body } = await untag(await newCollection(), ['site'], 'acme-read');
    expect([status, body['code']]).toEqual([403, 'insufficient-scope']);
  });

  it('answers resource-not-found for another tenant’s collection and keeps its tags', async () => {
    const id = await newCollection();
    const { status, body } = await untag(id, ['site'], 'sister-key');
    expect([status, body['code'], await people.tagsOf(`acme.${id}`)]).toEqual([404, 'resource-not-found', TAGS]);
  });
});

describe('UntagResource: an attempt without an answer', () => {
  it('is retried, because a second attempt does no harm', async () => {
    const id = await newCollection();
    await engine.fail({ operation: 'UntagResource', fault: 'drop-after', times: 1 });
    const { status } = await app.clock.passWaits(untag(id, ['site']));
    expect([status, (await engine.calls('UntagResource')).length]).toEqual([204, 2]);
  });
});
