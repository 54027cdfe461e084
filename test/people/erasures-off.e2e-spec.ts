import { describe, expect, it } from '@jest/globals';

import { tenant } from '../harness/app.js';
import { withWorld } from '../harness/world.js';

const { app, people } = withWorld({ tenants: [tenant('acme')], settings: { erasures: undefined as never } });

describe('a service without ERASURES', () => {
  it('answers 503 erasure-unavailable to erasures, and changes nothing', async () => {
    await people.user('staff', 'ann', 1);
    const path = '/collections/staff/users/ann/erasures';
    const { status, body } = await app.ask(path, { method: 'POST', body: {} });
    expect([status, body['code'], body['effect']]).toEqual([503, 'erasure-unavailable', 'none']);
    expect((await people.facesOf('staff', 'ann')).length).toBe(1);
  });

  it('creates users as before', async () => {
    const { status } = await app.ask('/collections/staff/users', { method: 'POST', body: { userId: 'bob' } });
    expect(status).toBe(201);
  });
});
