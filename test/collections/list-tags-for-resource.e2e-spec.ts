import { beforeAll, describe, expect, it } from '@jest/globals';

import { tenant } from '../harness/app.js';
import { withWorld } from '../harness/world.js';

const ACME = tenant('acme', { view: { kind: 'prefix', prefix: 'acme.' } });
const SISTER = tenant('sister', { view: { kind: 'prefix', prefix: 'sister.' } });
const TAGS = { site: 'berlin', Größe: 'ä 1', constructor: 'odd', empty: '' };

const { app, people } = withWorld({ tenants: [ACME, SISTER] });

beforeAll(async () => {
  await people.collection('acme.tagged', TAGS);
});

describe('ListTagsForResource: 200', () => {
  it.each([
    ['all tags, whatever their keys', 'tagged', TAGS],
    ['none for a collection without tags', 'staff', {}],
  ])('lists %s', async (_name, id, tags) => {
    const { status, body, text } = await app.ask(`/collections/${id}/tags`, { key: 'acme-read' });
    expect([status, body]).toEqual([200, { tags }]);
    expect(text).not.toMatch(/acme\.|arn/);
  });
});

describe('ListTagsForResource: 404', () => {
  it.each([
    ['does not exist', 'nowhere', 'acme-key'],
    ['is another tenant’s', 'tagged', 'sister-key'],
    ['is named with its prefix', 'acme.tagged', 'acme-key'],
  ])('answers resource-not-found for a collection that %s', async (_name, id, key) => {
    const { status, body, text } = await app.ask(`/collections/${id}/tags`, { key });
    expect([status, body['code']]).toEqual([404, 'resource-not-found']);
    expect(text).not.toMatch(/sister\.|acme\.|arn/);
  });
});
