import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { accountsOf, apiKey, tenant, TestApp } from '../harness/app.js';
import { TestEngine } from '../harness/engine.js';
import { Wire } from '../harness/wire.js';
import { eventually } from '../harness/eventually.js';
import { FakeClock } from '../harness/fake-clock.js';
import { People } from '../harness/people.js';

const ACME = tenant('acme');
const SISTER = tenant('sister');
const OTHER = tenant('other', { awsAccount: '999988887777' });
const TENANTS = [ACME, SISTER, OTHER];
const PATH = '/collections/staff/users/ann/faces';

let engine: TestEngine;
let app: TestApp;
let people: People[];
let idsOf: Record<'acme' | 'other', string[]>;

beforeEach(async () => {
  engine = await TestEngine.start({ accounts: accountsOf(TENANTS) });
  app = await TestApp.start(engine.url, { tenants: TENANTS });
  people = [ACME, OTHER].map((each) => new People(engine.url, each));
  const [acme, other] = people as [People, People];
  await Promise.all(people.map((each) => each.collection('staff')));
  idsOf = { acme: await acme.user('staff', 'ann', 2), other: await other.user('staff', 'ann', 2) };
  await engine.forgetCalls();
});

afterEach(async () => {
  for (const each of people) each.close();
  await app.close();
  await engine.close();
});

function remove(key: string, faceId: string | undefined) {
  return app.ask(PATH, { method: 'DELETE', key, body: { faceIds: [faceId] } });
}

describe('two tenants with equal collection and user ids', () => {
  it('of one account wait for each other, and each is signed with its own keys', async () => {
    await engine.hold('DisassociateFaces');
    const first = remove('acme-key', idsOf.acme[0]);
    await engine.seen(1);
    const second = remove('sister-key', idsOf.acme[1]);
    await eventually(async () => (await app.ask('/metrics', { key: '' })).text.includes('facade_calls_waiting 1'));
    expect(await engine.calls('DisassociateFaces')).toHaveLength(1);
    engine.release();
    expect((await Promise.all([first, second])).map(({ status }) => status)).toEqual([200, 200]);
    const calls = await engine.calls('DisassociateFaces');
    expect(calls.map(({ accessKeyId, result }) => [accessKeyId, result])).toEqual([
      ['AKIAacme', 'ok'],
      ['AKIAsister', 'ok'],
    ]);
  });

  it('of two accounts do not wait for each other, and do not see each other', async () => {
    await engine.hold('DisassociateFaces');
    const first = remove('acme-key', idsOf.acme[0]);
    await engine.seen(1);
    const second = await remove('other-key', idsOf.other[0]);
    expect([second.status, (await engine.calls('DisassociateFaces')).map(({ result }) => result)]).toEqual([
      200,
      ['pending', 'ok'],
    ]);
    engine.release();
    expect((await first).status).toBe(200);
    const foreign = await remove('other-key', idsOf.acme[1]);
    expect(foreign.body['unsuccessfulFaceDisassociations']).toEqual([
      { faceId: idsOf.acme[1], reasons: ['FACE_NOT_FOUND'] },
    ]);
  });
});

describe('every call', () => {
  it("is signed with its own tenant's keys, however many run at once", async () => {
    const keys = ['acme', 'sister', 'other'];
    const asked = Array.from({ length: 60 }, (_, n) => keys[n % 3]!);
    await Promise.all(asked.map((id) => app.ask(PATH, { key: `${id}-key` })));
    const seen = (await engine.calls('ListFaces')).map(({ accessKeyId }) => accessKeyId).sort();
    expect(seen).toEqual(asked.map((id) => `AKIA${id}`).sort());
  });
});

describe('credentials of callers', () => {
  it.each([
    ['no credential', {}],
    ['a wrong key', { 'x-api-key': 'nonsense' }],
    ['an empty key', { 'x-api-key': '' }],
    ['a wrong bearer', { authorization: 'Bearer nonsense' }],
    ['a JWT, while no issuer is configured', { authorization: 'Bearer e30.e30.c2ln' }],
    ['another scheme', { authorization: 'Basic YWNtZS1rZXk6' }],
  ])('are answered 401 with a challenge: %s', async (_name, headers) => {
    const answer = await app.ask(PATH, { key: '', headers });
    expect([answer.status, answer.body['code']]).toEqual([401, 'unauthenticated']);
    expect(answer.headers.get('www-authenticate')).toContain('Bearer');
  });

  it('accept the key as a bearer token, too', async () => {
    const { body } = await app.ask('/me', { key: '', headers: { authorization: 'Bearer acme-key' } });
    expect(body).toEqual({
      tenant: 'acme',
      keyId: 'id-of-acme-key',
      scopes: ['read', 'write', 'admin'],
      sharedKeys: false,
    });
  });

  it('are answered 400 if there are two different ones', async () => {
    const { status, body } = await app.ask('/me', { headers: { authorization: 'Bearer acme-read' } });
    expect([status, body['code']]).toEqual([400, 'validation-failed']);
  });

  it('are answered 403 for a write with a read-only key, and nothing is sent', async () => {
    const { status, body } = await remove('acme-read', idsOf.acme[0]);
    expect([status, body['code']]).toEqual([403, 'insufficient-scope']);
    expect(await engine.calls()).toEqual([]);
  });
});

describe('a key that expires', () => {
  it('is rejected from that moment on', async () => {
    const clock = new FakeClock();
    const expiring = tenant('brief', { apiKeys: [apiKey('brief-key', ['read'], clock.wallMs() + 60_000)] });
    const brief = await TestApp.start(engine.url, { tenants: [expiring] }, clock);
    const before = await brief.ask('/me', { key: 'brief-key' });
    await brief.clock.advance(60_000);
    const after = await brief.ask('/me', { key: 'brief-key' });
    await brief.close();
    expect([before.status, after.status]).toEqual([200, 401]);
  });
});

describe('a tenant with wrong AWS keys', () => {
  it.each([
    ['an unknown key', () => ({ accessKeyId: 'AKIAunknown', secretAccessKey: 'x' }), 2],
    ['a wrong secret', () => ({ accessKeyId: 'AKIAacme', secretAccessKey: 'x' }), 1],
  ])('answers 502 tenant-credentials for %s', async (_name, read, attempts) => {
    const wrong = await TestApp.start(engine.url, {
      tenants: [tenant('acme', { credentials: { kind: 'static', read } })],
    });
    const { status, body } = await wrong.clock.passWaits(wrong.ask(PATH));
    await wrong.close();
    expect([status, body['code'], body['retryable'], body['effect']]).toEqual([
      502,
      'tenant-credentials',
      false,
      'none',
    ]);
    expect(attempts).toBeGreaterThan(0);
  });

  it('answers 503 credentials-unavailable if the keys are missing, without calling AWS', async () => {
    const read = (): { accessKeyId: string; secretAccessKey: string } => ({ accessKeyId: '', secretAccessKey: '' });
    const gone = await TestApp.start(engine.url, {
      tenants: [tenant('acme', { credentials: { kind: 'static', read } })],
    });
    const { status, body, headers } = await gone.ask(PATH);
    await gone.close();
    expect([status, body['code'], headers.get('retry-after')]).toEqual([503, 'credentials-unavailable', '5']);
    expect(await engine.calls()).toEqual([]);
  });
});

describe('a clock that is 20 minutes off', () => {
  it.each([20, -20])('costs one retry and no failure, even for 50 concurrent cold calls (%i min)', async (minutes) => {
    const skewed = await TestEngine.start({ accounts: accountsOf([ACME]), clockSkewMs: minutes * 60_000 });
    const cold = await TestApp.start(skewed.url, { tenants: [ACME] });
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => cold.ask('/collections/nowhere/users/ann/faces')),
    );
    await cold.close();
    await skewed.close();
    expect(new Set(answers.map(({ body }) => body['code']))).toEqual(new Set(['resource-not-found']));
  });
});

describe('a clock that is stepped while the service runs', () => {
  it.each([60, -60])('costs one retry and no failure, even when it is corrected again (%i min)', async (minutes) => {
    const engines = await Promise.all(
      [0, minutes].map((skew) => TestEngine.start({ accounts: accountsOf([ACME]), clockSkewMs: skew * 60_000 })),
    );
    const wire = await Wire.to(engines[0]!.url);
    const stepped = await TestApp.start(wire.url, { tenants: [ACME] });
    const codes: unknown[] = [];
    for (const target of [0, 1, 0, 1, 0]) {
      wire.leadTo(engines[target]!.url);
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => stepped.ask('/collections/nowhere/users/ann/faces')),
      );
      codes.push(...answers.map(({ body }) => body['code']));
    }
    await stepped.close();
    await wire.close();
    await Promise.all(engines.map((each) => each.close()));
    expect(new Set(codes)).toEqual(new Set(['resource-not-found']));
  });
});

describe('An unexpected error', () => {
  it.each([
    ['GET', 'none'],
    ['DELETE', 'unknown'],
  ])('leads to a 500 without details; for a %s the effect is %s', async (method, effect) => {
    const read = (): never => {
      throw new TypeError('secret words');
    };
    const broken = await TestApp.start(engine.url, {
      tenants: [tenant('acme', { credentials: { kind: 'static', read } })],
    });
    const body = method === 'DELETE' ? { body: { faceIds: [idsOf.acme[0]] } } : {};
    const { status, text, body: problem } = await broken.ask(PATH, { method, ...body });
    const log = broken.logLines.join('');
    await broken.close();
    expect([status, problem['code'], problem['effect'], problem['retryable']]).toEqual([
      500,
      'internal',
      effect,
      false,
    ]);
    expect(text).not.toContain('secret');
    expect(log).toContain('unexpected error');
  });
});
