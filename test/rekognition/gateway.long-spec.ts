import { describe, expect, it } from '@jest/globals';

import { accountsOf, tenant, TestApp } from '../harness/app.js';
import { TestEngine } from '../harness/engine.js';

const PATH = '/collections/staff/users/ann/faces';

describe('the calls of 520 tenants', () => {
  it('are all answered, also one that takes longer than those of all others', async () => {
    const tenants = Array.from({ length: 520 }, (_, n) => tenant(`t${n}`));
    const shared = await TestEngine.start({ accounts: accountsOf(tenants), latencyMs: 0 });
    const many = await TestApp.start(shared.url, { tenants });
    await shared.hold('ListFaces');
    const first = many.ask(PATH, { key: 't0-key' });
    await shared.seen(1, 'ListFaces');
    for (let from = 1; from < tenants.length; from += 40) {
      await Promise.all(tenants.slice(from, from + 40).map(({ id }) => many.ask(PATH, { key: `${id}-key` })));
    }
    shared.release();
    const { body } = await first;
    await many.close();
    await shared.close();
    expect(body['code']).toBe('resource-not-found');
  });
});
