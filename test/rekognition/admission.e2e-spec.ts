import { afterEach, describe, expect, it } from '@jest/globals';

import type { Config } from '../../src/config/config.js';
import { accountsOf, type Answer, tenant, TestApp } from '../harness/app.js';
import { TestEngine } from '../harness/engine.js';
import { eventually } from '../harness/eventually.js';
import { Gate } from '../harness/gate.js';
import { imageOf, inJson } from '../harness/images.js';
import { People } from '../harness/people.js';

const ACME = tenant('acme');
/** Another tenant of the same account, which sees the same users. */
const BETA = tenant('beta');
const FACES_OF_ANN = '/collections/staff/users/ann/faces';
const OFF: Config['quotas'] = { byAccount: new Map(), others: 'off' };
const AWS: Config['quotas'] = { byAccount: new Map(), others: 'aws' };

let engine: TestEngine;
let gate: Gate;
let app: TestApp;
let people: People;
let keys = 0;

afterEach(async () => {
  people.close();
  await app.close();
  await gate.close();
  await engine.close();
});

async function start(quotas: Config['quotas'] = OFF): Promise<void> {
  engine = await TestEngine.start({ accounts: accountsOf([ACME, BETA]), latencyMs: 1, settleMs: 0 });
  gate = await Gate.start(engine.url);
  app = await TestApp.start(gate.url, { tenants: [ACME, BETA], quotas });
  people = new People(engine.url, ACME);
  await people.collection('staff');
  await app.warm();
}

const index = (headers: Record<string, string> = {}): Promise<Answer> =>
  app.ask('/collections/staff/faces', { method: 'POST', body: { image: inJson(imageOf('ann')) }, headers });

const read = (headers: Record<string, string> = {}): Promise<Answer> => app.ask(FACES_OF_ANN, { headers });

function change(method: 'DELETE' | 'POST', faceId: string, headers: Record<string, string> = {}): Promise<Answer> {
  return app.ask(FACES_OF_ANN, { method, body: { faceIds: [faceId] }, headers });
}

/** Makes a call for which Rekognition takes this long. */
async function slow(ms: number, ask: () => Promise<Answer>): Promise<Answer> {
  gate.hold();
  const answer = ask();
  await eventually(() => gate.holds === 1);
  await app.clock.advance(ms);
  gate.open();
  return answer;
}

async function metric(pattern: RegExp): Promise<number> {
  const { text } = await app.ask('/metrics', { key: '' });
  return Number(pattern.exec(text)?.[1] ?? 0);
}

const waiting = (): Promise<number> => metric(/^facade_calls_waiting (\d+)$/m);

describe('a call', () => {
  it.each([
    ['with a quota', AWS],
    ['without quotas', OFF],
  ])('is served after one that took 3.6 s, %s', async (_name, quotas) => {
    await start(quotas);
    expect((await slow(3_600, index)).status).toBe(201);
    for (let n = 0; n < 3; n += 1) expect((await index()).status).toBe(201);
  });

  it('with a timeout of one second is served after a first call that took 400 ms', async () => {
    await start();
    await people.user('staff', 'ann', 1);
    const hasty = { prefer: 'wait=1' };
    expect((await slow(400, () => read(hasty))).status).toBe(200);
    for (let n = 0; n < 3; n += 1) expect((await read(hasty)).status).toBe(200);
  });

  it('is served after four slow calls that followed a hundred quick ones', async () => {
    await start();
    for (let n = 0; n < 100; n += 1) expect((await index()).status).toBe(201);
    for (let n = 0; n < 4; n += 1) expect((await slow(4_500, index)).status).toBe(201);
    expect((await index()).status).toBe(201);
  });

  it.each([10_000, -10_000, 90_000, -90_000, 3_600_000, -3_600_000])(
    'is served after the wall clock moved by %i ms during another',
    async (stepMs) => {
      await start(AWS);
      gate.hold();
      const first = index();
      await eventually(() => gate.holds === 1);
      app.clock.stepWall(stepMs);
      gate.open();
      // Rekognition refuses a signature that is too old or too new, and the service corrects its clock.
      expect([201, 502]).toContain((await app.clock.passWaits(first)).status);
      app.clock.stepWall(-stepMs);
      for (let n = 0; n < 3; n += 1) expect((await app.clock.passWaits(index())).status).toBe(201);
    },
  );

  it('is never rate-limited without a quota: calls without a slot end at their deadline', async () => {
    await start();
    gate.hold();
    const asked = Array.from({ length: 80 }, () => read({ prefer: 'wait=2' }));
    await eventually(() => gate.holds === 32);
    await eventually(async () => (await waiting()) === 48);
    await app.clock.advance(2_000);
    const answers = await Promise.all(asked);
    expect(answers.map(({ status }) => status)).toEqual(Array(80).fill(504));
    expect(answers.filter(({ body }) => body['code'] === 'deadline-passed')).toHaveLength(48);
    gate.open();
    expect((await app.clock.passWaits(read())).status).toBe(404);
  });
});

describe('writes of one user', () => {
  it.each([
    ['of two clients in a loop, each waiting one second,', 2, false],
    ['of three clients in a loop, each with new keys,', 3, true],
  ])('%s are all served', async (_name, clients, isKeyed) => {
    await start();
    const [faceId = ''] = await people.user('staff', 'ann', 1);
    const loop = async (): Promise<number[]> => {
      const statuses: number[] = [];
      for (let round = 0; round < 40; round += 1) {
        const key = { 'idempotency-key': `round-${String((keys += 1))}` };
        statuses.push((await change('DELETE', faceId, { prefer: 'wait=1', ...(isKeyed && key) })).status);
      }
      return statuses;
    };
    const statuses = await Promise.all(Array.from({ length: clients }, loop));
    expect(statuses.flat()).toEqual(Array(clients * 40).fill(200));
  });

  it('wait behind a slow one until their own deadline, without effect', async () => {
    await start();
    const [first = '', second = ''] = await people.user('staff', 'ann', 2);
    gate.hold();
    const slowOne = change('DELETE', first);
    await eventually(() => gate.holds === 1);
    const behind = change('POST', second, { prefer: 'wait=2' });
    await eventually(async () => (await waiting()) === 1);
    await app.clock.advance(2_000);
    const { status, body } = await behind;
    expect([status, body['code'], body['effect'], body['retryable']]).toEqual([504, 'deadline-passed', 'none', true]);
    gate.open();
    expect((await slowOne).status).toBe(200);
    expect(gate.sent.filter(({ operation }) => operation === 'AssociateFaces')).toEqual([]);
  });

  it('are rejected as busy if a hundred already wait for the same user', async () => {
    await start();
    const [faceId = ''] = await people.user('staff', 'ann', 1);
    gate.hold();
    const asked = [change('POST', faceId)];
    await eventually(() => gate.holds === 1);
    asked.push(...Array.from({ length: 100 }, () => change('POST', faceId)));
    await eventually(async () => (await waiting()) === 100);
    const { status, body, headers } = await change('POST', faceId);
    expect([status, body['code'], body['effect'], body['retryable']]).toEqual([503, 'busy', 'none', true]);
    expect(headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    gate.open();
    const answers = await Promise.all(asked);
    expect(answers.map((answer) => answer.status)).toEqual(Array(101).fill(200));
  });

  it('of one tenant leave room for another tenant of the account, however many wait', async () => {
    await start();
    const [faceId = ''] = await people.user('staff', 'ann', 1);
    gate.hold();
    const flood = [change('POST', faceId)];
    await eventually(() => gate.holds === 1);
    flood.push(...Array.from({ length: 100 }, () => change('POST', faceId)));
    await eventually(async () => (await waiting()) === 100);
    const other = app.ask(FACES_OF_ANN, { method: 'POST', key: 'beta-key', body: { faceIds: [faceId] } });
    await eventually(async () => (await waiting()) === 101);
    gate.open();
    expect((await other).status).toBe(200);
    const answers = await Promise.all(flood);
    expect(answers.map(({ status }) => status)).toEqual(Array(101).fill(200));
  });
});
