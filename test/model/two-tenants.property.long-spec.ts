import { randomUUID } from 'node:crypto';

import { expect, it } from '@jest/globals';
import fc from 'fast-check';

import { type Answer, tenant } from '../harness/app.js';
import { caseCount } from '../harness/case-count.js';
import { withWorld } from '../harness/world.js';
import { askOf, OPENING, peopleCall, type PeopleCall, toldBy, toldIn } from './people-calls.js';
import { PeopleModel } from './people-model.js';

/** Two tenants of one account with similar prefixes, which use the same ids. */
const TENANTS = [
  tenant('acme', { view: { kind: 'prefix', prefix: 'a.' } }),
  tenant('sister', { view: { kind: 'prefix', prefix: 'a2.' } }),
];
const NOBODYS_FACE = '00000000-0000-4000-8000-000000000000';
const RUNS = caseCount(20, 500);
/** Results that some of the sequences must have, so that the test is not vacuous. */
const MATTERS = [
  'associateFaces 200',
  'deleteFaces 200',
  'deleteUser 204',
  'disassociateFace 204',
  'disassociateFaces 200',
  'indexFaces 201',
];
const PAGES_AT_MOST = 200;

const { app, people } = withWorld({ tenants: TENANTS, engine: { latencyMs: 0, settleMs: 0 } });

interface Sent {
  readonly call: PeopleCall;
  readonly ids: readonly string[];
  readonly answer: Answer;
}

/** Sends a call, twice if it says so. The second answer must equal the first. */
async function send(tenantId: string, call: PeopleCall, pool: readonly string[]): Promise<Sent> {
  const ids = call.faces.map((face) => pool[face % pool.length]!);
  const { path, ...ask } = askOf(call, ids);
  const keyed = { ...ask, key: `${tenantId}-key`, headers: { 'idempotency-key': randomUUID() } };
  const answer = await app.clock.passWaits(app.ask(path, keyed));
  if (call.again) {
    const second = await app.clock.passWaits(app.ask(path, keyed));
    expect([call, toldIn(second)]).toEqual([call, toldIn(answer)]);
    expect(second.headers.get('idempotency-replayed')).toBe(answer.status < 400 ? 'true' : null);
  }
  return { call, ids, answer };
}

interface Item {
  readonly collectionId: string;
  readonly userId?: string;
  readonly faceId: string;
}

interface Page extends Record<string, unknown> {
  readonly items: Item[];
  readonly nextCursor?: string;
}

/** The properties of one item. */
interface Counted extends Record<string, unknown> {
  readonly userCount: number;
  readonly faceCount: number;
}

/** All items of a tenant's list, page by page. */
async function listed(tenantId: string, path: string, filter = ''): Promise<Item[]> {
  const items: Item[] = [];
  let cursor = '';
  for (let page = 0; page < PAGES_AT_MOST; page += 1) {
    const { status, body } = await app.ask<Page>(`${path}?limit=3${filter}${cursor}`, { key: `${tenantId}-key` });
    expect(status).toBe(200);
    items.push(...body.items);
    if (body.nextCursor === undefined) return items;
    cursor = `&cursor=${body.nextCursor}`;
  }
  throw new Error('a list without end');
}

/** Everything that a tenant can see, in the format of the model. */
async function everything(tenantId: string): Promise<unknown[]> {
  const ids = (await listed(tenantId, '/collections')).map(({ collectionId }) => collectionId);
  return Promise.all(
    ids.sort().map(async (id) => {
      const path = `/collections/${id}`;
      const users = (await listed(tenantId, `${path}/users`)).map(({ userId = '' }) => userId);
      const faces = await listed(tenantId, `${path}/faces`);
      const { body: counts } = await app.ask<Counted>(path, { key: `${tenantId}-key` });
      expect([counts.userCount, counts.faceCount]).toEqual([users.length, faces.length]);
      return {
        id,
        users: await Promise.all(users.sort().map((userId) => userWithFaces(tenantId, path, userId))),
        faces: faces.map(({ faceId, userId = '' }) => `${faceId} ${userId}`.trim()).sort(),
      };
    }),
  );
}

async function userWithFaces(tenantId: string, collection: string, userId: string): Promise<string> {
  const { body } = await app.ask<Counted>(`${collection}/users/${userId}`, { key: `${tenantId}-key` });
  const filtered = await listed(tenantId, `${collection}/faces`, `&userId=${userId}`);
  const { body: ofUser } = await app.ask<Page>(`${collection}/users/${userId}/faces`, { key: `${tenantId}-key` });
  expect([filtered.length, ofUser.items.length]).toEqual([body.faceCount, body.faceCount]);
  return `${userId} ${body.faceCount}`;
}

const rounds = fc.array(fc.tuple(peopleCall, peopleCall), { minLength: 10, maxLength: 60, size: 'max' });

it('answers and stores what a small model says, for two tenants who call at once with the same names', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(rounds, async (calls) => {
      await people.empty();
      const models = TENANTS.map(() => new PeopleModel());
      // Newest first, because most calls use the newest. Each tenant also sends ids of the other tenant.
      const pool = [NOBODYS_FACE];
      for (const round of [...OPENING.map((call) => [call, call]), ...calls]) {
        const sent = await Promise.all(round.map((call, index) => send(TENANTS[index]!.id, call, pool)));
        for (const [index, { call, ids, answer }] of sent.entries()) {
          const told = toldIn(answer);
          expect([call, told]).toEqual([call, toldBy(models[index]!, call, ids, answer)]);
          seen.add(`${call.kind} ${told.status}`);
          if (call.kind === 'indexFaces') pool.unshift(...(told.lists?.['faceRecords'] ?? []));
        }
      }
      for (const [index, { id }] of TENANTS.entries())
        expect(await everything(id)).toEqual(models[index]!.everything());
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
  expect(MATTERS.filter((each) => !seen.has(each))).toEqual([]);
});
