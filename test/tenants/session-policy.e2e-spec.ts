import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { OPERATIONS } from '../../src/operations.js';
import type { Answer } from '../harness/app.js';
import { type DocumentedRequest, REQUESTS, targetOf } from '../harness/documented-requests.js';
import { RoleWorld, roleTenant } from '../harness/role-world.js';

let world: RoleWorld;

beforeAll(async () => {
  const acme = roleTenant('acme', { sessionPolicy: true }, { view: { kind: 'prefix', prefix: 'acme.' } });
  world = await RoleWorld.start([acme]);
  await world.people.collection('acme.staff');
  await world.people.user('acme.staff', 'ann', 1);
});
afterAll(() => world.close());

function send(request: DocumentedRequest): Promise<Answer> {
  const { method, body } = request;
  return world.app.clock.passWaits(world.app.ask(targetOf(request), { method, ...(body && { body }) }));
}

describe('A tenant whose role is restricted by a session policy', () => {
  it('may use every route: none is answered aws-access-denied', async () => {
    const denied: string[] = [];
    for (const request of REQUESTS) {
      const { status, body } = await send(request);
      if (status === 403 || status >= 500) denied.push(`${request.operationId}: ${status} ${String(body['code'])}`);
    }
    expect(denied).toEqual([]);
    const called = new Set((await world.rekognitionCalls()).map(({ operation }) => operation));
    expect(OPERATIONS.filter(({ name }) => !called.has(name)).map(({ name }) => name)).toEqual([]);
  });
});
