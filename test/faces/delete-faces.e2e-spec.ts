import { describe, expect, it } from '@jest/globals';

import type { DeleteFacesResponse } from '../../src/faces/faces.dto.js';
import type { Answer } from '../harness/app.js';
import { withWorld } from '../harness/world.js';

const PATH = '/collections/staff/faces';
const STRANGER = '00000000-0000-4000-8000-000000000000';

const { app, engine, people } = withWorld();

type Deleted = Answer<DeleteFacesResponse & Record<string, unknown>>;

function remove(body: object, headers: Record<string, string> = {}): Promise<Deleted> {
  return app.ask(PATH, { method: 'DELETE', body, headers });
}

function strangers(count: number): string[] {
  return Array.from({ length: count }, (_, n) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
}

describe('DeleteFaces: 200', () => {
  const forms: Record<string, (ids: string[]) => Promise<Deleted>> = {
    'DELETE with a body': (faceIds) => remove({ faceIds }),
    'DELETE with a query': (ids) =>
      app.ask(`${PATH}?${ids.map((id) => `faceId=${id}`).join('&')}`, { method: 'DELETE' }),
    POST: (faceIds) => app.ask(`${PATH}/delete`, { method: 'POST', body: { faceIds } }),
  };

  it.each(Object.entries(forms))('%s deletes the faces and lists each', async (_name, send) => {
    const [one = '', two = '', kept = ''] = await people.faces('staff', 'guest', 3);
    const { status, body } = await send([one, two]);
    expect([status, body]).toEqual([
      200,
      { outcome: 'complete', deletedFaces: [{ faceId: one }, { faceId: two }], unsuccessfulFaceDeletions: [] },
    ]);
    const left = await people.allFaces('staff');
    expect([left.includes(one), left.includes(two), left.includes(kept)]).toEqual([false, false, true]);
  });

  it('puts every requested id into exactly one list', async () => {
    const [free = ''] = await people.faces('staff', 'guest', 1);
    const [taken = ''] = await people.user('staff', 'ann', 1);
    const { body } = await remove({ faceIds: [free, taken, STRANGER] });
    expect(body).toEqual({
      outcome: 'partial',
      deletedFaces: [{ faceId: free }],
      unsuccessfulFaceDeletions: [
        { faceId: taken, userId: 'ann', reasons: ['ASSOCIATED_TO_AN_EXISTING_USER'] },
        { faceId: STRANGER, reasons: ['FACE_NOT_FOUND'] },
      ],
    });
    expect(await people.facesOf('staff', 'ann')).toEqual([taken]);
  });

  it('has the outcome none if no face could be deleted', async () => {
    const { status, body } = await remove({ faceIds: [STRANGER] });
    expect([status, body.outcome]).toEqual([200, 'none']);
  });

  it('counts repeated ids once', async () => {
    const [face = ''] = await people.faces('staff', 'guest', 1);
    const { body } = await remove({ faceIds: [face, face] });
    expect(body.deletedFaces).toEqual([{ faceId: face }]);
  });

  it('accepts 4,096 ids in a body and 100 in a query', async () => {
    const many = await remove({ faceIds: strangers(4_096) });
    expect([many.status, many.body.unsuccessfulFaceDeletions.length]).toEqual([200, 4_096]);
    const query = strangers(100).map((id) => `faceId=${id}`);
    const { status } = await app.ask(`${PATH}?${query.join('&')}`, { method: 'DELETE' });
    expect(status).toBe(200);
  });

  it.each([
    ['by default', {}],
    ['in strict handling', { prefer: 'handling=strict' }],
  ])('is repeated after a lost answer, and reports faces that no longer exist as deleted: %s', async (_, headers) => {
    const [face = ''] = await people.faces('staff', 'guest', 1);
    await engine.fail({ operation: 'DeleteFaces', fault: 'drop-after', times: 1 });
    const { status, body } = await app.clock.passWaits(remove({ faceIds: [face] }, headers));
    expect([status, body]).toEqual([
      200,
      { outcome: 'complete', deletedFaces: [{ faceId: face }], unsuccessfulFaceDeletions: [] },
    ]);
    expect(await people.allFaces('staff')).not.toContain(face);
  });

  it('lists a face of a user as unsuccessful also after a lost answer', async () => {
    const [taken = ''] = await people.user('staff', 'bea', 1);
    const [face = ''] = await people.faces('staff', 'guest', 1);
    await engine.fail({ operation: 'DeleteFaces', fault: 'drop-after', times: 1 });
    const { body } = await app.clock.passWaits(remove({ faceIds: [face, taken] }));
    expect([body.outcome, body.deletedFaces, body.unsuccessfulFaceDeletions.map(({ faceId }) => faceId)]).toEqual([
      'partial',
      [{ faceId: face }],
      [taken],
    ]);
  });

  it('reports the faces as deleted when the caller repeats it with its key, and replays that', async () => {
    const [face = ''] = await people.faces('staff', 'guest', 1);
    const headers = { 'idempotency-key': `delete-${face}` };
    await engine.fail({ operation: 'DeleteFaces', fault: 'drop-after', share: 1 });
    const lost = await app.clock.passWaits(remove({ faceIds: [face] }, headers));
    await engine.heal();
    const again = await app.clock.passWaits(remove({ faceIds: [face] }, headers));
    const replayed = await remove({ faceIds: [face] }, headers);
    expect([lost.status, lost.body['effect']]).toEqual([502, 'unknown']);
    expect([again.status, again.body.deletedFaces]).toEqual([200, [{ faceId: face }]]);
    expect([replayed.text, replayed.headers.get('idempotency-replayed')]).toEqual([again.text, 'true']);
  });

  it('has effect unknown if the collection is missing after a lost answer', async () => {
    await engine.fail(
      { operation: 'DeleteFaces', fault: 'drop-after', times: 1 },
      { operation: 'DeleteFaces', fault: 'ResourceNotFoundException', times: 1 },
    );
    const { status, body } = await app.clock.passWaits(remove({ faceIds: [STRANGER] }));
    expect([status, body['code'], body['effect']]).toEqual([404, 'resource-not-found', 'unknown']);
    expect(body['detail']).toContain('the change may have been made');
  });
});

describe('DeleteFaces: 400', () => {
  it.each([
    ['no body and no query', {}],
    ['an empty object', { body: {} }],
    ['an empty list', { body: { faceIds: [] } }],
  ])('answers face-ids-required to %s and never means all', async (_name, ask) => {
    const before = await people.allFaces('staff');
    for (const [path, method] of [
      [PATH, 'DELETE'],
      [`${PATH}/delete`, 'POST'],
    ] as const) {
      const { status, body } = await app.ask(path, { method, ...ask });
      expect([status, body['code']]).toEqual([400, 'face-ids-required']);
    }
    expect(await people.allFaces('staff')).toEqual(before);
    expect(await engine.calls('DeleteFaces')).toEqual([]);
  });

  it('answers ids-in-query-and-body if both contain ids', async () => {
    const ask = { method: 'DELETE', body: { faceIds: [STRANGER] } };
    const { status, body } = await app.ask(`${PATH}?faceId=${STRANGER}`, ask);
    expect([status, body['code']]).toEqual([400, 'ids-in-query-and-body']);
  });

  it('answers delete-body-missing to a JSON content type without a body', async () => {
    const { status, body } = await app.ask(PATH, { method: 'DELETE', headers: { 'content-type': 'application/json' } });
    expect([status, body['code']]).toEqual([400, 'delete-body-missing']);
    expect(body['detail']).toContain('/faces/delete');
  });

  it.each([
    ['4,097 ids', { faceIds: strangers(4_097) }, '/faceIds'],
    ['an invalid id', { faceIds: [STRANGER, 'all'] }, '/faceIds/1'],
    ['a string instead of a list', { faceIds: STRANGER }, '/faceIds'],
    ['an unknown member', { faceIds: [STRANGER], all: true }, '/all'],
  ])('answers validation-failed to %s without asking Rekognition', async (_name, body, pointer) => {
    const answer = await remove(body);
    expect([answer.status, (answer.body['errors'] as { pointer: string }[])[0]?.pointer]).toEqual([400, pointer]);
    expect(await engine.calls()).toEqual([]);
  });
});

describe('DeleteFaces: other refusals', () => {
  it('answers 404 resource-not-found for a missing collection', async () => {
    const ask = { method: 'DELETE', body: { faceIds: [STRANGER] } };
    const { status, body } = await app.ask('/collections/nowhere/faces', ask);
    expect([status, body['code']]).toEqual([404, 'resource-not-found']);
  });

  it('answers 403 insufficient-scope to a read-only key', async () => {
    const ask = { method: 'DELETE', body: { faceIds: [STRANGER] }, key: 'acme-read' };
    const { status, body } = await app.ask(PATH, ask);
    expect([status, body['code']]).toEqual([403, 'insufficient-scope']);
  });

  it('reports a partial outcome as 409 with handling=strict, with the same effect', async () => {
    const [face = ''] = await people.faces('staff', 'guest', 1);
    const { status, body } = await remove({ faceIds: [face, STRANGER] }, { prefer: 'handling=strict' });
    expect([status, body['code'], body['effect'], body.deletedFaces]).toEqual([
      409,
      'unsuccessful-faces',
      'partial',
      [{ faceId: face }],
    ]);
    expect(await people.allFaces('staff')).not.toContain(face);
  });
});
