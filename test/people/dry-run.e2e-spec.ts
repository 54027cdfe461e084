import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { Ask } from '../harness/app.js';
import { AuditFolder } from '../harness/audit.js';
import { caseCount } from '../harness/case-count.js';
import { withWorld } from '../harness/world.js';

const READS = ['ListFaces', 'ListUsers'];
const ABSENT = '00000000-0000-4000-8000-000000000000';

const audit = AuditFolder.make();
const { app, engine, people } = withWorld({ settings: audit.settings });
afterAll(() => audit.remove());

let users = 0;

/** A user with faces, a face of another user, and a face without a user. */
async function newUser(faces: number) {
  const user = `person-${(users += 1)}`;
  const ids = await people.user('staff', user, faces);
  const [theirs = ''] = await people.user('staff', `${user}-other`, 1);
  const [loose = ''] = await people.faces('staff', user, 1);
  await engine.forgetCalls();
  return { user, ids, theirs, loose, path: `/collections/staff/users/${user}` };
}

type Made = Awaited<ReturnType<typeof newUser>>;

interface Form {
  readonly method: string;
  readonly path: (made: Made) => string;
  /** Absent if the faces are in the query. */
  readonly body?: (made: Made) => object;
  readonly real?: number;
}

const mixed = ({ ids, theirs, loose }: Made): string[] => [ABSENT, ...ids.slice(1), theirs, loose];
const query = (faceIds: readonly string[]): string => `?${faceIds.map((id) => `faceId=${id}`).join('&')}`;

/** Each documented form of a write that has a dry run. */
const FORMS: Readonly<Record<string, Form>> = {
  'disassociate by DELETE': {
    method: 'DELETE',
    path: ({ path }) => `${path}/faces`,
    body: (m) => ({ faceIds: mixed(m) }),
  },
  'disassociate by DELETE with ids in the query': {
    method: 'DELETE',
    path: (m) => `${m.path}/faces${query(mixed(m))}`,
  },
  'disassociate by POST': {
    method: 'POST',
    path: ({ path }) => `${path}/faces/disassociate`,
    body: (m) => ({ faceIds: mixed(m) }),
  },
  'delete faces by DELETE': {
    method: 'DELETE',
    path: () => '/collections/staff/faces',
    body: (m) => ({ faceIds: mixed(m) }),
  },
  'delete faces by POST': {
    method: 'POST',
    path: () => '/collections/staff/faces/delete',
    body: (m) => ({ faceIds: mixed(m) }),
  },
  'disassociate all': { method: 'POST', path: ({ path }) => `${path}/faces/disassociate-all` },
  'delete a user': { method: 'DELETE', path: ({ path }) => path, real: 204 },
  'erase a person': {
    method: 'POST',
    path: ({ path }) => `${path}/erasures`,
    body: ({ loose }) => ({ faceIds: [loose], reference: 'DSR-1' }),
  },
};
const NAMES = Object.keys(FORMS);
const BY_POST = NAMES.filter((name) => FORMS[name]?.method === 'POST' && FORMS[name].body !== undefined);

function send(name: string, made: Made, { dryRun = '', ...ask }: Ask & { dryRun?: string } = {}) {
  const { method, path, body } = FORMS[name]!;
  const asked = path(made);
  const mark = asked.includes('?') ? '&' : '?';
  return app.ask(dryRun === '' ? asked : `${asked}${mark}dryRun=${dryRun}`, {
    method,
    ...(body && { body: body(made) }),
    ...ask,
  });
}

async function state({ user }: Made) {
  return [await people.allFaces('staff'), await people.facesOf('staff', user)];
}

async function calledOperations(): Promise<string[]> {
  return [...new Set((await engine.calls()).map(({ operation }) => operation))];
}

describe('a dry run', () => {
  it.each(NAMES)('changes nothing, only reads, and is not audited as a write: %s', async (name) => {
    const made = await newUser(3);
    const before = await state(made);
    const audited = audit.writes.length;
    await engine.forgetCalls();
    const { status, body, headers } = await send(name, made, { dryRun: 'true' });
    expect([status, body['dryRun'], headers.get('location')]).toEqual([200, true, null]);
    expect((await calledOperations()).filter((operation) => !READS.includes(operation))).toEqual([]);
    expect(await state(made)).toEqual(before);
    expect(audit.writes.slice(audited)).toEqual([]);
  });

  it.each(NAMES)('leaves the Idempotency-Key to the change itself: %s', async (name) => {
    const made = await newUser(3);
    const headers = { 'idempotency-key': `${name} of ${made.user}` };
    await send(name, made, { headers, dryRun: 'true' });
    const change = await send(name, made, { headers, dryRun: 'false' });
    expect([change.status, change.body['dryRun']]).toEqual([FORMS[name]?.real ?? 200, undefined]);
    expect(change.headers.get('idempotency-replayed')).toBeNull();
    if (name === 'erase a person') return;
    const again = await send(name, made, { headers });
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([change.status, 'true']);
  });

  it.each(NAMES)('needs the scope of the change, and reports the same missing resources: %s', async (name) => {
    const made = await newUser(1);
    expect((await send(name, made, { key: 'acme-read', dryRun: 'true' })).body['code']).toBe('insufficient-scope');
    expect((await send(name, made, { dryRun: 'maybe' })).body['code']).toBe('validation-failed');
    const path = `/collections/nowhere/users/${made.user}`;
    const elsewhere = FORMS[name]!.path({ ...made, path }).replace('/staff/', '/nowhere/');
    const ask = (dryRun: string) =>
      app.ask(`${elsewhere}${elsewhere.includes('?') ? '&' : '?'}dryRun=${dryRun}`, {
        method: FORMS[name]!.method,
        ...(FORMS[name]?.body && { body: FORMS[name].body(made) }),
      });
    const audited = audit.writes.length;
    const predicted = await ask('true');
    expect(audit.writes.slice(audited)).toEqual([]);
    const real = await ask('false');
    expect([predicted.status, predicted.body['code'], predicted.body['resource']]).toEqual([
      404,
      'resource-not-found',
      real.body['resource'],
    ]);
  });

  it.each(BY_POST)('can be requested in the body of a POST: %s', async (name) => {
    const made = await newUser(2);
    const body = { ...FORMS[name]!.body!(made), dryRun: true };
    const before = await state(made);
    expect((await send(name, made, { body })).body['dryRun']).toBe(true);
    const both = await send(name, made, { body, dryRun: 'false' });
    expect([both.status, both.body['code']]).toEqual([400, 'validation-failed']);
    expect(await state(made)).toEqual(before);
  });

  it.each(NAMES.filter((name) => !BY_POST.includes(name)))(
    'cannot be requested in an optional body, because a proxy may drop it: %s',
    async (name) => {
      const made = await newUser(2);
      const before = await state(made);
      const answer = await send(name, made, { body: { ...FORMS[name]?.body?.(made), dryRun: true } });
      expect([answer.status, answer.body['code']]).toEqual([400, 'validation-failed']);
      expect(await state(made)).toEqual(before);
    },
  );

  it('has effect none as a strict problem, too', async () => {
    const made = await newUser(2);
    const headers = { prefer: 'handling=strict' };
    const { status, body } = await send('disassociate by POST', made, { headers, dryRun: 'true' });
    expect([status, body['code'], body['effect'], body['outcome'], body['dryRun']]).toEqual([
      409,
      'unsuccessful-faces',
      'none',
      'partial',
      true,
    ]);
  });

  it('has the status UNKNOWN if users may not be listed', async () => {
    const made = await newUser(1);
    await engine.fail({ operation: 'ListUsers', fault: 'AccessDeniedException', share: 1 });
    const body = { faceIds: [made.loose], dryRun: true };
    expect((await send('disassociate by POST', made, { body })).body['userStatus']).toBe('UNKNOWN');
  });
});

describe('the prediction', () => {
  const fate = fc.constantFrom('own', 'theirs', 'loose', 'absent');
  const faces = fc.array(fc.tuple(fate, fc.boolean()), { minLength: 1, maxLength: 6 });

  it.each(['disassociate by POST', 'delete faces by POST'])('equals the result of the change: %s', async (name) => {
    await fc.assert(
      fc.asyncProperty(faces, async (fates) => {
        const made = await newUser(0);
        const faceIds: string[] = [];
        for (const [kind, requested] of [...fates, ['loose', true] as const]) {
          const [id = ''] = kind === 'absent' ? [crypto.randomUUID()] : await people.faces('staff', made.user, 1);
          const owner = { own: made.user, theirs: `${made.user}-other` }[kind as string];
          if (owner !== undefined) await people.associate('staff', owner, [id]);
          if (requested) faceIds.push(id);
        }
        const predicted = await send(name, made, { body: { faceIds, dryRun: true } });
        const real = await send(name, made, { body: { faceIds } });
        expect(predicted.body).toEqual({ dryRun: true, ...real.body });
      }),
      { numRuns: caseCount(12, 100), seed: 20_261_130 },
    );
  });

  it('of disassociating all faces lists them', async () => {
    const made = await newUser(3);
    const predicted = await send('disassociate all', made, { dryRun: 'true' });
    const real = await send('disassociate all', made);
    expect(predicted.body).toEqual({ dryRun: true, ...real.body });
  });

  it('of deleting a user counts the faces that stay without a user', async () => {
    const made = await newUser(2);
    const { body } = await send('delete a user', made, { dryRun: 'true' });
    expect(body).toEqual({ dryRun: true, userId: made.user, faceCount: 2 });
    expect((await send('delete a user', made)).status).toBe(204);
    expect((await people.allFaces('staff')).filter((id) => made.ids.includes(id))).toHaveLength(2);
  });

  it('of an erasure counts the faces that it deletes, stores nothing, and reports an earlier erasure', async () => {
    const made = await newUser(3);
    const predicted = await send('erase a person', made, { dryRun: 'true' });
    expect(predicted.body).toMatchObject({ state: 'planned', progress: { userDeleted: false, faces: 4 } });
    const path = `/collections/staff/erasures/${String(predicted.body['erasureId'])}`;
    expect((await app.ask(path)).status).toBe(404);
    const real = await send('erase a person', made);
    expect(real.body).toMatchObject({ state: 'done', progress: { userDeleted: true, faces: 4 } });
    const again = await send('erase a person', made, { body: {}, dryRun: 'true' });
    expect(again.body).toMatchObject({ dryRun: true, state: 'already-erased', erasureId: real.body['erasureId'] });
  });

  it('of an erasure with a face of another user is a problem', async () => {
    const made = await newUser(1);
    const body = { faceIds: [made.theirs] };
    const { status, body: problem } = await send('erase a person', made, { body, dryRun: 'true' });
    expect([status, problem['code']]).toEqual([409, 'associated-to-a-different-user']);
  });
});
