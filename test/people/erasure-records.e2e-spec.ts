import { afterAll, describe, expect, it } from '@jest/globals';

import type { ErasureResponse } from '../../src/people/erasures.dto.js';
import { AuditFolder } from '../harness/audit.js';
import { withWorld } from '../harness/world.js';

const DAY_MS = 86_400_000;

describe('the record of an erasure', () => {
  const { app, people } = withWorld();

  it('is deleted 90 days after its end, and the person is then unknown', async () => {
    await people.user('staff', 'ann', 1);
    const path = '/collections/staff/users/ann/erasures';
    const { body } = await app.ask<ErasureResponse>(path, { method: 'POST', body: {} });
    const statusOf = async () => (await app.ask(`/collections/staff/erasures/${body.erasureId}`)).status;
    app.clock.stepWall(90 * DAY_MS - 1_000);
    expect(await statusOf()).toBe(200);
    app.clock.stepWall(1_000);
    expect(await statusOf()).toBe(404);
    expect((await app.ask<{ items: unknown[] }>('/collections/staff/erasures')).body.items).toEqual([]);
  });
});

describe('the audit of an erasure', () => {
  const folder = AuditFolder.make();
  const { app, engine, people } = withWorld({ settings: folder.settings });

  afterAll(() => folder.remove());

  it('has the principal and the request id of the request for every write, even after its answer', async () => {
    await people.user('staff', 'ann', 2);
    await engine.hold('DeleteUser');
    const asked = app.ask<ErasureResponse>('/collections/staff/users/ann/erasures', {
      method: 'POST',
      body: {},
      headers: { Prefer: 'wait=1' },
    });
    await engine.seen(1, 'DeleteUser');
    await app.clock.advance(1_000);
    const { status, headers } = await asked;
    expect(status).toBe(202);
    engine.release();
    const repeated = await app.ask('/collections/staff/users/ann/erasures', { method: 'POST', body: {} });
    expect(repeated.status).toBe(200);
    const writes = folder.writes as unknown as Record<string, unknown>[];
    expect(writes.map(({ event, operation }) => [event, operation])).toEqual(
      ['DisassociateFaces', 'DeleteUser', 'DeleteFaces'].flatMap((name) => [
        ['intent', name],
        ['outcome', name],
      ]),
    );
    for (const { requestId, keyId, tenant } of writes)
      expect([requestId, keyId, tenant]).toEqual([headers.get('x-request-id'), 'id-of-acme-key', 'acme']);
  });
});
