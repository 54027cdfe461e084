import { DeleteFacesCommand } from '@aws-sdk/client-rekognition';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { portrait } from '../../src/demo/demo-people.js';
import { accountsOf, type Answer, tenant, TestApp } from '../harness/app.js';
import { TestEngine } from '../harness/engine.js';
import { FakeClock } from '../harness/fake-clock.js';
import { Gate } from '../harness/gate.js';
import { People } from '../harness/people.js';

const ACME = tenant('acme');
const STRANGER = '00000000-0000-4000-8000-000000000000';

let clock: FakeClock;
let engine: TestEngine;
let gate: Gate;
let app: TestApp;
let people: People;
let shade = 100;

/** Service and engine with one clock: a face that was just indexed is found after `faceLagMs`. */
beforeEach(async () => {
  clock = new FakeClock();
  engine = await TestEngine.start({ faceLagMs: 2_000, nowMs: () => clock.wallMs(), accounts: accountsOf([ACME]) });
  gate = await Gate.start(engine.url);
  app = await (await TestApp.start(gate.url, { tenants: [ACME] }, clock)).warm();
  people = new People(engine.url, ACME);
  await people.collection('staff');
  await people.user('staff', 'ann', 0);
});
afterEach(async () => {
  people.close();
  await app.close();
  await gate.close();
  await engine.close();
});

/** Indexes a face through the service. */
async function index(): Promise<string> {
  shade += 1;
  const { body } = await app.ask<{ faceRecords: [{ face: { faceId: string } }] }>(
    `/collections/staff/faces?externalImageId=${shade}`,
    { method: 'POST', payload: new Uint8Array(portrait('ann', shade)), headers: { 'content-type': 'image/png' } },
  );
  return body.faceRecords[0].face.faceId;
}

const matches = (faceId: string): string => `/collections/staff/faces/${faceId}/matches`;
const userMatches = (faceId: string): string => `/collections/staff/faces/${faceId}/user-matches`;

function associate(faceIds: string[], headers: Record<string, string> = {}): Promise<Answer> {
  return app.ask('/collections/staff/users/ann/faces', { method: 'POST', body: { faceIds }, headers });
}

const sent = (operation: string) => gate.sent.filter((call) => call.operation === operation).map(({ input }) => input);

describe('a face that was just indexed', () => {
  it.each([
    ['SearchFaces', matches],
    ['SearchUsers', userMatches],
  ])('is found by %s, which is retried until it finds the face', async (operation, path) => {
    const faceId = await index();
    const { status } = await clock.passWaits(app.ask(path(faceId)));
    expect(status).toBe(200);
    expect(sent(operation).length).toBeGreaterThan(1);
    expect(sent(operation).length).toBeLessThanOrEqual(4);
  });

  it('is associated with a user, by calls for the missing faces only, each with its own token', async () => {
    const old = await people.faces('staff', 'ann', 2);
    await clock.advance(5_000);
    const faceId = await index();
    const { status, body } = await clock.passWaits(associate([...old, faceId, STRANGER]));
    expect([status, body]).toEqual([
      200,
      {
        outcome: 'partial',
        associatedFaces: [...old, faceId].map((each) => ({ faceId: each })),
        alreadyAssociatedFaces: [],
        unsuccessfulFaceAssociations: [{ faceId: STRANGER, reasons: ['FACE_NOT_FOUND'] }],
        userStatus: expect.any(String),
      },
    ]);
    const [first, ...again] = sent('AssociateFaces');
    expect(first?.['FaceIds']).toEqual([...old, faceId, STRANGER]);
    expect(again.map(({ FaceIds }) => FaceIds)).toEqual(again.map(() => [faceId]));
    expect(again.length).toBeGreaterThan(0);
    const tokens = [first, ...again].map((input) => input?.['ClientRequestToken']);
    expect(new Set(tokens).size).toBe(tokens.length);
    expect(await people.facesOf('staff', 'ann')).toEqual([...old, faceId].sort());
  });

  it('is associated with tokens derived from the Idempotency-Key, and a repeated request gets the stored answer', async () => {
    const faceId = await index();
    const headers = { 'idempotency-key': 'enrol-ann' };
    const first = await clock.passWaits(associate([faceId], headers));
    const count = sent('AssociateFaces').length;
    const second = await associate([faceId], headers);
    expect([first.status, second.status, second.text]).toEqual([200, 200, first.text]);
    expect(first.body['associatedFaces']).toEqual([{ faceId }]);
    expect(sent('AssociateFaces').length).toBe(count);
    expect(new Set(sent('AssociateFaces').map(({ ClientRequestToken }) => ClientRequestToken)).size).toBe(count);
  });

  it('is retried at most three times, and then leads to a retryable 404', async () => {
    const faceId = await index();
    await people.client.send(new DeleteFacesCommand({ CollectionId: 'staff', FaceIds: [faceId] }));
    const { status, body } = await clock.passWaits(app.ask(matches(faceId)));
    expect([status, body['code'], body['retryable'], body['effect']]).toEqual([404, 'face-not-found', true, 'none']);
    expect(sent('SearchFaces')).toHaveLength(4);
  });

  it("is not waited for beyond the caller's deadline", async () => {
    const faceId = await index();
    const headers = { prefer: 'wait=1' };
    const { status, body } = await clock.passWaits(app.ask(matches(faceId), { headers }), 1_000);
    expect([status, body['code'], body['retryable']]).toEqual([404, 'face-not-found', true]);
    expect(sent('SearchFaces').length).toBeLessThan(4);
  });

  it('is finally reported as not found by AssociateFaces, together with the associated faces', async () => {
    const old = await people.faces('staff', 'ann', 1);
    await clock.advance(5_000);
    const faceId = await index();
    const answer = associate([...old, faceId], { prefer: 'wait=1' });
    const { status, body } = await clock.passWaits(answer, 1_000);
    expect([status, body['outcome'], body['associatedFaces'], body['unsuccessfulFaceAssociations']]).toEqual([
      200,
      'partial',
      old.map((each) => ({ faceId: each })),
      [{ faceId, reasons: ['FACE_NOT_FOUND'] }],
    ]);
  });

  /** Associates an old and a new face. The repeat for the new one ends with the fault. */
  async function associateWithRepeatFailing(fault: string): Promise<{ old: string[]; answer: Answer }> {
    const old = await people.faces('staff', 'ann', 1);
    await clock.advance(5_000);
    const faceId = await index();
    const answer = associate([...old, faceId]);
    await engine.seen(1, 'AssociateFaces');
    await engine.fail({ operation: 'AssociateFaces', fault, effect: 'before', times: 100 });
    return { old, answer: await clock.passWaits(answer) };
  }

  it.each(['ThrottlingException', 'AccessDeniedException'])(
    'keeps the result of the first call if the retry ends with %s, which has no effect',
    async (fault) => {
      const { old, answer } = await associateWithRepeatFailing(fault);
      const { status, body } = answer;
      expect([status, body['outcome'], body['associatedFaces']]).toEqual([
        200,
        'partial',
        old.map((faceId) => ({ faceId })),
      ]);
    },
  );

  it('is reported with an unknown effect if the outcome of the retry is unknown', async () => {
    const { answer } = await associateWithRepeatFailing('InternalServerError');
    expect([answer.status, answer.body['effect']]).toEqual([502, 'unknown']);
  });
});

describe('A face that was not just indexed', () => {
  it('leads to a final 404 immediately', async () => {
    const { status, body } = await app.ask(matches(STRANGER));
    expect([status, body['code'], body['retryable']]).toEqual([404, 'face-not-found', false]);
    expect(sent('SearchFaces')).toHaveLength(1);
  });

  it('includes a face that was deleted meanwhile', async () => {
    const faceId = await index();
    const { body } = await app.ask('/collections/staff/faces', { method: 'DELETE', body: { faceIds: [faceId] } });
    expect(body['deletedFaces']).toEqual([{ faceId }]);
    const { status, body: problem } = await app.ask(matches(faceId));
    expect([status, problem['code'], problem['retryable'], sent('SearchFaces').length]).toEqual([
      404,
      'face-not-found',
      false,
      1,
    ]);
  });

  it('includes a face that was indexed more than ten seconds ago', async () => {
    const faceId = await index();
    await people.client.send(new DeleteFacesCommand({ CollectionId: 'staff', FaceIds: [faceId] }));
    await clock.advance(10_000);
    const { body } = await app.ask(matches(faceId));
    expect([body['code'], body['retryable'], sent('SearchFaces').length]).toEqual(['face-not-found', false, 1]);
  });

  it('includes a face of another collection', async () => {
    await people.collection('visitors');
    const faceId = await index();
    const { status } = await app.ask(`/collections/visitors/faces/${faceId}/matches`);
    expect([status, sent('SearchFaces').length]).toEqual([404, 1]);
  });
});
