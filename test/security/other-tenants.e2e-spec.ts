import { beforeAll, describe, expect, it } from '@jest/globals';

import type { CollectionView } from '../../src/config/tenant.js';
import { OPERATIONS } from '../../src/operations.js';
import { type Answer, type Ask, tenant } from '../harness/app.js';
import { type DocumentedRequest, REQUESTS, targetOf } from '../harness/documented-requests.js';
import { withWorld } from '../harness/world.js';

const prefix = (text: string): CollectionView => ({ kind: 'prefix', prefix: text });

/** Tenants of one account in one region. The service does not know `admin`, which prepares and inspects the data. */
const ACME = tenant('acme', { view: prefix('acme.') });
const LISTED = tenant('listed', { view: { kind: 'listed', collectionIds: new Set(['listed-staff']) } });
const RIVAL = tenant('rival', { view: prefix('rival.') });
const ADMIN = tenant('admin');
const UNKNOWN_FACE = '00000000-0000-4000-8000-000000000000';
const ATTACKERS = [
  { key: 'acme-key', own: 'staff', foreign: 'vault' },
  { key: 'acme-key', own: 'staff', foreign: 'rival.vault' },
  { key: 'listed-key', own: 'listed-staff', foreign: 'rival.vault' },
];

let faces: string[];
let before: unknown;

const { app, engine, people } = withWorld({ tenants: [ACME, LISTED, RIVAL], owner: ADMIN });

beforeAll(async () => {
  await people.collection('rival.vault', { colour: 'secret-red' });
  await people.collection('rival.annex');
  for (const id of ['acme.staff', 'listed-staff']) await people.collection(id);
  for (const id of ['acme.staff', 'listed-staff']) await people.user(id, 'ann', 1);
  faces = await people.user('rival.vault', 'rita', 3);
  await people.user('rival.vault', 'rolf', 1);
  before = await scene();
});

async function scene(): Promise<unknown> {
  return {
    collections: await people.collections(),
    rita: await people.facesOf('rival.vault', 'rita'),
    rolf: await people.facesOf('rival.vault', 'rolf'),
    tags: await people.tagsOf('rival.vault'),
  };
}

/** Replacements for the ids of a route's example. */
interface Names {
  readonly collectionId: string;
  readonly userId: string;
  readonly faceId: string;
}

function naming({ path, query, body, ...request }: DocumentedRequest, names: Names): DocumentedRequest {
  const ids = Object.fromEntries(Object.keys(path).map((name) => [name, names[name as keyof Names]]));
  const inQuery = request.queryNames.flatMap((name): [string, string][] =>
    name in names && body === undefined ? [[name, names[name as keyof Names]]] : [],
  );
  const kept = query.filter(([name]) => !inQuery.some(([other]) => other === name));
  const inBody = {
    ...(body !== undefined && 'faceIds' in body && { faceIds: [names.faceId] }),
    ...(body !== undefined && 'userId' in body && { userId: names.userId }),
    ...(body !== undefined && 'collectionId' in body && { collectionId: names.collectionId }),
  };
  return { ...request, path: ids, query: [...kept, ...inQuery], ...(body && { body: { ...body, ...inBody } }) };
}

function send(request: DocumentedRequest, key: string, headers: Record<string, string> = {}): Promise<Answer> {
  const ask: Ask = { method: request.method, key, headers, ...(request.body && { body: request.body }) };
  return app.ask(targetOf(request), ask);
}

/** An answer without its variable parts and without the ids that were sent. */
function said({ status, headers, text, body }: Answer, names: Names): unknown[] {
  const made = [body['requestId'], body['awsRequestId'], body['nextCursor']];
  const own = [...made, ...Object.values<string>({ ...names })].filter((id) => typeof id === 'string');
  const blank = (words: string): string => own.reduce((rest, id) => rest.replaceAll(id, '…'), words);
  const heard = [...headers].filter(
    ([name]) => !['x-request-id', 'traceparent', 'date', 'content-length'].includes(name),
  );
  return [status, heard.map(([name, value]) => [name, blank(value)]), blank(text)];
}

/** Ids of the other tenant that are in the answer but not in the request. */
function leaked({ text, headers }: Answer, names: Names): string[] {
  const sent = Object.values<string>({ ...names });
  const secrets = ['rival.', 'vault', 'annex', 'rita', 'rolf', 'secret-red', ...faces];
  const heard = `${text}${JSON.stringify([...headers])}`;
  return secrets.filter((secret) => !sent.some((name) => name.includes(secret)) && heard.includes(secret));
}

/** Requests that create something return a new id each time, and a caller may delete its own collection. */
const MAKES_OR_ENDS = new Set(['createCollection', 'indexFaces', 'deleteCollection']);
const isCompared = ({ operationId }: DocumentedRequest, { collectionId }: Names): boolean =>
  !MAKES_OR_ENDS.has(operationId) || (operationId === 'deleteCollection' && !collectionId.includes('staff'));

async function compare(
  key: string,
  foreign: Names,
  missing: Names,
  headers: Record<string, string> = {},
): Promise<string[]> {
  const wrong: string[] = [];
  for (const request of REQUESTS.filter((each) => isCompared(each, foreign))) {
    const one = await send(naming(request, foreign), key, headers);
    const other = await send(naming(request, missing), key);
    const [heard, expected] = [said(one, foreign), said(other, missing)].map((words) => JSON.stringify(words));
    const found = leaked(one, foreign);
    if (heard !== expected || found.length > 0 || one.status >= 500) {
      wrong.push(`${request.operationId}: ${heard} and not ${expected}; leaked: ${found.join()}`);
    }
  }
  return wrong;
}

describe('a resource of another tenant', () => {
  it.each(ATTACKERS)('looks missing on every route: the collection $foreign to $key', async (attack) => {
    const names = { userId: 'rita', faceId: faces[0]! };
    const foreign = { ...names, collectionId: attack.foreign };
    expect(await compare(attack.key, foreign, { ...names, collectionId: 'nowhere' })).toEqual([]);
  });

  it.each(ATTACKERS)('looks missing on every route: users and faces to $key', async ({ key, own }) => {
    const foreign = { collectionId: own, userId: 'rita', faceId: faces[0]! };
    const missing = { collectionId: own, userId: 'nobody', faceId: UNKNOWN_FACE };
    expect(await compare(key, foreign, missing)).toEqual([]);
  });

  it('cannot be accessed with any header', async () => {
    const names = { collectionId: 'vault', userId: 'rita', faceId: faces[0]! };
    const headers = {
      'x-tenant': 'rival',
      'x-tenant-id': 'rival',
      'x-account-id': '111122223333',
      'x-forwarded-host': 'rival.example',
      'x-forwarded-user': 'rival',
      'x-original-url': '/collections/rival.vault',
      'x-rewrite-url': '/collections/rival.vault',
      'x-http-method-override': 'GET',
      'x-amz-security-token': 'mine',
      cookie: 'tenant=rival',
    };
    expect(await compare('acme-key', names, { ...names, collectionId: 'nowhere' }, headers)).toEqual([]);
  });

  it('cannot be listed with its cursors, on any route', async () => {
    const lists = ['/collections?limit=1', '/collections/vault/faces?limit=1', '/collections/vault/users?limit=1'];
    const pages = await Promise.all(lists.map((path) => app.ask(path, { key: 'rival-key' })));
    const cursors = pages.map(({ body }) => body['nextCursor']).filter((cursor) => typeof cursor === 'string');
    expect(cursors.length).toBeGreaterThanOrEqual(2);
    const names = { collectionId: 'staff', userId: 'ann', faceId: UNKNOWN_FACE };
    const takers = REQUESTS.filter(({ queryNames }) => queryNames.includes('cursor'));
    expect(takers.length).toBeGreaterThanOrEqual(2);
    for (const cursor of cursors) {
      for (const { query, ...request } of takers) {
        const { body } = await send(naming({ ...request, query: [...query, ['cursor', cursor]] }, names), 'acme-key');
        expect([request.operationId, body['code']]).toEqual([request.operationId, 'invalid-cursor']);
      }
    }
  });

  it('is not replayed to a tenant who uses the same idempotency key', async () => {
    const names = { collectionId: 'vault', userId: 'rita', faceId: UNKNOWN_FACE };
    const headers = { 'idempotency-key': 'one-and-the-same' };
    for (const request of REQUESTS.filter(({ method }) => method !== 'GET')) {
      if (
        ['createCollection', 'deleteCollection', 'deleteUser', 'createUser', 'eraseUser'].includes(request.operationId)
      )
        continue;
      await send(naming(request, names), 'rival-key', headers);
      const answer = await send(naming(request, names), 'acme-key', headers);
      expect([request.operationId, answer.headers.get('idempotency-replayed'), leaked(answer, names)]).toEqual([
        request.operationId,
        null,
        [],
      ]);
    }
    await people.untag('rival.vault', 'department');
  });

  it('is not created by another tenant: a collection with the same name is the caller’s own', async () => {
    const made = await app.ask('/collections', { method: 'POST', body: { collectionId: 'vault' } });
    expect([made.status, leaked(made, { collectionId: 'vault', userId: '', faceId: '' })]).toEqual([201, []]);
    expect((await app.ask('/collections/vault/tags')).body).toEqual({ tags: {} });
    expect((await app.ask('/collections/vault', { method: 'DELETE' })).status).toBe(204);
    const outside = { method: 'POST', key: 'listed-key', body: { collectionId: 'rival.vault' } };
    expect((await app.ask('/collections', outside)).body['code']).toBe('validation-failed');
  });

  it('is unchanged after all of this', async () => {
    expect(await scene()).toEqual(before);
  });
});

describe('A read-only key', () => {
  it('cannot change anything on any route, and nothing is sent', async () => {
    await engine.forgetCalls();
    const names = { collectionId: 'staff', userId: 'ann', faceId: UNKNOWN_FACE };
    const statuses = new Map<string, number>();
    for (const request of REQUESTS.filter(({ method }) => method !== 'GET')) {
      const { status } = await send(naming(request, names), 'acme-read');
      statuses.set(request.operationId, status);
    }
    const named = (effect: string): string[] =>
      OPERATIONS.filter((each) => each.effect === effect).map(({ name }) => name);
    const reads = new Set(named('read').map((name) => name.charAt(0).toLowerCase() + name.slice(1)));
    const passed = [...statuses].filter(([id, status]) => status !== 403 && !reads.has(id));
    expect(passed).toEqual([]);
    const writes = new Set(named('write'));
    const changes = (await engine.calls()).filter(({ operation }) => writes.has(operation));
    expect(changes).toEqual([]);
  });
});
