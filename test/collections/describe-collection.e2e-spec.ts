import { beforeAll, describe, expect, it } from '@jest/globals';

import { tenant } from '../harness/app.js';
import { withWorld } from '../harness/world.js';

const ACME = tenant('acme', { view: { kind: 'prefix', prefix: 'acme.' } });
const SISTER = tenant('sister', { view: { kind: 'prefix', prefix: 'sister.' } });
const LISTED = tenant('listed', { view: { kind: 'listed', collectionIds: new Set(['acme.staff', 'gone']) } });

const { app, people } = withWorld({ tenants: [ACME, SISTER, LISTED] });

beforeAll(async () => {
  await people.user('acme.staff', 'ann', 2);
  await people.collection('theirs');
});

describe('DescribeCollection: 200', () => {
  it('returns the contents of the collection, without account or prefix', async () => {
    const { status, body, text } = await app.ask('/collections/staff');
    expect(status).toBe(200);
    expect(body).toEqual({
      collectionId: 'staff',
      faceCount: 2,
      userCount: 1,
      faceModelVersion: expect.any(String),
      creationTimestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
    expect(text).not.toMatch(/acme|arn|111122223333/);
  });

  it('is allowed with a read-only key', async () => {
    expect((await app.ask('/collections/staff', { key: 'acme-read' })).status).toBe(200);
  });

  it('returns the listed collections to a tenant with a list', async () => {
    const { status, body } = await app.ask('/collections/acme.staff', { key: 'listed-key' });
    expect([status, body['collectionId'], body['faceCount']]).toEqual([200, 'acme.staff', 2]);
  });
});

describe('DescribeCollection: 404', () => {
  it('is the same for a missing collection, another tenant’s and an impossible id', async () => {
    const headers = { 'x-request-id': 'same' };
    const asked: [string, string][] = [
      ['/collections/nowhere', 'acme-key'],
      ['/collections/staff', 'sister-key'],
      ['/collections/acme.staff', 'acme-key'],
      ['/collections/theirs', 'acme-key'],
      ['/collections/theirs', 'listed-key'],
      ['/collections/gone', 'listed-key'],
      [`/collections/${'x'.repeat(255)}`, 'acme-key'],
    ];
    const answers = await Promise.all(asked.map(([path, key]) => app.ask(path, { key, headers })));
    expect(answers.map(({ status }) => status)).toEqual(asked.map(() => 404));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers[0]?.body).toMatchObject({ code: 'resource-not-found' });
  });
});

describe('DescribeCollection: 400', () => {
  it.each(['a%20b', 'ä', 'x'.repeat(256)])('answers an id that no collection can have: %s', async (id) => {
    const { status, body } = await app.ask(`/collections/${id}`);
    expect([status, body['code']]).toEqual([400, 'validation-failed']);
    expect(new Set((body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer))).toEqual(
      new Set(['/path/collectionId']),
    );
  });
});
