import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';

import { accountsOf, type Answer, tenant, type TestApp } from '../harness/app.js';
import { TestEngine } from '../harness/engine.js';
import { eventually } from '../harness/eventually.js';
import { FakeClock } from '../harness/fake-clock.js';
import { HeldUpstream } from '../harness/held-upstream.js';
import { TestIssuer } from '../harness/issuer.js';
import { entry, keyEntry, WatchedTenantsFile } from '../harness/watched-tenants-file.js';

const [ACME, BETA] = [tenant('acme'), tenant('beta')];
const IDS = ['acme', 'beta'];
const PATH = '/collections/staff/users/ann/faces';
const CANARY = 'canary-5f1c';

let file: WatchedTenantsFile;
let app: TestApp;

beforeEach(() => {
  file = new WatchedTenantsFile();
});
afterEach(() => file.close());

async function metric(pattern: RegExp): Promise<number> {
  const { text } = await app.ask('/metrics', { key: '' });
  return Number(pattern.exec(text)?.[1] ?? 0);
}

const waiting = (): Promise<number> => metric(/^facade_calls_waiting (\d+)$/m);
const isValid = (): Promise<number> => metric(/^facade_tenants_file_valid (\d)$/m);

const statusOf = async (key: string, path = '/me'): Promise<number> => (await app.ask(path, { key })).status;

function remove(key: string, faceIds: readonly (string | undefined)[], path = PATH, waitSeconds = 30): Promise<Answer> {
  return app.ask(path, { method: 'DELETE', key, body: { faceIds }, headers: { prefer: `wait=${waitSeconds}` } });
}

describe('a changed tenants file', () => {
  let engine: TestEngine;

  beforeAll(async () => {
    engine = await TestEngine.start({ accounts: accountsOf([ACME, BETA]) });
  });
  afterAll(() => engine.close());

  it('takes effect within 5 seconds: new tenants and keys are accepted, removed ones are not', async () => {
    file.replace({ tenants: [entry('acme', { apiKeys: [keyEntry('acme-key'), keyEntry('old-key')] })] });
    app = await file.start(engine.url, IDS);
    file.replace({ tenants: [entry('acme'), entry('beta')] });
    await app.clock.advance(4_999);
    expect([await statusOf('old-key'), await statusOf('beta-key')]).toEqual([200, 401]);
    await file.heeded(1);
    expect(await Promise.all(['acme-key', 'old-key', 'beta-key'].map((key) => statusOf(key)))).toEqual([200, 401, 200]);
    file.replace({ tenants: [entry('beta')] });
    await file.heeded();
    expect([await statusOf('acme-key'), await statusOf('beta-key')]).toEqual([401, 200]);
  });

  it('is detected when Kubernetes puts it in place behind symbolic links', async () => {
    const version = (name: string, ...ids: string[]): void => {
      mkdirSync(join(file.folder, name));
      const text = stringify({ tenants: ids.map((id) => entry(id)) });
      writeFileSync(join(file.folder, name, 'tenants.yaml'), text);
    };
    version('..1', 'acme');
    version('..2', 'beta');
    symlinkSync('..1', join(file.folder, '..data'));
    symlinkSync('..data/tenants.yaml', file.path);
    app = await file.start(engine.url, IDS);
    symlinkSync('..2', join(file.folder, '..data_tmp'));
    renameSync(join(file.folder, '..data_tmp'), join(file.folder, '..data'));
    await file.heeded();
    expect([await statusOf('acme-key'), await statusOf('beta-key')]).toEqual([401, 200]);
  });

  it('with faults is rejected as a whole: it is reported in the log and a metric, without values, and the old one stays in force', async () => {
    file.replace({ tenants: [entry('acme')] });
    app = await file.start(engine.url, IDS);
    const startedSeconds = app.clock.wallMs() / 1_000;
    expect(await isValid()).toBe(1);
    file.replace({ tenants: [entry('beta'), entry('acme', { region: CANARY, weight: 0 })] });
    await file.heeded();
    expect([await statusOf('acme-key'), await statusOf('beta-key'), await isValid()]).toEqual([200, 401, 0]);
    expect(await metric(/^facade_tenants_file_accepted_timestamp_seconds (\S+)$/m)).toBe(startedSeconds);
    const refusals = app.logLines.filter((line) => line.includes('tenants file rejected'));
    expect(refusals.map((line) => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({
        level: 'error',
        faultCount: 2,
        faults: [
          'TENANTS_FILE: tenants.1.region: must be an AWS region such as eu-west-1',
          'TENANTS_FILE: tenants.1.weight: must be a number from 0.01 to 1000',
        ],
      }),
    ]);
    expect(app.logLines.join('')).not.toContain(CANARY);
    await app.clock.advance(60_000);
    expect(app.logLines.filter((line) => line.includes('tenants file rejected'))).toHaveLength(1);
    file.replace({ tenants: [entry('beta')] });
    await file.heeded();
    expect([await statusOf('acme-key'), await statusOf('beta-key'), await isValid()]).toEqual([401, 200, 1]);
    const outcomes = await Promise.all(
      ['accepted', 'refused'].map((outcome) =>
        metric(new RegExp(`^facade_tenants_file_reloads_total\\{outcome="${outcome}"\\} (\\d+)$`, 'm')),
      ),
    );
    expect(outcomes).toEqual([1, 1]);
  });

  it('closes only the tenant whose secrets are missing: with a problem, a metric and a log line, until they exist', async () => {
    const static_ = { accessKeyIdFile: join(file.folder, 'id'), secretAccessKeyEnv: 'beta_SECRET' };
    file.replace({ tenants: [entry('acme', { apiKeys: [keyEntry('acme-key'), keyEntry('old-key')] })] });
    app = await file.start(engine.url, IDS);
    const missing = (): Promise<number> => metric(/^facade_tenants_file_missing_secrets (\d+)$/m);
    file.replace({ tenants: [entry('acme'), entry('beta', { credentials: { static: static_ } })] });
    await file.heeded();
    expect([await statusOf('acme-key'), await statusOf('old-key'), await isValid(), await missing()]).toEqual([
      200, 401, 1, 1,
    ]);
    expect(await app.ask('/collections', { key: 'beta-key' })).toMatchObject({
      status: 502,
      body: { code: 'tenant-misconfigured', effect: 'none' },
    });
    expect((await app.ask('/collections', { key: 'acme-key' })).status).toBe(200);
    const told = app.logLines.filter((line) => line.includes('tenants closed until their secrets exist'));
    expect(told.map((line) => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({
        faults: [
          'TENANTS_FILE: tenants.1.credentials.static.accessKeyIdFile: names a variable or file that is empty or missing',
        ],
      }),
    ]);
    const { credentials } = BETA;
    writeFileSync(static_.accessKeyIdFile, credentials.kind === 'static' ? credentials.read().accessKeyId : '');
    await file.heeded();
    expect([await missing(), (await app.ask('/collections', { key: 'beta-key' })).status]).toEqual([0, 200]);
  });

  it('may be one of a directory: one with faults keeps its version, and the others are updated', async () => {
    const folder = join(file.folder, 'tenants.yaml');
    const put = (name: string, tenants: object[]): void => {
      writeFileSync(join(file.folder, 'next'), stringify({ tenants }));
      renameSync(join(file.folder, 'next'), join(folder, name));
    };
    mkdirSync(folder);
    put('a.yaml', [entry('acme')]);
    app = await file.start(engine.url, IDS);
    put('a.yaml', [entry('acme', { weight: 0 })]);
    put('b.yaml', [entry('beta')]);
    await file.heeded();
    expect([await statusOf('acme-key'), await statusOf('beta-key'), await isValid()]).toEqual([200, 200, 0]);
    put('a.yaml', [entry('acme', { apiKeys: [keyEntry('new-key')] })]);
    await file.heeded();
    expect([await statusOf('acme-key'), await statusOf('new-key'), await isValid()]).toEqual([401, 200, 1]);
  });

  it('changes the accepted issuers', async () => {
    const issuer = await TestIssuer.start(new FakeClock());
    const settings = issuer.settings();
    file.replace({ tenants: [entry('acme', { apiKeys: [] })] });
    app = await file.start(engine.url, IDS);
    const status = async (): Promise<number> => {
      const headers = { authorization: `Bearer ${issuer.token()}` };
      return (await app.ask('/me', { key: '', headers })).status;
    };
    expect(await status()).toBe(401);
    file.replace({ tenants: [entry('acme', { apiKeys: [] })], issuers: [settings] });
    await file.heeded();
    expect(await status()).toBe(200);
    file.replace({ tenants: [entry('beta')], issuers: [settings] });
    await file.heeded();
    expect(await status()).toBe(401);
    await issuer.close();
  });

  it('is no longer checked after the service has stopped', async () => {
    file.replace({ tenants: [entry('acme')] });
    app = await file.start(engine.url, IDS);
    expect(app.clock.pending).toBe(1);
    await app.app.close();
    expect(app.clock.pending).toBe(0);
  });
});

const FACES = Array.from({ length: 4 }, (_, index) => `c92265d4-5f9c-43af-a58e-12be0ce02bc${index}`);
const BOTH_KEYS = { apiKeys: [keyEntry('acme-key'), keyEntry('old-key')] };

/** A version with this quota for disassociations of the account. */
function atRate(perSecond: number, ...tenants: object[]): Record<string, unknown> {
  return { accounts: { '111122223333': { quotas: { DisassociateFaces: perSecond } } }, tenants };
}

describe('a call under way when the tenants file changes', () => {
  let upstream: HeldUpstream;

  beforeEach(async () => {
    upstream = await HeldUpstream.start();
  });
  afterEach(() => upstream.close());

  /** A service one millisecond before it checks the file, so that calls in flight do not time out. */
  async function startBeforeLook(version: Record<string, unknown>): Promise<void> {
    file.replace(version);
    app = await file.start(upstream.url, IDS);
    await app.clock.advance(4_999);
  }

  /** Uses the only turn within 20 seconds. */
  async function startWithoutTurns(...tenants: object[]): Promise<void> {
    await startBeforeLook(atRate(0.05, ...tenants));
    const first = remove('acme-key', [FACES[0]]);
    await upstream.has(1);
    upstream.answer(0);
    expect((await first).status).toBe(200);
  }

  it.each([
    ['key', [entry('acme')]],
    ['tenant', [entry('beta', { apiKeys: [keyEntry('acme-key')] })]],
  ])('and waits is rejected and never sent if its %s is removed', async (_, next) => {
    await startWithoutTurns(entry('acme', BOTH_KEYS));
    const second = remove('old-key', [FACES[1]]);
    await eventually(async () => (await waiting()) === 1);
    file.replace(atRate(0.05, ...next));
    await file.heeded(1);
    const { status, body, headers } = await second;
    expect([status, body['code'], body['effect'], body['retryable']]).toEqual([401, 'unauthenticated', 'none', false]);
    expect(headers.get('www-authenticate')).toContain('Bearer');
    await app.clock.advance(30_000);
    expect([upstream.held.length, await waiting()]).toEqual([1, 0]);
  });

  it('and waits is rejected and never sent when its key expires', async () => {
    await startWithoutTurns(entry('acme', BOTH_KEYS));
    const second = remove('old-key', [FACES[1]]);
    await eventually(async () => (await waiting()) === 1);
    const expiresAt = new Date(app.clock.wallMs() + 8_000).toISOString();
    const keys = { apiKeys: [keyEntry('acme-key'), keyEntry('old-key', { expiresAt })] };
    file.replace(atRate(0.05, entry('acme', keys)));
    await file.heeded(1);
    await app.clock.advance(7_998);
    expect(await waiting()).toBe(1);
    await app.clock.advance(1);
    const { status, body } = await second;
    expect([status, body['code'], body['effect']]).toEqual([401, 'unauthenticated', 'none']);
    await app.clock.advance(30_000);
    expect([upstream.held.length, await waiting()]).toEqual([1, 0]);
  });

  describe('that waits and has a token', () => {
    let issuer: TestIssuer;

    beforeEach(async () => {
      issuer = await TestIssuer.start({ wallMs: () => app.clock.wallMs() });
      file.replace({ ...atRate(0.05, entry('acme')), issuers: [issuer.settings()] });
      app = await file.start(upstream.url, IDS);
      await eventually(async () => (await metric(/^facade_issuer_key_fetches_total\{outcome="ok"\} (\d+)$/m)) === 1);
      await app.clock.advance(4_999);
      const first = remove('acme-key', [FACES[0]]);
      await upstream.has(1);
      upstream.answer(0);
      await first;
    });
    afterEach(() => issuer.close());

    /** A call that has no turn for 20 seconds. */
    async function waitBy(token: string): Promise<{ answer: Promise<Answer> }> {
      const headers = { authorization: `Bearer ${token}`, prefer: 'wait=30' };
      const answer = app.ask(PATH, { method: 'DELETE', key: '', body: { faceIds: [FACES[1]] }, headers });
      await eventually(async () => (await waiting()) === 1);
      return { answer };
    }

    async function expectNeverSent(answer: Promise<Answer>): Promise<void> {
      const { status, body } = await answer;
      expect([status, body['code'], body['effect']]).toEqual([401, 'unauthenticated', 'none']);
      await app.clock.advance(30_000);
      expect([upstream.held.length, await waiting()]).toEqual([1, 0]);
    }

    it('is rejected and never sent when 30 seconds have passed since the token expired', async () => {
      const exp = Math.floor(app.clock.wallMs() / 1_000) - 20;
      const { answer } = await waitBy(issuer.token({ exp }));
      await app.clock.advance((exp + 30) * 1_000 - 1 - app.clock.wallMs());
      expect(await waiting()).toBe(1);
      await app.clock.advance(1);
      await expectNeverSent(answer);
    });

    it('is rejected within 5 seconds and never sent if a step of the wall clock makes the token expire', async () => {
      const { answer } = await waitBy(issuer.token());
      app.clock.stepWall(2 * 3_600_000);
      await app.clock.advance(5_000);
      await expectNeverSent(answer);
    });

    it.each([
      ['is removed', []],
      ['is no longer accepted for the tenant', [{ tenants: ['beta'] }]],
    ])('is rejected and never sent if the issuer of the token %s', async (_name, changes) => {
      const { answer } = await waitBy(issuer.token());
      const issuers = changes.map((change) => issuer.settings(change));
      file.replace({ ...atRate(0.05, entry('acme'), entry('beta')), issuers });
      await file.heeded(1);
      await expectNeverSent(answer);
    });
  });

  it('and waits continues if its key is kept, even if other waiting calls are rejected', async () => {
    await startWithoutTurns(entry('acme', BOTH_KEYS));
    const merged = [remove('old-key', [FACES[1]]), remove('acme-key', [FACES[2]]), remove('old-key', [FACES[3]])];
    await eventually(async () => (await waiting()) === 3);
    // The tenant is a new object from now on; waiting calls finish with the old one.
    file.replace(atRate(0.05, entry('acme', { weight: 2 })));
    await file.heeded(1);
    await Promise.all([merged[0], merged[2]]);
    await app.clock.advance(20_000);
    await upstream.has(2);
    upstream.answer(1);
    expect((await Promise.all(merged)).map(({ status }) => status)).toEqual([401, 200, 401]);
    expect(upstream.faceIds).toEqual([[FACES[0]], [FACES[2]]]);
  });

  it.each(['acme-key', 'old-key'])(
    'and was sent is answered with its result, even if its key was removed: %s',
    async (key) => {
      await startBeforeLook({ tenants: [entry('acme', BOTH_KEYS)] });
      const sent = remove(key, FACES);
      await upstream.has(1);
      file.replace({ tenants: [entry('acme')] });
      await file.heeded(1);
      expect(await statusOf('old-key')).toBe(401);
      upstream.answer(0);
      const { status, body } = await sent;
      expect([status, body['outcome'], upstream.held.length]).toEqual([200, 'complete', 1]);
    },
  );

  it.each([
    ['was throttled', { exception: 'ThrottlingException' }, 'none'],
    ['lost its answer', 'lost', 'unknown'],
  ] as const)('and %s is not retried if its key was removed', async (_, how, effect) => {
    await startBeforeLook({ tenants: [entry('acme', BOTH_KEYS)] });
    const sent = remove('old-key', FACES);
    await upstream.has(1);
    file.replace({ tenants: [entry('acme')] });
    await file.heeded(1);
    upstream.answer(0, how);
    const { status, body } = await app.clock.passWaits(sent, 30_000);
    expect([status, body['code'], body['effect']]).toEqual([401, 'unauthenticated', effect]);
    expect(upstream.held).toHaveLength(1);
  });

  it('and was sent ends at its own deadline, even if others wait longer for the same call', async () => {
    await startWithoutTurns(entry('acme', BOTH_KEYS));
    const merged = [remove('acme-key', [FACES[1]]), remove('old-key', [FACES[2]], PATH, 21)];
    await eventually(async () => (await waiting()) === 2);
    await app.clock.advance(20_000);
    await upstream.has(2);
    file.replace(atRate(0.05, entry('acme')));
    await app.clock.advance(999);
    await eventually(async () => (await statusOf('old-key')) === 401);
    await app.clock.advance(1);
    const late = await merged[1]!;
    expect([late.status, late.body['code'], late.body['effect']]).toEqual([504, 'deadline-passed', 'unknown']);
    upstream.answer(1);
    expect((await merged[0]!).status).toBe(200);
  });

  it('finishes with its original collections and keys, while the next call uses the new ones', async () => {
    await startBeforeLook({ tenants: [entry('acme')] });
    const sent = remove('acme-key', [FACES[0]]);
    await upstream.has(1);
    const keys = { static: { accessKeyIdEnv: 'beta_ID', secretAccessKeyEnv: 'beta_SECRET' } };
    file.replace({ tenants: [entry('acme', { collectionPrefix: 'acme.', credentials: keys })] });
    await file.heeded(1);
    const next = remove('acme-key', [FACES[1]]);
    await upstream.has(2);
    upstream.answer(1);
    upstream.answer(0);
    expect([(await sent).status, (await next).status]).toEqual([200, 200]);
    const seen = upstream.held.map(({ call, accessKeyId }) => [call.input['CollectionId'], accessKeyId]);
    expect(seen).toEqual([
      ['staff', 'AKIAacme'],
      ['acme.staff', 'AKIAbeta'],
    ]);
  });

  it('and waits for the quota gets its turn at the new rate', async () => {
    await startWithoutTurns(entry('acme'));
    const second = remove('acme-key', [FACES[1]]);
    await eventually(async () => (await waiting()) === 1);
    file.replace(atRate(50, entry('acme')));
    await file.heeded(1);
    await app.clock.advance(20);
    await upstream.has(2);
    upstream.answer(1);
    const { status, headers } = await second;
    expect([status, headers.get('ratelimit-policy')]).toEqual([200, '"DisassociateFaces";q=50;w=1']);
    expect(await metric(/^facade_quota_rate\{.*operation="DisassociateFaces"\} (\S+)$/m)).toBe(50);
  });

  it('is aborted and rejected immediately if it is a read and its key is removed', async () => {
    await startBeforeLook({ tenants: [entry('acme')] });
    const answer = app.ask(PATH);
    await upstream.has(1);
    const { response } = upstream.held[0]!;
    file.replace({ tenants: [entry('beta')] });
    await file.heeded(1);
    const { status, body } = await answer;
    expect([status, body['code']]).toEqual([401, 'unauthenticated']);
    await eventually(() => response.closed && !response.writableFinished);
  });
});
