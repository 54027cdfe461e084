import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { TokenVerifier } from '../../src/tenants/identity/token-verifier.js';
import { accountsOf, tenant, TestApp } from '../harness/app.js';
import { TestEngine } from '../harness/engine.js';
import { eventually } from '../harness/eventually.js';
import { FakeClock } from '../harness/fake-clock.js';
import { flood } from '../harness/hostile-upstream.js';
import { type Play, TestIssuer, withKeysIn } from '../harness/issuer.js';
import { ecPair, edPair, hmacToken, jwkOf, type Members, rsaPair, signedToken } from '../harness/tokens.js';

const ACME = tenant('acme');
const OTHER = tenant('other', { awsAccount: '999988887777' });
const PATH = '/collections/staff/users/ann/faces';
const SECOND = rsaPair('second');

let engine: TestEngine;
let clock: FakeClock;
let issuer: TestIssuer;
let app: TestApp;

beforeAll(async () => {
  engine = await TestEngine.start({ accounts: accountsOf([ACME, OTHER]) });
});
afterAll(() => engine.close());

beforeEach(async () => {
  issuer = await TestIssuer.start(new FakeClock());
});
afterEach(async () => {
  await app.close();
  await issuer.close();
});

/** Starts the service with these issuers, by default one, and waits until it has their keys. */
async function serve(issuers = [issuer.settings()], settled = true): Promise<void> {
  app = await TestApp.start(engine.url, { tenants: [ACME, OTHER], issuers });
  ({ clock } = app);
  if (settled) await fetched(1);
}

/** Waits until this many fetches of keys have ended. */
async function fetched(count: number): Promise<void> {
  await eventually(async () => (await fetchesEnded()) === count);
}

async function fetchesEnded(): Promise<number> {
  const counts = await metrics(/facade_issuer_key_fetches_total\{outcome="\w+"\} (\d+)/g);
  return counts.reduce((sum, count) => sum + count, 0);
}

async function metrics(pattern: RegExp): Promise<number[]> {
  const { text } = await app.ask('/metrics', { key: '' });
  return [...text.matchAll(pattern)].map(([, count]) => Number(count));
}

function ask(token: string, path = '/me', headers: Record<string, string> = {}) {
  return app.ask(path, { key: '', headers: { authorization: `Bearer ${token}`, ...headers } });
}

async function statusOf(token: string): Promise<number> {
  return (await ask(token)).status;
}

describe('An issuer that is accepted for some tenants only', () => {
  it('is accepted for those and for no other', async () => {
    await serve([{ ...issuer.settings(), tenants: ['other'] }]);
    expect(await Promise.all(['other', 'acme'].map((org) => statusOf(issuer.token({ org }))))).toEqual([200, 401]);
    expect(app.logLines.join('')).toContain('"reason":"foreign-tenant"');
  });
});

describe('a token of a trusted issuer', () => {
  beforeEach(() => serve());

  it('determines subject, tenant and scopes', async () => {
    const { status, body } = await ask(issuer.token());
    expect([status, body]).toEqual([
      200,
      { tenant: 'acme', subject: 'ann@acme.example', scopes: ['read', 'write'], sharedKeys: false },
    ]);
  });

  it("leads to calls signed with its tenant's AWS keys, whatever else the request contains", async () => {
    await engine.forgetCalls();
    await ask(issuer.token({ org: 'other' }), `${PATH}?tenant=acme`);
    await ask(issuer.token({ org: 'other' }), PATH, { 'x-tenant': 'acme', 'x-tenant-id': 'acme' });
    expect((await engine.calls('ListFaces')).map(({ accessKeyId }) => accessKeyId)).toEqual(['AKIAother']);
  });

  it.each<[string, unknown, string[]]>([
    ['a string', 'read admin', ['read', 'admin']],
    ['a list', ['write', 'read'], ['read', 'write']],
    ['a string with unknown scopes', 'openid read faces:write READ', ['read']],
    ['no claim', undefined, []],
    ['an object', { read: true, includes: 'read' }, []],
    ['a list of lists', [['read']], []],
  ])('grants the scopes in %s', async (_name, scope, scopes) => {
    const { body, status } = await ask(issuer.token({ scope }));
    const known = scopes.includes('read');
    expect([status, known ? body['scopes'] : body['code']]).toEqual(
      known ? [200, scopes] : [403, 'insufficient-scope'],
    );
  });

  it('does not allow a write with the scope read only', async () => {
    const headers = { authorization: `Bearer ${issuer.token({ scope: 'read' })}` };
    const faceIds = ['b221c728-bac9-4454-9b3e-b0848bee8329'];
    const { status, body } = await app.ask(PATH, { method: 'DELETE', key: '', headers, body: { faceIds } });
    expect([status, body['code']]).toEqual([403, 'insufficient-scope']);
  });

  it.each([
    ['the configured audience', ['faces'], 200],
    ['the configured audience and others', ['billing', 'faces', 'acme'], 200],
    ['other audiences', ['billing', 'other'], 401],
    ['no audience at all', [], 401],
  ])('with an array of audiences is accepted only if one is configured: %s', async (_name, aud, status) => {
    const answers = await Promise.all(['acme', 'other'].map((org) => ask(issuer.token({ aud, org }))));
    expect(answers.map(({ status: answered }) => answered)).toEqual([status, status]);
    if (status === 200) expect(answers.map(({ body }) => body['tenant'])).toEqual(['acme', 'other']);
  });

  it.each([
    ['JWT', 200],
    ['at+jwt', 200],
    ['application/at+jwt', 200],
    ['logout+jwt', 401],
    ['JWE', 401],
    [['JWT'], 401],
  ])('of the type %p is answered with %i', async (typ, status) => {
    expect(await statusOf(signedToken(issuer.pair, issuer.claims(), { typ }))).toBe(status);
  });

  it('is valid for at most 30 seconds before nbf and after exp', async () => {
    const nowSeconds = Math.floor(clock.wallMs() / 1_000);
    const ended = (seconds: number): string => issuer.token({ exp: nowSeconds - seconds });
    const early = (seconds: number): string => issuer.token({ nbf: nowSeconds + seconds });
    const statuses = await Promise.all([ended(28), ended(31), early(28), early(32)].map(statusOf));
    expect(statuses).toEqual([200, 401, 200, 401]);
  });

  it('needs one signature check a minute, however often it is sent', async () => {
    const token = issuer.token();
    for (let time = 0; time < 20; time += 1) expect(await statusOf(token)).toBe(200);
    expect(await metrics(/facade_token_checks_total (\d+)/g)).toEqual([1]);
    await clock.advance(60_000);
    await statusOf(token);
    expect(await metrics(/facade_token_checks_total (\d+)/g)).toEqual([2]);
  });

  it('that was valid is rejected once it has expired, its issuer is removed, or the clock is set back', async () => {
    const nowSeconds = Math.floor(clock.wallMs() / 1_000);
    const [short, long, young] = [{ exp: nowSeconds }, {}, { nbf: nowSeconds + 29 }].map((claims) =>
      issuer.token(claims),
    );
    expect(await Promise.all([short!, long!, young!].map(statusOf))).toEqual([200, 200, 200]);
    await clock.advance(31_000);
    clock.stepWall(-33_000);
    expect(await statusOf(young!)).toBe(401);
    clock.stepWall(33_000);
    expect([await statusOf(short!), await statusOf(long!)]).toEqual([401, 200]);
    app.app.get(TokenVerifier).replace([]);
    expect(await statusOf(long!)).toBe(401);
  });

  it('expires without a restart', async () => {
    const token = issuer.token({ exp: Math.floor(clock.wallMs() / 1_000) + 60 });
    const before = await statusOf(token);
    await clock.advance(91_000);
    expect([before, await statusOf(token)]).toEqual([200, 401]);
  });

  it.each<[string, Members, number]>([
    ['for a day from its issue', { iat: 0, exp: 86_400 }, 200],
    ['for a second more than a day', { iat: 0, exp: 86_401 }, 401],
    ['for a second more, of which an hour is left', { iat: -82_801, exp: 3_600 }, 401],
    ['for years', { iat: 0, exp: 315_360_000 }, 401],
    ['for an hour of next year, without nbf', { iat: 31_536_000, exp: 31_539_600 }, 401],
    ['for a day by a clock that is 30 seconds ahead', { iat: 29, exp: 86_429 }, 200],
    ['for a day from now, without iat', { iat: undefined, exp: 86_400 }, 200],
    ['for two days from now, without iat', { iat: undefined, exp: 172_800 }, 401],
    ['since a time before the epoch', { iat: -1e308, exp: 3_600 }, 401],
  ])('is accepted or rejected by its lifetime: %s', async (_name, times, status) => {
    const nowSeconds = Math.floor(clock.wallMs() / 1_000);
    const claims = Object.entries(times).map(([name, at]) => [name, at === undefined ? at : nowSeconds + Number(at)]);
    expect(await statusOf(issuer.token(Object.fromEntries(claims) as Members))).toBe(status);
    expect(app.logLines.join('').includes('"reason":"lifetime"')).toBe(status === 401);
  });

  it('without an iat becomes valid once its remaining lifetime is short enough, even if it was rejected before', async () => {
    const token = issuer.token({ iat: undefined, exp: Math.floor(clock.wallMs() / 1_000) + 90_000 });
    const before = [await statusOf(token), await statusOf(token)];
    await clock.advance(3_600_000);
    expect([before, await statusOf(token)]).toEqual([[401, 401], 200]);
  });

  it('is limited to the maximum lifetime of its issuer', async () => {
    app.app.get(TokenVerifier).replace([issuer.settings({ maxLifetimeSeconds: 600 })]);
    await fetched(2);
    const nowSeconds = Math.floor(clock.wallMs() / 1_000);
    const tokens = [600, 601].map((seconds) => issuer.token({ iat: nowSeconds, exp: nowSeconds + seconds }));
    expect(await Promise.all(tokens.map(statusOf))).toEqual([200, 401]);
  });

  it('is not accepted as an API key, nor in X-API-Key', async () => {
    const { status } = await app.ask('/me', { key: issuer.token() });
    expect(status).toBe(401);
  });

  it('does not reveal its subject in logs and metrics', async () => {
    await ask(issuer.token());
    await ask(issuer.token({ exp: 1 }));
    const { text } = await app.ask('/metrics', { key: '' });
    expect(app.logLines.length).toBeGreaterThan(1);
    expect(app.logLines.join('') + text).not.toContain('ann@');
  });
});

describe('An invalid token', () => {
  beforeEach(() => serve());

  const nowSeconds = Math.floor(Date.now() / 1_000);
  const wrongs: [string, () => string][] = [
    ['malformed', () => 'a.b.c'],
    ['unknown-issuer', () => issuer.token({ iss: 'https://elsewhere.example' })],
    ['algorithm', () => hmacToken('secret', issuer.claims(), { alg: 'HS256', kid: 'first' })],
    ['unknown-signing-key', () => issuer.token({}, SECOND)],
    ['signature', () => issuer.token({}, { ...SECOND, kid: 'first' })],
    ['expired', () => issuer.token({ exp: nowSeconds - 3_600 })],
    ['claims', () => issuer.token({ aud: 'others' })],
    ['lifetime', () => issuer.token({ iat: nowSeconds - 90_000 })],
    ['unknown-tenant', () => issuer.token({ org: 'nobody' })],
  ];

  it('gets the same answer as a wrong API key, whatever is wrong, and only the log contains the reason', async () => {
    // After this time an unknown kid leads to a fetch, so it is known to be invalid.
    await clock.advance(16_000);
    const answers = await Promise.all([...wrongs.map(([, token]) => ask(token())), app.ask('/me', { key: 'wrong' })]);
    const told = answers.map(({ status, headers, text, body }) => [
      status,
      headers.get('www-authenticate'),
      text.replaceAll(String(body['requestId']), 'ID'),
    ]);
    expect(told).toEqual(told.map(() => told[0]));
    expect(told[0]?.[0]).toBe(401);
    const reasons = app.logLines.flatMap((line) => (JSON.parse(line) as { reason?: string }).reason ?? []);
    expect(reasons.sort()).toEqual([...wrongs.map(([reason]) => reason), 'unknown-key'].sort());
  });
});

describe('several issuers', () => {
  let second: TestIssuer;

  beforeEach(async () => {
    second = await TestIssuer.start(new FakeClock(), ecPair('first'));
    await serve([issuer.settings(), second.settings({ tenantClaim: 'company', audience: 'api' })], false);
    await fetched(2);
  });
  afterEach(() => second.close());

  it('each have their own keys, audience and claims', async () => {
    const [one, other] = await Promise.all([
      ask(issuer.token()),
      ask(second.token({ aud: 'api', company: 'other', org: 'acme' })),
    ]);
    expect([one.body['tenant'], other.body['tenant']]).toEqual(['acme', 'other']);
  });

  it("are rejected with each other's keys, audience or claims", async () => {
    const wrong = [
      issuer.token({}, second.pair),
      second.token({ aud: 'api', company: 'other' }, issuer.pair),
      second.token({ company: 'other' }),
      second.token({ aud: 'api' }),
    ];
    expect(await Promise.all(wrong.map(statusOf))).toEqual([401, 401, 401, 401]);
  });
});

describe('issuers that change while the service runs', () => {
  it('are accepted or rejected from that moment on, and unchanged ones keep their cached keys', async () => {
    const second = await TestIssuer.start(new FakeClock(), SECOND);
    await serve();
    const verifier = app.app.get(TokenVerifier);
    const before = await statusOf(second.token());
    verifier.replace([issuer.settings(), second.settings()]);
    await fetched(2);
    const both = await Promise.all([issuer, second].map((each) => statusOf(each.token())));
    verifier.replace([second.settings()]);
    const after = await Promise.all([issuer, second].map((each) => statusOf(each.token())));
    const fetches = [issuer, second].map((each) => each.fetches.length);
    await second.close();
    expect([before, both, after, fetches]).toEqual([401, [200, 200], [401, 200], [1, 1]]);
  });

  it('fetch their keys again if anything about them has changed', async () => {
    await serve();
    app.app.get(TokenVerifier).replace([issuer.settings({ audience: 'new' })]);
    await fetched(2);
    expect([await statusOf(issuer.token()), await statusOf(issuer.token({ aud: 'new' }))]).toEqual([401, 200]);
  });
});

describe('Signing keys', () => {
  it('are accepted for exactly the algorithms that the issuer is allowed', async () => {
    const pairs = [
      rsaPair('a', 'RS256'),
      rsaPair('b', 'RS512'),
      rsaPair('c', 'PS256'),
      ecPair('d', 'ES256'),
      ecPair('e', 'ES384'),
      ecPair('f', 'ES512'),
      edPair('g'),
    ];
    issuer.keys = pairs.map(jwkOf);
    await serve([issuer.settings({ algorithms: pairs.map(({ alg }) => alg).filter((alg) => alg !== 'ES384') })]);
    const statuses = await Promise.all(pairs.map((pair) => statusOf(issuer.token({}, pair))));
    expect(statuses).toEqual([200, 200, 200, 200, 401, 200, 200]);
  });

  it('of an issuer are rotated without a restart: a new one immediately, a withdrawn one within ten minutes', async () => {
    await serve();
    issuer.keys = [jwkOf(issuer.pair), jwkOf(SECOND)];
    await clock.advance(16_000);
    const rotated = await Promise.all([issuer.token(), issuer.token({}, SECOND)].map(statusOf));
    issuer.keys = [jwkOf(SECOND)];
    await clock.advance(10 * 60_000);
    await fetched(3);
    await clock.advance(16_000);
    const withdrawn = await Promise.all([issuer.token(), issuer.token({}, SECOND)].map(statusOf));
    expect([rotated, withdrawn, issuer.fetches.length]).toEqual([[200, 200], [401, 200], 4]);
  });

  it('are fetched at most twice in 30 seconds, however many unknown ones tokens name', async () => {
    await serve();
    const tokens = Array.from({ length: 300 }, (_, number) =>
      issuer.token({}, { ...SECOND, kid: `unknown ${number}` }),
    );
    const statuses = new Set<number>();
    for (let second = 0; second < 30; second += 1) {
      for (const token of tokens.slice(second * 10, second * 10 + 10)) statuses.add(await statusOf(token));
      await clock.advance(1_000);
    }
    expect([...statuses].sort()).toEqual([401, 503]);
    expect(issuer.fetches.length).toBeLessThanOrEqual(2);
    expect(await statusOf(issuer.token())).toBe(200);
  });

  it('that are new work as soon as they are fetched, even if attackers name unknown ones', async () => {
    await serve();
    // An attacker causes a fetch just before the issuer rotates its keys.
    await clock.advance(16_000);
    await statusOf(issuer.token({}, { ...SECOND, kid: 'nonsense' }));
    issuer.keys = [jwkOf(issuer.pair), jwkOf(SECOND)];
    const answers = [];
    for (let time = 0; time < 15; time += 1) answers.push(await ask(issuer.token({ jti: time }, SECOND)));
    expect(new Set(answers.map(({ status, body }) => `${status} ${String(body['code'])}`))).toEqual(
      new Set(['503 issuer-unavailable']),
    );
    expect(answers.map(({ headers }) => headers.get('retry-after'))).toEqual(answers.map(() => '16'));
    expect(await metrics(/facade_failed_attempts_total\{credential="token",code="\w+(?:-\w+)*"\} (\d+)/g)).toEqual([1]);
    await clock.advance(16_000);
    expect(await statusOf(issuer.token({}, SECOND))).toBe(200);
  });

  it('beyond 100 are used when tokens name them, and the log says so', async () => {
    const one = jwkOf(ecPair('one'));
    const before = Array.from({ length: 150 }, (_, number) => ({ ...one, kid: `before ${number}` }));
    const after = Array.from({ length: 150 }, (_, number) => ({ ...one, kid: `after ${number}` }));
    issuer.keys = [...before, jwkOf(issuer.pair), ...after];
    await serve();
    expect(await statusOf(issuer.token())).toBe(200);
    expect(app.logLines.join('')).toContain('has 301 keys: tokens without a kid are rejected');
  });

  it('are fetched once for all waiting callers', async () => {
    const held: (() => void)[] = [];
    issuer.play = (response) => void held.push(() => response.end(JSON.stringify({ keys: issuer.keys })));
    await serve(undefined, false);
    const asked = Array.from({ length: 50 }, () => statusOf(issuer.token()));
    await eventually(() => held.length === 1);
    await app.ask('/me');
    for (const answer of held) answer();
    expect(new Set(await Promise.all(asked))).toEqual(new Set([200]));
    expect(issuer.fetches).toEqual(['/jwks']);
  });

  it("are not waited for beyond the caller's deadline", async () => {
    issuer.play = () => undefined;
    await serve(undefined, false);
    const answer = ask(issuer.token(), '/me', { prefer: 'wait=1' });
    await eventually(() => clock.pending > 1);
    await clock.advance(1_000);
    const { status, body } = await answer;
    expect([status, body['code']]).toEqual([504, 'deadline-passed']);
  });

  it('that arrive after their caller has disconnected lead to no call to Rekognition', async () => {
    const held: (() => void)[] = [];
    issuer.play = (response) => void held.push(() => response.end(JSON.stringify({ keys: issuer.keys })));
    await engine.forgetCalls();
    await serve(undefined, false);
    const leaving = new AbortController();
    const headers = { authorization: `Bearer ${issuer.token()}` };
    const left = app.ask(PATH, { key: '', headers, signal: leaving.signal }).catch(() => 'left');
    await eventually(() => held.length === 1 && clock.pending === 3);
    leaving.abort();
    expect(await left).toBe('left');
    await eventually(() => clock.pending === 1);
    for (const answer of held) answer();
    await fetched(1);
    expect([await statusOf(issuer.token()), await engine.calls()]).toEqual([200, []]);
  });

  it('stay valid while the issuer is down, even beyond ten minutes, and are fetched again when it is back', async () => {
    await serve();
    issuer.play = (response) => response.destroy();
    await clock.advance(20 * 60_000);
    await eventually(async () => (await fetchesEnded()) > 1);
    const down = await Promise.all([issuer.token(), issuer.token({}, SECOND)].map(statusOf));
    issuer.keys = [jwkOf(SECOND)];
    issuer.play = undefined;
    await eventually(async () => {
      await clock.advance(1_000);
      return (await statusOf(issuer.token({}, SECOND))) === 200;
    });
    await clock.advance(16_000);
    expect([down, await statusOf(issuer.token())]).toEqual([[200, 503], 401]);
  });
});

describe('An issuer whose keys are unavailable', () => {
  const redirect: Play = (response) => response.writeHead(302, { location: '/elsewhere' }).end();
  const answering = (body: unknown): Play => {
    return (response) => response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

  it.each<[string, Play]>([
    ['is down', (response) => response.destroy()],
    ['answers 500', (response) => response.writeHead(500).end('{"keys":[]}')],
    ['redirects', redirect],
    ['answers garbage', answering('<html>')],
    ['answers an empty body', answering('')],
    ['answers with something else than a key set', answering({ keys: { length: 1 } })],
    ['answers null', answering(null)],
    ['answers 10 MB', (response) => flood(response, 10 * 1024 * 1024)],
    [
      'breaks the connection',
      (response) => response.writeHead(200, { 'content-length': 1_000 }).write('{', () => response.destroy()),
    ],
  ])('that %s leads to 503 with Retry-After for its tokens', async (_name, play) => {
    issuer.play = play;
    await serve();
    const { status, body, headers } = await ask(issuer.token());
    expect([status, body['code'], body['retryable']]).toEqual([503, 'issuer-unavailable', true]);
    expect(Number(headers.get('retry-after'))).toBe(16);
    expect(issuer.fetches).toEqual(['/jwks']);
    expect(app.logLines.join('')).toContain('the key set of the issuer');
  });

  it('that sends slowly is waited for at most 3 seconds', async () => {
    const dripping: NodeJS.Timeout[] = [];
    issuer.play = (response) => void dripping.push(setInterval(() => response.write(' '), 5));
    await serve(undefined, false);
    const answer = ask(issuer.token());
    await eventually(() => clock.pending > 1);
    await clock.advance(3_000);
    const { status, body } = await answer;
    dripping.forEach(clearInterval);
    expect([status, body['code']]).toEqual([503, 'issuer-unavailable']);
  });

  it('that sends 10 MB is read only up to the maximum size of a key set', async () => {
    let taken = 0;
    issuer.play = (response) => {
      const { socket } = response;
      response.once('close', () => (taken = socket?.bytesWritten ?? 0));
      flood(response, 10 * 1024 * 1024);
    };
    await serve();
    await eventually(() => taken > 0);
    expect(taken).toBeLessThan(8 * 1024 * 1024);
  });

  it('is fetched from again by the service, and then its tokens are valid', async () => {
    issuer.play = (response) => response.destroy();
    await serve();
    issuer.play = undefined;
    await clock.advance(16_000);
    await fetched(2);
    expect(await statusOf(issuer.token())).toBe(200);
  });

  it('does not affect API keys and the tokens of other issuers', async () => {
    const second = await TestIssuer.start(new FakeClock(), SECOND);
    issuer.play = (response) => response.destroy();
    await serve([issuer.settings(), second.settings()], false);
    await fetched(2);
    const statuses = [await statusOf(second.token()), (await app.ask('/me')).status];
    await second.close();
    expect(statuses).toEqual([200, 200]);
  });
});

describe('A key set', () => {
  const weak = rsaPair('first', 'RS256', 1_024);
  const symmetric = { kty: 'oct', k: 'c2VjcmV0', kid: 'first', alg: 'HS256' };

  it.each<[string, Members[], () => string]>([
    ['weak', [jwkOf(weak)], () => issuer.token({}, weak)],
    ['symmetric', [symmetric], () => hmacToken('secret', issuer.claims(), { alg: 'HS256', kid: 'first' })],
    ['private', [{ ...SECOND.privateKey.export({ format: 'jwk' }), kid: 'second' }], () => issuer.token({}, SECOND)],
    ['for encryption', [{ ...jwkOf(SECOND), use: 'enc' }], () => issuer.token({}, SECOND)],
    ['for signing only', [{ ...jwkOf(SECOND), key_ops: ['sign'] }], () => issuer.token({}, SECOND)],
    ['for another algorithm', [{ ...jwkOf(SECOND), alg: 'RS512' }], () => issuer.token({}, SECOND)],
    ['not valid', [{ kty: 'RSA', kid: 'second', n: 7, e: null }], () => issuer.token({}, SECOND)],
    ['duplicated', [jwkOf(SECOND), jwkOf(rsaPair('second'))], () => issuer.token({}, SECOND)],
  ])('is not used for a key that is %s', async (_name, keys, token) => {
    issuer.keys = [...keys, jwkOf(edPair('third'))];
    await serve([issuer.settings({ algorithms: ['RS256', 'HS256', 'none'] })]);
    expect(await statusOf(token())).toBe(401);
  });

  it('may omit the kid of a key only if exactly one key fits', async () => {
    const nameless = (pair: typeof SECOND): Members => ({ ...jwkOf(pair), kid: undefined });
    const token = (): string => signedToken(SECOND, issuer.claims(), { kid: undefined });
    issuer.keys = [nameless(SECOND)];
    await serve();
    const alone = await statusOf(token());
    issuer.keys = [nameless(SECOND), nameless(issuer.pair)];
    await clock.advance(10 * 60_000);
    await fetched(2);
    expect([alone, await statusOf(token())]).toEqual([200, 401]);
  });
});

describe('an issuer whose keys are in a file', () => {
  let folder: string;
  let jwksFile: string;
  const publish = (...pairs: (typeof SECOND)[]): void =>
    writeFileSync(jwksFile, JSON.stringify({ keys: pairs.map(jwkOf) }));

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'jwks-'));
    jwksFile = join(folder, 'jwks.json');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const serveFile = (): Promise<void> => serve([withKeysIn(jwksFile, issuer.settings())], false);

  it('has its tokens verified with the keys that are currently in the file, without a fetch', async () => {
    publish(issuer.pair);
    await serveFile();
    const statuses = async (): Promise<number[]> => [
      await statusOf(issuer.token()),
      await statusOf(issuer.token({}, SECOND)),
    ];
    const first = await statuses();
    publish(issuer.pair, SECOND);
    const both = await statuses();
    publish(SECOND);
    expect([first, both, await statuses()]).toEqual([
      [200, 401],
      [200, 200],
      [401, 200],
    ]);
    expect(issuer.fetches).toEqual([]);
  });

  it('keeps the last valid keys while the file is missing or invalid, which is logged once', async () => {
    publish(issuer.pair);
    await serveFile();
    const statuses: number[] = [];
    for (const fault of ['{', '[]', undefined]) {
      if (fault === undefined) rmSync(jwksFile);
      else writeFileSync(jwksFile, fault);
      statuses.push(await statusOf(issuer.token()), await statusOf(issuer.token({ jti: '2' })));
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200]);
    const warnings = app.logLines.flatMap((line) => /the key set of the issuer \S+ ([^"]+)/.exec(line)?.[1] ?? []);
    expect(warnings).toEqual(['is not JSON', 'is not a JSON Web Key Set', 'cannot be read']);
  });

  it('is unavailable without the file, until the file exists', async () => {
    await serveFile();
    const { status, body } = await ask(issuer.token());
    publish(issuer.pair);
    expect([status, body['code'], await statusOf(issuer.token())]).toEqual([503, 'issuer-unavailable', 200]);
  });

  it('needs one signature check of a token a minute while the file does not change', async () => {
    publish(issuer.pair);
    await serveFile();
    for (let time = 0; time < 5; time += 1) {
      publish(issuer.pair);
      expect(await statusOf(issuer.token({ iat: 0, exp: undefined }))).toBe(401);
      expect(await statusOf(issuer.token())).toBe(200);
    }
    expect(await metrics(/facade_token_checks_total (\d+)/g)).toEqual([2]);
  });
});

describe('A rejected token', () => {
  it.each<[string, () => string]>([
    ['forged', () => issuer.token({}, { ...SECOND, kid: 'first' })],
    ['expired', () => issuer.token({ exp: 1 })],
    ['for others', () => issuer.token({ aud: 'others' })],
    ['without a tenant', () => issuer.token({ org: ['acme', 'other'] })],
  ])('that is %s needs one signature check, however often it is sent', async (_name, token) => {
    await serve();
    const bad = token();
    for (let time = 0; time < 50; time += 1) expect([401, 429]).toContain(await statusOf(bad));
    expect(await metrics(/facade_token_checks_total (\d+)/g)).toEqual([1]);
  });

  it('becomes valid at its nbf, even if it was rejected before', async () => {
    await serve();
    const token = issuer.token({ nbf: Math.floor(clock.wallMs() / 1_000) + 60 });
    const before = [await statusOf(token), await statusOf(token)];
    await clock.advance(31_000);
    expect([before, await statusOf(token)]).toEqual([[401, 401], 200]);
  });

  it('becomes valid when the issuer publishes its key', async () => {
    await serve();
    const other = { ...SECOND, kid: 'first' };
    const before = await statusOf(issuer.token({}, other));
    issuer.keys = [jwkOf(other)];
    await clock.advance(10 * 60_000);
    await fetched(2);
    expect([before, await statusOf(issuer.token({}, other))]).toEqual([401, 200]);
  });
});
