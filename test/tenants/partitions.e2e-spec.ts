import { afterEach, describe, expect, it } from '@jest/globals';

import { REGIONS_OF } from '../harness/aws-regions.js';
import { RoleWorld, roleTenant } from '../harness/role-world.js';

let world: RoleWorld;

afterEach(() => world.close());

const CASES = Object.entries(REGIONS_OF).map(([partition, [region = '']]) => ({ partition, region }));

describe('a tenant in a region of the partition', () => {
  it.each(CASES)('$partition ($region) uses collections and tags through a session policy', async (place) => {
    const { partition, region } = place;
    const role = { roleArn: `arn:${partition}:iam::111122223333:role/acme`, sessionPolicy: true };
    const view = { kind: 'prefix', prefix: 'acme.' } as const;
    world = await RoleWorld.start([roleTenant('acme', role, { region, view })]);
    const ask = (path: string, method: string, body?: object) =>
      world.app.clock.passWaits(world.app.ask(path, { key: 'acme-key', method, ...(body && { body }) }));

    expect((await ask('/collections', 'POST', { collectionId: 'board', tags: { team: 'red' } })).status).toBe(201);
    expect((await ask('/collections/board/tags', 'PATCH', { tags: { team: 'blue' } })).status).toBeLessThan(300);
    const { status, body } = await ask('/collections/board/tags', 'GET');
    expect([status, body['tags']]).toEqual([200, { team: 'blue' }]);
    expect((await ask('/faces/detect', 'POST', { image: { bytes: 'AA==' } })).status).toBe(415);
  });
});
