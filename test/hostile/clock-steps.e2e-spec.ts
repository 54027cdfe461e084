import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { accountsOf, apiKey, tenant, TestApp } from '../harness/app.js';
import { TestEngine } from '../harness/engine.js';

const SECOND_MS = 1_000;
const HOUR_MS = 3_600 * SECOND_MS;
const STEPS = [10, -10, 90, -90, 3_600, -3_600].map((seconds) => [seconds] as const);
const PATH = '/collections/nowhere/users/ann/faces';

const LASTING = apiKey('lasting-key', ['read', 'write']);
const EXPIRING = apiKey('expiring-key', ['read'], Date.now() + HOUR_MS / 2);

let engine: TestEngine;
let app: TestApp;

const read = (key = 'lasting-key', wait = 10) => app.ask(PATH, { key, headers: { prefer: `wait=${wait}` } });

beforeEach(async () => {
  const acme = tenant('acme', { apiKeys: [LASTING, EXPIRING] });
  engine = await TestEngine.start({ accounts: accountsOf([acme]) });
  app = await TestApp.start(engine.url, { tenants: [acme] });
  await app.warm();
});

afterEach(async () => {
  await app.close();
  await engine.close();
});

describe.each(STEPS)('a wall clock that is stepped by %i s', (seconds) => {
  const step = (): void => app.clock.stepWall(seconds * SECOND_MS);

  it('does not change the deadline of a waiting call', async () => {
    await engine.fail({ operation: 'ListFaces', fault: 'latency', latencyMs: 60_000, times: 1 });
    const asked = read('lasting-key', 2);
    const answer = { arrived: false };
    void asked.then(() => (answer.arrived = true));
    await engine.seen(1, 'ListFaces');
    step();
    await app.clock.advance(1_999);
    expect(answer.arrived).toBe(false);
    await app.clock.advance(1);
    expect([(await asked).status, app.clock.pending]).toEqual([504, 0]);
  });

  it('does not change when an open breaker closes', async () => {
    await engine.fail({ operation: 'ListFaces', fault: 'InternalServerError', times: 1_000 });
    const codes: unknown[] = [];
    while (codes.length < 60 && codes.at(-1) !== 'circuit-open')
      codes.push((await app.clock.passWaits(read())).body['code']);
    expect(codes.at(-1)).toBe('circuit-open');
    await engine.heal();
    step();
    await app.clock.advance(4_000);
    expect((await read()).body['code']).toBe('resource-not-found');
  });

  it('does not reject a caller whose calls were served before', async () => {
    const before = await read();
    step();
    const after = await Promise.all(Array.from({ length: 10 }, () => read()));
    expect([before, ...after].map(({ body }) => body['code'])).toEqual(Array(11).fill('resource-not-found'));
  });

  it('expires a key exactly when the wall clock passes its date', async () => {
    step();
    const { status } = await read('expiring-key');
    expect(status).toBe(seconds === 3_600 ? 401 : 404);
  });

  it('neither counts a failed credential of an hour ago nor forgets a recent one', async () => {
    for (let guess = 0; guess < 10; guess += 1) await read('wrong');
    step();
    expect((await read('wrong')).status).toBe(429);
    await app.clock.advance(60_000);
    expect((await read('wrong')).status).toBe(401);
  });
});
