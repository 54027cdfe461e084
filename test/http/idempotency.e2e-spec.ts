import { describe, expect, it } from '@jest/globals';

import { namespaceOf } from '../../src/config/tenant.js';
import { fingerprintOf, placeOf } from '../../src/http/idempotency/keyed-request.js';
import {
  IDEMPOTENCY_STORE,
  type IdempotencyStore,
  MAX_RECORDS_PER_TENANT,
  StoreFull,
} from '../../src/state/idempotency.store.js';
import { type Answer, tenant } from '../harness/app.js';
import { eventually } from '../harness/eventually.js';
import { withWorld } from '../harness/world.js';

const ACME = tenant('acme');
/** A tenant of the same account and region, whose callers see the same collections. */
const SISTER = tenant('sister');
const DAY_MS = 24 * 60 * 60 * 1_000;
const LEASE_MS = 15_000;
const STRANGER = 'f5817d37-94f6-4335-bfee-6cf79a3d806e';

interface Lists {
  outcome: string;
  code?: string;
  disassociatedFaces: object[];
  alreadyDisassociatedFaces: object[];
}

let keys = 0;
let users = 0;

const { app, engine, people } = withWorld({ tenants: [ACME, SISTER] });

const newKey = (): string => `order-${(keys += 1)}`;

async function newUser(faces: number): Promise<{ user: string; path: string; ids: string[] }> {
  const user = `user-${(users += 1)}`;
  const ids = await people.user('staff', user, faces);
  await engine.forgetCalls();
  return { user, path: `/collections/staff/users/${user}/faces`, ids };
}

interface Removal {
  key?: string;
  as?: string;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

function remove(path: string, faceIds: readonly string[], removal: Removal = {}): Promise<Answer<Lists>> {
  const { key, as = 'acme-key', headers = {}, signal } = removal;
  return app.ask<Lists>(path, {
    method: 'DELETE',
    body: { faceIds },
    key: as,
    headers: { ...(key !== undefined && { 'idempotency-key': key }), ...headers },
    ...(signal && { signal }),
  });
}

const fail = (fault: string, times = 100): Promise<void> =>
  engine.fail({ operation: 'DisassociateFaces', fault, times });

const upstreamCalls = async (): Promise<number> => (await engine.calls('DisassociateFaces')).length;

const replayed = ({ headers }: Answer<Lists>): string | null => headers.get('idempotency-replayed');

async function counted(result: string): Promise<number> {
  const { text } = await app.ask('/metrics', { key: '' });
  return Number(new RegExp(`^facade_idempotency_total\\{result="${result}"\\} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
}

const store = (): IdempotencyStore => app.app.get<IdempotencyStore>(IDEMPOTENCY_STORE);

describe('a write that is sent again with its idempotency key', () => {
  it('gets the same answer with Idempotency-Replayed, and has no second effect', async () => {
    const { path, ids } = await newUser(2);
    const key = newKey();
    const before = [await counted('fresh'), await counted('replayed')];
    const first = await remove(path, ids.slice(0, 1), { key });
    const second = await remove(path, ids.slice(0, 1), { key });
    expect([first.status, replayed(first)]).toEqual([200, null]);
    expect([second.status, replayed(second), second.text]).toEqual([200, 'true', first.text]);
    expect(second.body.disassociatedFaces).toEqual([{ faceId: ids[0] }]);
    expect(await upstreamCalls()).toBe(1);
    expect([await counted('fresh'), await counted('replayed')]).toEqual(before.map((count) => count + 1));
  });

  it('has its own request id, trace and preferences', async () => {
    const { path, ids } = await newUser(1);
    const key = newKey();
    await remove(path, ids, { key, headers: { 'x-request-id': 'first', prefer: 'wait=5' } });
    const { headers } = await remove(path, ids, { key, headers: { 'x-request-id': 'second', prefer: 'wait=7' } });
    expect([headers.get('x-request-id'), headers.get('preference-applied')]).toEqual(['second', 'wait=7']);
    expect(headers.get('content-type')).toMatch(/^application\/json/);
  });

  it('is the same request with the key quoted or in the body, and the ids reordered, repeated, in the query or in a POST', async () => {
    const { path, ids } = await newUser(2);
    const key = newKey();
    const first = await remove(path, ids, { key });
    const query = [...ids].reverse().map((id) => `faceId=${id}`);
    const again = await Promise.all([
      remove(path, ids, { key: `"${key}"` }),
      remove(path, [...ids].reverse(), { key }),
      remove(path, [...ids, ...ids], { key }),
      app.ask<Lists>(path, { method: 'DELETE', body: { faceIds: ids, clientRequestToken: key } }),
      app.ask<Lists>(`${path}?${query.join('&')}`, { method: 'DELETE', headers: { 'idempotency-key': key } }),
      app.ask<Lists>(`${path}/disassociate`, { method: 'POST', body: { faceIds: ids, clientRequestToken: key } }),
    ]);
    for (const answer of again) {
      expect([answer.status, answer.text, replayed(answer)]).toEqual([200, first.text, 'true']);
    }
    expect(await upstreamCalls()).toBe(1);
  });

  it('is answered 204 again if the first answer was 204', async () => {
    const { path, ids } = await newUser(1);
    const headers = { 'idempotency-key': newKey() };
    const first = await app.ask<Lists>(`${path}/${ids[0]!}`, { method: 'DELETE', headers });
    const second = await app.ask<Lists>(`${path}/${ids[0]!}`, { method: 'DELETE', headers });
    expect([first.status, first.text, replayed(first)]).toEqual([204, '', null]);
    expect([second.status, second.text, replayed(second)]).toEqual([204, '', 'true']);
    expect(await upstreamCalls()).toBe(1);
  });

  it('is answered according to the Prefer header of the second request', async () => {
    const { path, ids } = await newUser(1);
    const faces = [ids[0]!, STRANGER];
    const key = newKey();
    const strict = { prefer: 'handling=strict' };
    const told = await remove(path, faces, { key });
    const strictly = await remove(path, faces, { key, headers: strict });
    expect([told.status, told.body.outcome]).toEqual([200, 'partial']);
    expect([strictly.status, strictly.body.code, replayed(strictly)]).toEqual([409, 'unsuccessful-faces', 'true']);
    expect(strictly.body.disassociatedFaces).toEqual([{ faceId: ids[0] }]);
    const other = newKey();
    const first = await remove(path, faces, { key: other, headers: strict });
    const second = await remove(path, faces, { key: other, headers: strict });
    const leniently = await remove(path, faces, { key: other });
    expect([first.status, replayed(first), second.status, replayed(second)]).toEqual([409, null, 409, 'true']);
    expect([leniently.status, replayed(leniently), leniently.body.outcome]).toEqual([200, 'true', first.body.outcome]);
    expect(await upstreamCalls()).toBe(2);
  });

  it('is remembered for 24 hours', async () => {
    const { path, ids } = await newUser(1);
    const key = newKey();
    await remove(path, ids, { key });
    await app.clock.advance(DAY_MS - 1_000);
    expect(replayed(await remove(path, ids, { key }))).toBe('true');
    await app.clock.advance(1_000);
    expect(replayed(await app.clock.passWaits(remove(path, ids, { key })))).toBeNull();
    expect(await upstreamCalls()).toBe(2);
  });
});

describe('an idempotency key', () => {
  it('that was used for other input is answered 422 without effect', async () => {
    const { user, path, ids } = await newUser(2);
    const key = newKey();
    const before = await counted('reused');
    await remove(path, ids.slice(0, 1), { key });
    const others = [
      await remove(path, ids.slice(1), { key }),
      await remove(path, ids, { key }),
      await remove(path.replace(user, 'somebody'), ids.slice(0, 1), { key }),
      await remove(path.replace('staff', 'visitors'), ids.slice(0, 1), { key }),
    ];
    for (const { status, body } of others) expect([status, body.code]).toEqual([422, 'idempotency-key-reused']);
    expect([await upstreamCalls(), await counted('reused')]).toEqual([1, before + others.length]);
    expect(await people.facesOf('staff', user)).toEqual(ids.slice(1));
  });

  it('is separate for each tenant', async () => {
    const { path, ids } = await newUser(2);
    const key = newKey();
    const ours = await remove(path, ids.slice(0, 1), { key });
    const theirs = await remove(path, ids.slice(1), { key, as: 'sister-key' });
    const same = await remove(path, ids.slice(0, 1), { key: newKey(), as: 'sister-key' });
    expect([ours, theirs, same].map(({ status }) => status)).toEqual([200, 200, 200]);
    expect([ours, theirs, same].map(replayed)).toEqual([null, null, null]);
    expect(ours.body.disassociatedFaces).toEqual([{ faceId: ids[0] }]);
    expect(theirs.body.disassociatedFaces).toEqual([{ faceId: ids[1] }]);
    expect(replayed(await remove(path, ids.slice(1), { key, as: 'sister-key' }))).toBe('true');
  });

  it('sent by 100 requests at once makes one call; each gets its answer or 409 request-in-progress', async () => {
    const { path, ids } = await newUser(1);
    const key = newKey();
    const answers = await Promise.all(Array.from({ length: 100 }, () => remove(path, ids, { key })));
    const running = answers.filter(({ body }) => body.code === 'request-in-progress');
    const told = answers.filter(({ status }) => status === 200);
    expect([running.length + told.length, await upstreamCalls()]).toEqual([100, 1]);
    expect(told.filter((answer) => replayed(answer) === null)).toHaveLength(1);
    expect(new Set(told.map(({ text }) => text)).size).toBe(1);
    expect(told[0]!.body.disassociatedFaces).toEqual([{ faceId: ids[0] }]);
    for (const { status, headers } of running) {
      expect([status, headers.get('retry-after')]).toEqual([409, expect.stringMatching(/^[1-9]\d*$/)]);
    }
    expect(replayed(await remove(path, ids, { key }))).toBe('true');
  });

  it('whose request is in progress is answered 409 with Retry-After, and 422 for other input', async () => {
    const { path, ids } = await newUser(2);
    const key = newKey();
    await engine.hold('DisassociateFaces');
    const first = remove(path, ids.slice(0, 1), { key });
    await engine.seen(1);
    const second = await remove(path, ids.slice(0, 1), { key });
    const other = await remove(path, ids.slice(1), { key });
    engine.release();
    expect([second.status, second.body]).toEqual([
      409,
      expect.objectContaining({ code: 'request-in-progress', effect: 'none', retryable: true }),
    ]);
    expect(second.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    expect([other.status, other.body.code]).toEqual([422, 'idempotency-key-reused']);
    expect((await first).status).toBe(200);
    expect(await upstreamCalls()).toBe(1);
  });

  it('on a read is ignored', async () => {
    const { path, ids } = await newUser(1);
    const headers = { 'idempotency-key': newKey() };
    const asked = [path, '/me', path].map((route) => app.ask<Lists>(route, { headers }));
    expect((await Promise.all(asked)).map((answer) => [answer.status, replayed(answer)])).toEqual([
      [200, null],
      [200, null],
      [200, null],
    ]);
    expect((await remove(path, ids, { key: headers['idempotency-key'] })).status).toBe(200);
  });
});

describe('a write without an effect releases its key', () => {
  it.each<[string, number, string, (path: string) => string, (ids: string[]) => string[]]>([
    ['no ids', 400, 'face-ids-required', (path) => path, () => []],
    ['a missing collection', 404, 'resource-not-found', (path) => path.replace('staff', 'gone'), (ids) => ids],
  ])('with %s', async (_name, status, code, pathOf, idsOf) => {
    const { path, ids } = await newUser(1);
    const key = newKey();
    const refused = await remove(pathOf(path), idsOf(ids), { key });
    expect([refused.status, refused.body.code]).toEqual([status, code]);
    const good = await remove(path, ids, { key });
    expect([good.status, replayed(good), good.body.outcome]).toEqual([200, null, 'complete']);
  });

  it.each([
    ['ThrottlingException', 429, 'throttled'],
    ['ConflictException', 409, 'user-busy'],
    ['AccessDeniedException', 403, 'aws-access-denied'],
  ])('if Rekognition rejects it with %s', async (fault, status, code) => {
    const { path, ids } = await newUser(2);
    const key = newKey();
    await fail(fault);
    const refused = await app.clock.passWaits(remove(path, ids.slice(0, 1), { key }));
    expect([refused.status, refused.body.code]).toEqual([status, code]);
    await engine.heal();
    const other = await app.clock.passWaits(remove(path, ids.slice(1), { key }));
    expect([other.status, replayed(other), other.body.outcome]).toEqual([200, null, 'complete']);
  });

  it('if a single face gets 404 or 409', async () => {
    const { path } = await newUser(1);
    const { ids } = await newUser(1);
    for (const [faceId, code] of [
      [STRANGER, 'face-not-found'],
      [ids[0]!, 'associated-to-a-different-user'],
    ]) {
      const headers = { 'idempotency-key': newKey() };
      for (let time = 0; time < 2; time += 1) {
        const answer = await app.ask<Lists>(`${path}/${faceId}`, { method: 'DELETE', headers });
        expect([answer.body.code, replayed(answer)]).toEqual([code, null]);
      }
    }
  });
});

describe('a write whose outcome is unknown', () => {
  it.each(['drop-after', 'drop-before', 'InternalServerError', 'truncated'])(
    'runs again after %s with the same token, and has one effect, which is reported',
    async (fault) => {
      const { user, path, ids } = await newUser(2);
      const key = newKey();
      const before = await counted('repeated');
      await fail(fault);
      const first = await app.clock.passWaits(remove(path, ids.slice(0, 1), { key }));
      expect([first.status, first.body]).toEqual([
        502,
        expect.objectContaining({ effect: 'unknown', retryable: true }),
      ]);
      expect((await remove(path, ids, { key })).body.code).toBe('idempotency-key-reused');
      await engine.heal();
      const second = await app.clock.passWaits(remove(path, ids.slice(0, 1), { key }));
      // A second execution would have reported the face as already disassociated.
      expect([second.status, replayed(second), second.body.disassociatedFaces]).toEqual([
        200,
        null,
        [{ faceId: ids[0] }],
      ]);
      expect(await people.facesOf('staff', user)).toEqual(ids.slice(1));
      expect(replayed(await remove(path, ids.slice(0, 1), { key }))).toBe('true');
      expect(await counted('repeated')).toBe(before + 1);
    },
  );

  it('stays unknown when the second request is rejected', async () => {
    const { path, ids } = await newUser(2);
    const key = newKey();
    await fail('drop-after');
    await app.clock.passWaits(remove(path, ids.slice(0, 1), { key }));
    await fail('AccessDeniedException');
    const second = await app.clock.passWaits(remove(path, ids.slice(0, 1), { key }));
    expect([second.status, second.body]).toEqual([403, expect.objectContaining({ effect: 'unknown' })]);
    expect((await remove(path, ids.slice(1), { key })).body.code).toBe('idempotency-key-reused');
    await engine.heal();
    const third = await app.clock.passWaits(remove(path, ids.slice(0, 1), { key }));
    expect(third.body.disassociatedFaces).toEqual([{ faceId: ids[0] }]);
  });

  it('can be sent again immediately if the deadline had passed', async () => {
    const { path, ids } = await newUser(1);
    const key = newKey();
    await engine.hold('DisassociateFaces');
    const first = remove(path, ids, { key, headers: { prefer: 'wait=2' } });
    await engine.seen(1);
    await app.clock.advance(2_000);
    expect([(await first).status, (await first).body.code]).toEqual([504, 'upstream-timeout']);
    engine.release();
    await eventually(async () => (await engine.calls('DisassociateFaces')).every(({ result }) => result !== 'pending'));
    const second = await app.clock.passWaits(remove(path, ids, { key }));
    expect([second.status, second.body.outcome]).toEqual([200, 'complete']);
  });
});

describe('a caller who disconnects from a keyed write', () => {
  it('after it was sent leaves an answer for the next request with the key', async () => {
    const { path, ids } = await newUser(1);
    const key = newKey();
    await engine.hold('DisassociateFaces');
    const leaving = new AbortController();
    const left = remove(path, ids, { key, signal: leaving.signal }).catch(() => 'left');
    await engine.seen(1);
    const before = app.requestsOver;
    leaving.abort();
    expect(await left).toBe('left');
    await eventually(() => app.requestsOver > before);
    engine.release();
    const back: Answer<Lists>[] = [];
    await eventually(async () => {
      back.push(await remove(path, ids, { key }));
      return back.at(-1)?.body.code !== 'request-in-progress';
    });
    expect([back.at(-1)!.status, replayed(back.at(-1)!)]).toEqual([200, 'true']);
    expect(back.at(-1)!.body.disassociatedFaces).toEqual([{ faceId: ids[0] }]);
    expect(await upstreamCalls()).toBe(1);
  });

  it('while it waits for its turn cancels it and releases the key', async () => {
    const { path, ids } = await newUser(2);
    const key = newKey();
    await engine.hold('DisassociateFaces');
    const first = remove(path, ids.slice(0, 1));
    await engine.seen(1);
    const leaving = new AbortController();
    const left = remove(path, ids.slice(1), { key, signal: leaving.signal }).catch(() => 'left');
    await eventually(async () => /^facade_calls_waiting 1$/m.test((await app.ask('/metrics', { key: '' })).text));
    const before = app.requestsOver;
    leaving.abort();
    expect(await left).toBe('left');
    await eventually(() => app.requestsOver > before);
    engine.release();
    await first;
    await eventually(async () => (await remove(path, ids.slice(1), { key })).status === 200);
    expect(await upstreamCalls()).toBe(2);
  });
});

describe('a keyed attempt that never ended', () => {
  /** The record that a service leaves behind if it dies during a request. */
  async function died(user: string, faceIds: string[], key: string, sent?: { mayRepeat: boolean }): Promise<void> {
    const body = { faceIds };
    const params = { collectionId: 'staff', userId: user };
    const keyed = { namespace: namespaceOf(ACME), operation: 'DisassociateFaces', key, params, query: {}, body };
    const claim = { owner: 'died', fingerprint: fingerprintOf(keyed), leaseMs: LEASE_MS };
    expect(await store().reserve(placeOf(keyed), claim)).toBe('fresh');
    if (sent !== undefined) await store().markSent(placeOf(keyed), 'died', sent.mayRepeat);
  }

  it('and had sent nothing releases its key when the lease ends', async () => {
    const { user, path, ids } = await newUser(1);
    const key = newKey();
    await died(user, [STRANGER], key);
    expect((await remove(path, [STRANGER], { key })).body.code).toBe('request-in-progress');
    await app.clock.advance(LEASE_MS);
    const answer = await app.clock.passWaits(remove(path, ids, { key }));
    expect([answer.status, replayed(answer), answer.body.outcome]).toEqual([200, null, 'complete']);
  });

  it('and was sent runs again when the lease ends, if it may be repeated', async () => {
    const { user, path, ids } = await newUser(1);
    const key = newKey();
    await died(user, ids, key, { mayRepeat: true });
    expect((await remove(path, ids, { key })).body.code).toBe('request-in-progress');
    await app.clock.advance(LEASE_MS);
    expect((await remove(path, [STRANGER], { key })).body.code).toBe('idempotency-key-reused');
    const answer = await app.clock.passWaits(remove(path, ids, { key }));
    expect([answer.status, replayed(answer), answer.body.outcome]).toEqual([200, null, 'complete']);
  });

  it('and was sent is answered 409 outcome-unknown, with a link to the current state, if it may not be repeated', async () => {
    const { user, path, ids } = await newUser(1);
    const key = newKey();
    const before = await counted('unknown');
    await died(user, ids, key, { mayRepeat: false });
    await app.clock.advance(LEASE_MS);
    for (const route of [path, `${path}/disassociate`]) {
      const method = route === path ? 'DELETE' : 'POST';
      const answer = await app.ask(route, { method, body: { faceIds: ids, clientRequestToken: key } });
      expect([answer.status, answer.body]).toEqual([
        409,
        expect.objectContaining({ code: 'outcome-unknown', effect: 'unknown', retryable: false }),
      ]);
      expect(answer.body['detail']).toContain('with GET /collections/{collectionId}/users/{userId}/faces;');
      expect(answer.headers.get('retry-after')).toBeNull();
    }
    expect([await upstreamCalls(), await counted('unknown')]).toEqual([0, before + 2]);
  });

  it('fills the store together with others: writes with a key get 503, other requests are served', async () => {
    const { path, ids } = await newUser(2);
    const before = await counted('unavailable');
    // Records with an unknown outcome from other tests take some of the capacity.
    for (let number = 0, full = false; !full; number += 1) {
      expect(number).toBeLessThanOrEqual(MAX_RECORDS_PER_TENANT);
      const claim = { owner: 'nobody', fingerprint: '', leaseMs: LEASE_MS };
      const place = { tenant: namespaceOf(ACME), key: `held-${String(number)}` };
      full = await store()
        .reserve(place, claim)
        .then(
          () => false,
          (thrown: unknown) => thrown instanceof StoreFull,
        );
    }
    const refused = await remove(path, ids.slice(0, 1), { key: newKey() });
    expect([refused.status, refused.body]).toEqual([
      503,
      expect.objectContaining({ code: 'idempotency-unavailable', effect: 'none', retryable: true }),
    ]);
    expect(refused.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    expect([await counted('unavailable'), await upstreamCalls()]).toEqual([before + 1, 0]);
    expect((await remove(path, ids.slice(0, 1))).status).toBe(200);
    expect((await app.ask(path, { headers: { 'idempotency-key': 'k' } })).status).toBe(200);
    expect((await remove(path, ids.slice(1), { key: newKey(), as: 'sister-key' })).status).toBe(200);
    await app.clock.advance(LEASE_MS);
    expect((await app.clock.passWaits(remove(path, ids.slice(1), { key: newKey() }))).status).toBe(200);
  });
});

describe('an idempotency record', () => {
  it('contains no plain text of the request or the answer', async () => {
    const { user, path, ids } = await newUser(1);
    const key = newKey();
    const keyed = {
      namespace: namespaceOf(ACME),
      operation: 'DisassociateFaces',
      key,
      params: {},
      query: {},
      body: {},
    };
    await remove(path, ids, { key });
    const found = await store().reserve(placeOf(keyed), { owner: 'looks', fingerprint: '', leaseMs: LEASE_MS });
    if (typeof found !== 'object' || found.state !== 'done') throw new Error('the answer is not kept');
    const stored = `${JSON.stringify(placeOf(keyed))} ${found.fingerprint} ${Buffer.from(found.answer).toString('latin1')}`;
    for (const word of [key, user, 'staff', ids[0]!, 'outcome']) expect(stored).not.toContain(word);
  });

  it('is unreadable for another tenant, even if it is moved to that tenant’s key', async () => {
    const { user, path, ids } = await newUser(1);
    const key = newKey();
    const params = { collectionId: 'staff', userId: user };
    const body = { faceIds: ids };
    const ours = { namespace: namespaceOf(ACME), operation: 'DisassociateFaces', key, params, query: {}, body };
    const theirs = { ...ours, namespace: namespaceOf(SISTER) };
    await remove(path, ids, { key });
    const claim = { owner: 'thief', fingerprint: fingerprintOf(theirs), leaseMs: LEASE_MS };
    const found = await store().reserve(placeOf(ours), claim);
    if (typeof found !== 'object' || found.state !== 'done') throw new Error('the answer is not kept');
    expect(await store().reserve(placeOf(theirs), claim)).toBe('fresh');
    expect(await store().complete(placeOf(theirs), 'thief', found.answer)).toBe(true);
    const answer = await remove(path, ids, { key, as: 'sister-key' });
    expect([answer.status, answer.body.code, replayed(answer)]).toEqual([409, 'outcome-unknown', null]);
    expect(replayed(await remove(path, ids, { key }))).toBe('true');
  });
});
