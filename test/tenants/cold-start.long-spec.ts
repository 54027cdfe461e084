import { afterEach, describe, expect, it } from '@jest/globals';

import { CredentialCaches } from '../../src/tenants/aws/credential-cache.js';
import { roleTenant, RoleWorld } from '../harness/role-world.js';

let world: RoleWorld;

afterEach(() => world.close());

describe('a start with 1,000 tenants while STS throttles', () => {
  it('serves all tenants within 30 s, with at most 1.2 calls to STS for each', async () => {
    const tenants = Array.from({ length: 1_000 }, (_, n) => roleTenant(`t${n}`));
    world = await RoleWorld.start(tenants, { latencyMs: 0 });
    await world.engine.fail({ operation: 'AssumeRole', fault: 'ThrottlingException', times: 100 });
    const beganMs = world.app.clock.wallMs();
    // 1,000 concurrent requests would measure this machine, so their credentials are requested directly.
    const caches = world.app.app.get(CredentialCaches);
    await world.app.settled(tenants.map((each) => caches.of(each).get()));
    expect(world.app.clock.wallMs() - beganMs).toBeLessThanOrEqual(30_000);
    for (let from = 0; from < tenants.length; from += 50) {
      const some = tenants.slice(from, from + 50).map(({ id }) => world.read(id));
      expect(new Set((await world.app.settled(some)).map(({ status }) => status))).toEqual(new Set([200]));
    }
    const results = (await world.engine.calls('AssumeRole')).map(({ result }) => result);
    expect([results.filter((result) => result === 'ok').length, results.length]).toEqual([1_000, 1_100]);
  });
});
