import { afterAll, describe, expect, it } from '@jest/globals';

import type { DisassociateFacesResponse } from '../../src/users/users.dto.js';
import type { Ask } from '../harness/app.js';
import { AuditFolder } from '../harness/audit.js';
import { withWorld } from '../harness/world.js';

const { engine, app, people } = withWorld();
let users = 0;

async function newUser(faces: number): Promise<{ user: string; path: string; ids: string[] }> {
  users += 1;
  const user = `all-${users}`;
  return {
    user,
    ids: (await people.user('staff', user, faces)).sort(),
    path: `/collections/staff/users/${user}/faces`,
  };
}

function disassociateAll(path: string, ask: Ask = {}) {
  return app.ask<DisassociateFacesResponse & Record<string, unknown>>(`${path}/disassociate-all`, {
    method: 'POST',
    ...ask,
  });
}

const named = (faces: readonly { faceId: string }[]): string[] => faces.map(({ faceId }) => faceId).sort();

describe('POST disassociate-all', () => {
  it('disassociates and lists 100 faces over several pages, and does not change other users', async () => {
    const { user, path, ids } = await newUser(100);
    const other = await newUser(1);
    const { status, body } = await disassociateAll(path);
    expect([status, body.outcome, named(body.disassociatedFaces)]).toEqual([200, 'complete', ids]);
    expect(body).toMatchObject({ alreadyDisassociatedFaces: [], unsuccessfulFaceDisassociations: [] });
    expect(await people.facesOf('staff', user)).toEqual([]);
    expect(await people.facesOf('staff', other.user)).toEqual(other.ids);
    expect((await people.allFaces('staff')).filter((id) => ids.includes(id))).toEqual(ids);
    expect(await engine.calls('DisassociateFaces')).toHaveLength(1);
  });

  it('is complete with empty lists for a user without faces, and 404 without the user', async () => {
    const { path } = await newUser(0);
    expect((await disassociateAll(path)).body).toEqual({
      outcome: 'complete',
      disassociatedFaces: [],
      alreadyDisassociatedFaces: [],
      unsuccessfulFaceDisassociations: [],
      userStatus: 'CREATED',
    });
    expect(await engine.calls('DisassociateFaces')).toEqual([]);
    expect(await disassociateAll('/collections/staff/users/nobody/faces')).toMatchObject({
      status: 404,
      body: { code: 'resource-not-found', effect: 'none' },
    });
  });

  it('also disassociates a face that an AssociateFaces before it in the lane added', async () => {
    const { user, path, ids } = await newUser(1);
    const [late = ''] = await people.faces('staff', user, 1);
    await engine.forgetCalls();
    await engine.hold('AssociateFaces');
    const associated = app.ask(path, { method: 'POST', body: { faceIds: [late] } });
    await engine.seen(1, 'AssociateFaces');
    const asked = disassociateAll(path);
    await engine.seen(1, 'ListFaces');
    engine.release();
    await app.settled([associated]);
    const [{ body } = { body: undefined }] = await app.settled([asked]);
    expect(named(body!.disassociatedFaces)).toEqual([...ids, late].sort());
    expect(await people.facesOf('staff', user)).toEqual([]);
  });

  it('lists a face that another request disassociated in the meantime as already disassociated', async () => {
    const { path, ids } = await newUser(2);
    await engine.hold('ListFaces');
    const asked = disassociateAll(path);
    await engine.seen(1, 'ListFaces');
    await app.ask(`${path}/${ids[0]}`, { method: 'DELETE' });
    engine.release();
    const { body } = await asked;
    expect([body.outcome, named(body.disassociatedFaces), named(body.alreadyDisassociatedFaces)]).toEqual([
      'complete',
      [ids[1]],
      [ids[0]],
    ]);
  });

  it('lists a face that could not be disassociated: partial, and 409 with strict handling', async () => {
    const answers = [];
    for (const headers of [{}, { Prefer: 'handling=strict' }]) {
      const { path, ids } = await newUser(2);
      const other = await newUser(0);
      await engine.hold('ListFaces');
      const asked = disassociateAll(path, { headers });
      await engine.seen(1, 'ListFaces');
      await app.ask(`${path}/${ids[0]}`, { method: 'DELETE' });
      await app.ask(other.path, { method: 'POST', body: { faceIds: [ids[0]] } });
      engine.release();
      const { status, body } = await asked;
      answers.push([status, body.outcome, named(body.unsuccessfulFaceDisassociations).includes(ids[0]!)]);
      await engine.forgetCalls();
    }
    expect(answers).toEqual([
      [200, 'partial', true],
      [409, 'partial', true],
    ]);
  });

  it('replays its answer with the same Idempotency-Key, and runs again with another', async () => {
    const { path, ids } = await newUser(2);
    const first = await disassociateAll(path, { headers: { 'Idempotency-Key': 'one' } });
    const again = await disassociateAll(path, { headers: { 'Idempotency-Key': 'one' } });
    expect([again.text, again.headers.get('idempotency-replayed')]).toEqual([first.text, 'true']);
    await app.ask(path, { method: 'POST', body: { faceIds: ids } });
    expect(
      named((await disassociateAll(path, { headers: { 'Idempotency-Key': 'two' } })).body.disassociatedFaces),
    ).toEqual(ids);
  });

  it('can be repeated with its key after a lost answer, although fewer faces are left', async () => {
    const { path } = await newUser(2);
    const headers = { 'Idempotency-Key': 'lost' };
    await engine.fail({ operation: 'DisassociateFaces', fault: 'drop-after', share: 1 });
    const [failed] = await app.settled([disassociateAll(path, { headers })]);
    expect(failed!.body).toMatchObject({ effect: 'unknown', retryable: true });
    await engine.heal();
    const [again] = await app.settled([disassociateAll(path, { headers })]);
    expect([again!.status, again!.body.outcome]).toEqual([200, 'complete']);
  });

  it('has effect partial if the final check fails', async () => {
    const { path } = await newUser(1);
    await engine.hold('DisassociateFaces');
    const asked = disassociateAll(path);
    await engine.seen(1, 'DisassociateFaces');
    await engine.fail({ operation: 'ListFaces', fault: 'AccessDeniedException', share: 1 });
    engine.release();
    expect((await app.settled([asked]))[0]).toMatchObject({ status: 403, body: { effect: 'partial' } });
  });

  it('rejects face ids, so that a list that was meant for another route does not mean all', async () => {
    const { user, path, ids } = await newUser(2);
    expect(await disassociateAll(path, { body: { faceIds: [ids[0]] } })).toMatchObject({ status: 400 });
    expect(await people.facesOf('staff', user)).toEqual(ids);
  });

  it('needs the scope write', async () => {
    const { path } = await newUser(1);
    expect((await disassociateAll(path, { key: 'acme-read' })).status).toBe(403);
  });
});

describe('the audit of POST disassociate-all', () => {
  const folder = AuditFolder.make();
  const audited = withWorld({ settings: folder.settings });

  afterAll(() => folder.remove());

  it('has one DisassociateFaces with every face', async () => {
    const ids = await audited.people.user('staff', 'ann', 2);
    const { headers } = await audited.app.ask('/collections/staff/users/ann/faces/disassociate-all', {
      method: 'POST',
    });
    expect(folder.writes.map(({ event, requestId }) => [event, requestId])).toEqual(
      ['intent', 'outcome'].map((event) => [event, headers.get('x-request-id')]),
    );
    expect(folder.writes[1]!.faces.map(({ faceId }) => faceId).sort()).toEqual(ids.sort());
  });
});

describe('POST disassociate-all while another change of the user is in progress', () => {
  it('is answered user-busy at the deadline, and nothing was changed', async () => {
    const { user, path, ids } = await newUser(2);
    await engine.fail({ operation: 'DisassociateFaces', fault: 'ConflictException', share: 1 });
    const { status, body } = await app.clock.passWaits(disassociateAll(path));
    expect([status, body['code'], body['effect']]).toEqual([409, 'user-busy', 'none']);
    expect(await people.facesOf('staff', user)).toEqual(ids);
  });
});
