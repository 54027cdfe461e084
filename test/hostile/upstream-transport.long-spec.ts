import { AssociateFacesCommand, RekognitionClient } from '@aws-sdk/client-rekognition';
import { describe, expect, it } from '@jest/globals';

import type { DisassociateFacesResponse } from '../../src/users/users.dto.js';
import { type Answer, accountsOf, tenant, TestApp } from '../harness/app.js';
import { TestEngine } from '../harness/engine.js';
import { problemFaults } from '../harness/problem-rules.js';
import { withWorldPerTest } from '../harness/world.js';

const ACME = tenant('acme');
const PATH = '/collections/staff/users/ann/faces';
const AT_ONCE = 20;

const { app, engine, people } = withWorldPerTest({ engine: { latencyMs: 5 } });

type Told = Answer<DisassociateFacesResponse & Record<string, unknown>>;

function remove(user: string, faceIds: readonly string[], headers: Record<string, string> = {}): Promise<Told> {
  return app.ask(`/collections/staff/users/${user}/faces`, { method: 'DELETE', body: { faceIds }, headers });
}

function problemIn({ status, headers, text }: Answer<unknown>): string[] {
  return problemFaults({ status, text, headers: Object.fromEntries(headers) });
}

/** Runs the work of all items, a few concurrently. */
async function each<T, R>(items: readonly T[], work: (item: T, index: number) => Promise<R>): Promise<R[]> {
  return inGroups(items, AT_ONCE, work, () => undefined);
}

/** Runs the work of each item so slowly that the circuit breaker stays closed although all attempts fail. */
function unhurried<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  return inGroups(items, 10, work, () => app.clock.advance(10_000));
}

async function inGroups<T, R>(
  items: readonly T[],
  size: number,
  work: (item: T, index: number) => Promise<R>,
  rest: () => Promise<void> | undefined,
): Promise<R[]> {
  const results: R[] = [];
  for (let first = 0; first < items.length; first += size) {
    const some = items.slice(first, first + size).map((item, more) => work(item, first + more));
    results.push(...(await Promise.all(some)));
    await rest();
  }
  return results;
}

/** Many users with one face each. */
function enrol(count: number): Promise<{ user: string; face: string }[]> {
  const users = Array.from({ length: count }, (_, number) => `user-${number}`);
  return each(users, async (user) => ({ user, face: (await people.user('staff', user, 1))[0]! }));
}

/** Associates faces with users again, without the service. */
async function putBack(enrolled: readonly { user: string; face: string }[]): Promise<void> {
  const { region, credentials } = ACME;
  if (credentials.kind !== 'static') throw new TypeError('test tenants have static keys');
  const client = new RekognitionClient({ endpoint: engine.url, region, credentials: credentials.read() });
  await each(enrolled, ({ user, face }) =>
    client.send(new AssociateFacesCommand({ CollectionId: 'staff', UserId: user, FaceIds: [face] })),
  );
  client.destroy();
}

describe('an answer that arrives a byte at a time', () => {
  it('ends with the deadline: a write as 504 with effect unknown', async () => {
    const ids = await people.user('staff', 'ann', 1);
    await engine.fail({ operation: 'DisassociateFaces', fault: 'drip', times: 100 });
    const answer = remove('ann', ids, { prefer: 'wait=2' });
    await engine.seen(1);
    await app.clock.advance(2_000);
    const told = await answer;
    expect([told.status, told.body['code'], told.body['effect'], told.body['retryable']]).toEqual([
      504,
      'upstream-timeout',
      'unknown',
      false,
    ]);
    expect(problemIn(told)).toEqual([]);
    expect(app.clock.pending).toBe(0);
  });

  it('ends with the deadline: a read as a retryable 504', async () => {
    await people.user('staff', 'ann', 1);
    await engine.fail({ operation: 'ListFaces', fault: 'drip', times: 100 });
    const answer = app.ask(PATH, { headers: { prefer: 'wait=1' } });
    await engine.seen(1, 'ListFaces');
    await app.clock.advance(1_000);
    const told = await answer;
    expect([told.status, told.body['code'], told.body['effect'], told.body['retryable']]).toEqual([
      504,
      'upstream-timeout',
      'none',
      true,
    ]);
    expect(app.clock.pending).toBe(0);
  });

  it('is abandoned after 3 s if another attempt may follow, and that attempt succeeds', async () => {
    const ids = await people.user('staff', 'ann', 2);
    await engine.fail({ operation: 'ListFaces', fault: 'drip', times: 1 });
    const answer = app.ask<{ items: object[] }>(PATH);
    await engine.seen(1, 'ListFaces');
    await app.clock.advance(3_000);
    const { status, body } = await app.clock.passWaits(answer);
    expect([status, body.items.length]).toEqual([200, ids.length]);
  });
});

describe('truncated answers', () => {
  it('are retried for reads, each of 20', async () => {
    const people20 = await enrol(20);
    // The retry budget does not cover concurrent retries of all of them, so they run sequentially.
    for (const { user, face } of people20) {
      await engine.fail({ operation: 'ListFaces', fault: 'truncated', times: 1 });
      const answer = app.ask<{ items: { faceId: string }[] }>(`/collections/staff/users/${user}/faces`);
      const { status, body } = await app.clock.passWaits(answer);
      expect([status, body.items.map(({ faceId }) => faceId)]).toEqual([200, [face]]);
      await app.clock.advance(10_000);
    }
    expect((await engine.calls('ListFaces')).length).toBe(40);
  });

  it('to a write with a key are retried, and the write has one effect', async () => {
    const [face = ''] = await people.user('staff', 'ann', 1);
    await engine.fail({ operation: 'DisassociateFaces', fault: 'truncated', times: 3 });
    const lost = await app.clock.passWaits(remove('ann', [face], { 'idempotency-key': 'k' }));
    expect([lost.status, lost.body['effect'], lost.body['retryable']]).toEqual([502, 'unknown', true]);
    const told = await app.clock.passWaits(remove('ann', [face], { 'idempotency-key': 'k' }));
    expect([told.status, told.body.disassociatedFaces]).toEqual([200, [{ faceId: face }]]);
  });
});

describe('Successful responses that are lost', () => {
  it('cause no second effect, and the same key gets the real outcome', async () => {
    const enrolled = await enrol(200);
    const key = (user: string): Record<string, string> => ({ 'idempotency-key': `key of ${user}` });
    await engine.fail({ operation: 'DisassociateFaces', fault: 'drop-after', times: 10_000 });
    const lost = await unhurried(enrolled, ({ user, face }) => app.clock.passWaits(remove(user, [face], key(user))));
    expect(lost.flatMap(problemIn)).toEqual([]);
    for (const { status, body } of lost) {
      expect([status, body['code'], body['effect'], body['retryable']]).toEqual([
        502,
        'upstream-connection-lost',
        'unknown',
        true,
      ]);
    }

    // Every second face is associated again, which a second execution would undo.
    await putBack(enrolled.filter((_person, index) => index % 2 === 0));
    await engine.heal();
    const told = await app.clock.passWaits(each(enrolled, ({ user, face }) => remove(user, [face], key(user))));
    const outcomes = told.map(({ status, body }) => [status, body.outcome, body.disassociatedFaces[0]?.faceId]);
    expect(outcomes).toEqual(enrolled.map(({ face }) => [200, 'complete', face]));
    const left = await each(enrolled, ({ user }) => people.facesOf('staff', user));
    expect(left).toEqual(enrolled.map(({ face }, index) => (index % 2 === 0 ? [face] : [])));
  });

  it('without effect have one effect when they are retried', async () => {
    const enrolled = await enrol(40);
    await engine.fail({ operation: 'DisassociateFaces', fault: 'drop-before', times: 10_000 });
    const key = (user: string): Record<string, string> => ({ 'idempotency-key': `key of ${user}` });
    const lost = await unhurried(enrolled, ({ user, face }) => app.clock.passWaits(remove(user, [face], key(user))));
    expect(lost.map(({ status, body }) => [status, body['effect']])).toEqual(enrolled.map(() => [502, 'unknown']));
    await engine.heal();
    const told = await app.clock.passWaits(each(enrolled, ({ user, face }) => remove(user, [face], key(user))));
    expect(told.map(({ body }) => body.disassociatedFaces)).toEqual(enrolled.map(({ face }) => [{ faceId: face }]));
  });
});

describe('an upstream that is down', () => {
  it.each([
    ['a read', 'GET'],
    ['a write', 'DELETE'],
  ])('is reported to %s as 503 with Retry-After and effect none', async (_name, method) => {
    const gone = await TestEngine.start({ accounts: accountsOf([ACME]) });
    const alone = await TestApp.start(gone.url, { tenants: [ACME] });
    await alone.warm();
    await gone.close();
    try {
      const body = method === 'DELETE' ? { body: { faceIds: ['b90d6538-4484-4118-8afa-2ddf485d2948'] } } : {};
      const told = await alone.clock.passWaits(alone.ask(PATH, { method, ...body }));
      expect([told.status, told.body['code'], told.body['effect'], told.body['retryable']]).toEqual([
        503,
        'upstream-unreachable',
        'none',
        true,
      ]);
      expect(told.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
      expect(problemIn(told)).toEqual([]);
    } finally {
      await alone.close();
    }
  });

  it.each(['InternalServerError', 'drop-before', 'drop-after', 'html-502', 'empty', 'malformed', 'truncated'])(
    'never fails the probes, which report it as a detail: %s',
    async (fault) => {
      await people.user('staff', 'ann', 1);
      await engine.fail({ operation: '*', fault, times: 100 });
      const failed = await app.clock.passWaits(app.ask(PATH));
      expect(failed.status).toBe(502);
      expect(await probes()).toEqual([200, 200, 'failing']);
      await engine.heal();
      await app.clock.passWaits(app.ask(PATH));
      expect(await probes()).toEqual([200, 200, 'answering']);
    },
  );

  it('is distinguished from one tenant’s rejected call', async () => {
    await engine.fail({ operation: '*', fault: 'AccessDeniedException', times: 1 });
    expect((await app.ask(PATH)).status).toBe(403);
    expect(await probes()).toEqual([200, 200, 'answering']);
  });

  async function probes(): Promise<unknown[]> {
    const live = await app.ask('/health/live', { key: '' });
    const ready = await app.ask<{ details: { upstream: string } }>('/health/ready', { key: '' });
    return [live.status, ready.status, ready.body.details.upstream];
  }
});
