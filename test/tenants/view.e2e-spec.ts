import { beforeAll, describe, expect, it } from '@jest/globals';

import type { CollectionView } from '../../src/config/tenant.js';
import { type Answer, tenant } from '../harness/app.js';
import { withWorld } from '../harness/world.js';

const prefix = (text: string): CollectionView => ({ kind: 'prefix', prefix: text });
const listed = (...ids: string[]): CollectionView => ({ kind: 'listed', collectionIds: new Set(ids) });

/** Four tenants of one account in one region. */
const ACME = tenant('acme', { view: prefix('acme.') });
const EMEA = tenant('emea', { view: prefix('emea.') });
const LISTED = tenant('listed', { view: listed('visitors') });
const ADMIN = tenant('admin');
const TENANTS = [ACME, EMEA, LISTED];

const facesOf: Record<string, string[]> = {};

const { app, engine, people } = withWorld({ tenants: TENANTS, owner: ADMIN });

beforeAll(async () => {
  for (const id of ['acme.staff', 'emea.staff', 'visitors', 'board']) await people.collection(id);
  for (const id of ['acme.staff', 'emea.staff', 'staff', 'visitors', 'board']) {
    facesOf[id] = await people.user(id, 'ann', 2);
  }
});

async function idsSeen(key: string, collectionId: string): Promise<unknown[]> {
  const { body } = await app.ask(`/collections/${collectionId}/users/ann/faces`, { key });
  return ((body['items'] ?? []) as { faceId: string }[]).map(({ faceId }) => faceId).sort();
}

/** An answer without its unique ids. */
function said({ status, headers, text, body }: Answer): unknown[] {
  const own = [body['requestId'], body['awsRequestId']].filter((id) => typeof id === 'string');
  const heard = [...headers].filter(([name]) => !['x-request-id', 'traceparent', 'date'].includes(name));
  const blank = (words: string): string => own.reduce((rest, id) => rest.replaceAll(id, '…'), words);
  return [status, heard, blank(text)];
}

describe('one id of a collection', () => {
  it('refers to a different collection for each tenant, and the prefix is never visible', async () => {
    expect(await idsSeen('acme-key', 'staff')).toEqual([...facesOf['acme.staff']!].sort());
    expect(await idsSeen('emea-key', 'staff')).toEqual([...facesOf['emea.staff']!].sort());
    const { text, headers } = await app.ask('/collections/nowhere/users/ann/faces');
    expect(`${text}${JSON.stringify([...headers])}`).not.toContain('acme.');
  });

  it('is changed for its own tenant only', async () => {
    const [faceId] = facesOf['acme.staff']!;
    const path = '/collections/staff/users/ann/faces';
    const foreign = await app.ask(path, { method: 'DELETE', key: 'emea-key', body: { faceIds: [faceId] } });
    expect(foreign.body['unsuccessfulFaceDisassociations']).toEqual([{ faceId, reasons: ['FACE_NOT_FOUND'] }]);
    expect(await people.facesOf('acme.staff', 'ann')).toContain(faceId);
    const own = await app.ask(path, { method: 'DELETE', body: { faceIds: [faceId] } });
    expect([own.status, await people.facesOf('acme.staff', 'ann')]).toEqual([200, [facesOf['acme.staff']![1]]]);
  });

  it('is sent if it has 255 characters with the prefix, and does not exist if it is longer', async () => {
    await engine.forgetCalls();
    const answers = await Promise.all(
      [250, 251, 255].map((length) => app.ask(`/collections/${'x'.repeat(length)}/users/ann/faces`)),
    );
    expect(answers.map(({ body }) => body['code'])).toEqual(Array(3).fill('resource-not-found'));
    expect(await engine.calls('ListFaces')).toHaveLength(1);
  });
});

describe('a collection that is another’s', () => {
  it.each([
    ['under a prefix', 'acme-key', ['emea.staff', 'acme.staff', 'board', 'visitors']],
    ['outside a list', 'listed-key', ['board', 'staff', 'acme.staff', 'emea.staff']],
  ])('gets exactly the answer of a missing one: %s', async (_name, key, foreign) => {
    const missing = await app.ask('/collections/nowhere/users/ann/faces', { key });
    expect([missing.status, missing.body['code']]).toEqual([404, 'resource-not-found']);
    for (const id of foreign) {
      expect(said(await app.ask(`/collections/${id}/users/ann/faces`, { key }))).toEqual(said(missing));
    }
  });

  it('outside a list is never sent', async () => {
    await engine.forgetCalls();
    await app.ask('/collections/board/users/ann/faces', { key: 'listed-key' });
    const path = '/collections/board/users/ann/faces';
    await app.ask(path, { method: 'DELETE', key: 'listed-key', body: { faceIds: [facesOf['board']![0]] } });
    expect(await engine.calls()).toEqual([]);
    expect(await people.facesOf('board', 'ann')).toHaveLength(2);
  });

  it("does not affect the tenant's own collections", async () => {
    expect(await idsSeen('listed-key', 'visitors')).toEqual([...facesOf['visitors']!].sort());
  });
});
