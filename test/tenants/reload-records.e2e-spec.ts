import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { accountsOf, type Answer, type Ask, tenant, type TestApp } from '../harness/app.js';
import { TestEngine } from '../harness/engine.js';
import { eventually } from '../harness/eventually.js';
import { HeldUpstream } from '../harness/held-upstream.js';
import { People } from '../harness/people.js';
import { entry, keyEntry, WatchedTenantsFile } from '../harness/watched-tenants-file.js';

/** Two AWS accounts, the first with two pairs of keys: a tenant's own, and those of its successor. */
const ACME = tenant('acme');
const OTHER = tenant('other', { awsAccount: '444455556666' });
const IDS = ['acme', 'other'];
const PATH = '/collections/staff/users/ann/faces';
const REGIONS = ['eu-west-1', 'us-east-1'];
const PREFIXES = ['', 'acme.'];

let file: WatchedTenantsFile;
let app: TestApp;

beforeEach(() => {
  file = new WatchedTenantsFile();
});
afterEach(() => file.close());

async function reload(...tenants: object[]): Promise<void> {
  file.replace({ tenants });
  await file.heeded();
}

const replayed = ({ headers }: Answer): string | null => headers.get('idempotency-replayed');

describe('after a reload', () => {
  let engine: TestEngine;
  const people: People[] = [];

  beforeAll(async () => {
    engine = await TestEngine.start({ accounts: accountsOf([ACME, OTHER]) });
    for (const owner of [ACME, OTHER]) {
      for (const region of REGIONS) {
        const there = new People(engine.url, { ...owner, region });
        people.push(there);
        for (const prefix of PREFIXES) await there.collection(`${prefix}staff`);
      }
    }
  });
  afterAll(async () => {
    for (const each of people) each.close();
    await engine.close();
  });

  const send = (path: string, ask: Ask, key: string): Promise<Answer> =>
    app.clock.passWaits(app.ask(path, { ...ask, headers: { 'idempotency-key': key } }));

  /** Creates a user with a key; the engine rejects an existing one. */
  const create = (userId: string, as = 'acme-key'): Promise<Answer> =>
    send('/collections/staff/users', { method: 'POST', body: { userId }, key: as }, `create-${userId}`);

  it.each<[string, Record<string, unknown>]>([
    ['account', { awsAccount: OTHER.awsAccount, credentials: keysOf('other') }],
    ['region', { region: 'us-east-1' }],
    ['prefix', { collectionPrefix: 'acme.' }],
  ])(
    'with another %s, a request with an earlier key runs again there, and its former answer is deleted',
    async (name, change) => {
      const userId = `of-another-${name}`;
      file.replace({ tenants: [entry('acme')] });
      app = await file.start(engine.url, IDS);
      expect([(await create(userId)).status, replayed(await create(userId))]).toEqual([201, 'true']);
      await reload(entry('acme', change));
      const moved = await create(userId);
      // A token that Rekognition remembers from the former collection would lead to a 422.
      expect([moved.status, replayed(moved)]).toEqual([201, null]);
      expect(replayed(await create(userId))).toBe('true');
      await reload(entry('acme'));
      const back = await create(userId);
      expect([replayed(back), (await engine.calls('CreateUser')).length]).toEqual([null, 3]);
      await engine.forgetCalls();
    },
  );

  it('with a removed tenant, a new tenant with the same id gets none of its records', async () => {
    const user = { method: 'POST', body: { userId: 'shared-name' } };
    file.replace({ tenants: [entry('acme'), entry('other')] });
    app = await file.start(engine.url, IDS);
    expect((await create('shared-name')).status).toBe(201);
    await reload(entry('other'));
    await reload(entry('acme', { apiKeys: [keyEntry('next-customer')] }));
    await engine.forgetCalls();
    const theirs = await send('/collections/staff/users', { ...user, key: 'next-customer' }, 'create-shared-name');
    expect([replayed(theirs), (await engine.calls('CreateUser')).length]).toEqual([null, 1]);
  });

  it('with any other change of a tenant, its records are kept', async () => {
    file.replace({ tenants: [entry('acme')] });
    app = await file.start(engine.url, IDS);
    await create('rotated');
    await reload(
      entry('acme', { weight: 2, apiKeys: [keyEntry('new-key')], allowedCollections: ['staff', 'visitors'] }),
    );
    expect(replayed(await create('rotated', 'new-key'))).toBe('true');
  });

  it('without a collection in the list, a repeated key gets 404, and its answer once the collection is listed again', async () => {
    const seen = (...allowedCollections: string[]): object => entry('acme', { allowedCollections });
    file.replace({ tenants: [seen('staff')] });
    app = await file.start(engine.url, IDS);
    expect((await create('of-a-list')).status).toBe(201);
    await reload(seen('visitors'));
    const hidden = await create('of-a-list');
    expect([hidden.status, hidden.body['code'], replayed(hidden)]).toEqual([404, 'resource-not-found', null]);
    await reload(seen('staff', 'visitors'));
    expect(replayed(await create('of-a-list'))).toBe('true');
  });

  it.each<[string, Record<string, unknown>]>([
    ['account', { awsAccount: OTHER.awsAccount, credentials: keysOf('other') }],
    ['region', { region: 'us-east-1' }],
    ['prefix', { collectionPrefix: 'acme.' }],
  ])('with another %s, a cursor of the former one is rejected and not sent', async (_name, change) => {
    file.replace({ tenants: [entry('acme')] });
    app = await file.start(engine.url, IDS);
    const { body } = await app.ask('/collections?limit=1');
    expect(body['nextCursor']).toEqual(expect.any(String));
    await reload(entry('acme', change));
    await engine.forgetCalls();
    const next = await app.ask(`/collections?limit=1&cursor=${String(body['nextCursor'])}`);
    expect([next.status, next.body['code'], await engine.calls('ListCollections')]).toEqual([
      400,
      'invalid-cursor',
      [],
    ]);
  });

  it('with another region, the next call of a tenant is sent to it and signed for it', async () => {
    file.replace({ tenants: [entry('acme')] });
    app = await file.start(engine.url, IDS);
    await engine.forgetCalls();
    await app.ask(PATH);
    await reload(entry('acme', { region: 'us-east-1' }));
    await app.ask(PATH);
    expect((await engine.calls('ListFaces')).map(({ region }) => region)).toEqual(REGIONS);
  });
});

function keysOf(id: string): object {
  return { static: { accessKeyIdEnv: `${id}_ID`, secretAccessKeyEnv: `${id}_SECRET` } };
}

const [FACE, NEXT] = ['c92265d4-5f9c-43af-a58e-12be0ce02bc0', 'c92265d4-5f9c-43af-a58e-12be0ce02bc1'];

describe('a keyed write under way when its tenant is given another prefix', () => {
  let upstream: HeldUpstream;

  beforeEach(async () => {
    upstream = await HeldUpstream.start();
    file.replace({ tenants: [entry('acme')] });
    app = await file.start(upstream.url, IDS);
    // One millisecond before the service checks the file, so that calls in flight do not time out.
    await app.clock.advance(4_999);
  });
  afterEach(() => upstream.close());

  const remove = (faceId: string, key: string): Promise<Answer> =>
    app.ask(PATH, {
      method: 'DELETE',
      body: { faceIds: [faceId] },
      headers: { 'idempotency-key': key, prefer: 'wait=30' },
    });

  const collections = (): unknown[] => upstream.held.map(({ call }) => call.input['CollectionId']);

  async function moveTenant(): Promise<void> {
    file.replace({ tenants: [entry('acme', { collectionPrefix: 'acme.' })] });
    await file.heeded(1);
  }

  it('is answered with its result, and its key is new for the new collection', async () => {
    const sent = remove(FACE, 'order-7');
    await upstream.has(1);
    await moveTenant();
    const moved = remove(FACE, 'order-7');
    await upstream.has(2);
    upstream.answer(1);
    expect([(await moved).status, replayed(await moved)]).toEqual([200, null]);
    upstream.answer(0);
    expect([(await sent).status, replayed(await sent)]).toEqual([200, null]);
    expect(replayed(await remove(FACE, 'order-7'))).toBe('true');
    expect(collections()).toEqual(['staff', 'acme.staff']);
  });

  it('is answered 503 without effect if it waits for its turn, and never sent to the former collection', async () => {
    const first = remove(FACE, 'order-7');
    await upstream.has(1);
    const waiting = remove(NEXT, 'order-8');
    await eventually(async () => /^facade_calls_waiting 1$/m.test((await app.ask('/metrics', { key: '' })).text));
    await moveTenant();
    upstream.answer(0);
    expect((await first).status).toBe(200);
    const { status, body } = await waiting;
    expect([status, body['code'], body['effect'], body['retryable']]).toEqual([
      503,
      'idempotency-unavailable',
      'none',
      true,
    ]);
    const again = remove(NEXT, 'order-8');
    await upstream.has(2);
    upstream.answer(1);
    expect((await again).status).toBe(200);
    expect(collections()).toEqual(['staff', 'acme.staff']);
  });
});
