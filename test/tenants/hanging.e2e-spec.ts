import { afterEach, describe, expect, it } from '@jest/globals';

import { accountsOf, type Answer, tenant, TestApp } from '../harness/app.js';
import { TestEngine } from '../harness/engine.js';
import { eventually } from '../harness/eventually.js';
import { TenantFaults } from '../harness/tenant-faults.js';

const OFF = { byAccount: new Map(), others: 'off' } as const;
const TENANTS = Array.from({ length: 50 }, (_, number) => tenant(`t${number}`));
const [HANGING, HEALTHY] = [TENANTS.slice(0, 20), TENANTS.slice(20)];
const CALLS_EACH = 15;

let engine: TestEngine;
let faults: TenantFaults;
let app: TestApp;

afterEach(async () => {
  await app.close();
  await faults.close();
  await engine.close();
});

const read = (id: string, signal?: AbortSignal): Promise<Answer> =>
  app.ask('/collections/none/users/ann/faces', { key: `${id}-key`, ...(signal && { signal }) });

async function gauge(name: string): Promise<number> {
  const { text } = await app.ask('/metrics', { key: '' });
  return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1]);
}

describe('twenty of fifty tenants whose calls hang', () => {
  it('leave slots to the others, whose calls are all served without a wait', async () => {
    engine = await TestEngine.start({ accounts: accountsOf(TENANTS), latencyMs: 2 });
    faults = await TenantFaults.before(engine.url);
    app = await TestApp.start(faults.url, { tenants: TENANTS, quotas: OFF });
    await app.warm();
    faults.set(HANGING, 'hangs');
    const leaving = new AbortController();
    const hung = HANGING.length * CALLS_EACH;
    for (const { id } of HANGING)
      for (let n = 0; n < CALLS_EACH; n += 1) void read(id, leaving.signal).catch(() => undefined);
    await eventually(async () => (await gauge('facade_calls_waiting')) + faults.hangs === hung);
    expect(await gauge('facade_attempts_in_flight')).toBeLessThanOrEqual(256 - 20);

    // The clock stands still: a call that had to wait for a slot would never be answered.
    for (let round = 0; round < 3; round += 1) {
      const answers = await Promise.all(HEALTHY.map(({ id }) => read(id)));
      expect(answers.map(({ status }) => status)).toEqual(HEALTHY.map(() => 404));
    }
    leaving.abort();
    await eventually(() => faults.hangs === 0);
  });
});
