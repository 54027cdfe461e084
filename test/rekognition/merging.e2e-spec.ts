import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { withToken } from '../../src/rekognition/call.js';
import { accountsOf, type Answer, tenant, TestApp } from '../harness/app.js';
import { TestEngine } from '../harness/engine.js';
import { eventually } from '../harness/eventually.js';
import { Gate } from '../harness/gate.js';
import { People } from '../harness/people.js';

const ACME = tenant('acme');
const BETA = tenant('beta');
const PATH = '/collections/staff/users/ann/faces';
/** One call a second: the first is sent immediately, and all others wait. */
const QUOTAS = { byAccount: new Map([[ACME.awsAccount, { DisassociateFaces: 1 }]]), others: 'aws' } as const;

interface Outcome {
  outcome: string;
  disassociatedFaces: { faceId: string }[];
  alreadyDisassociatedFaces: { faceId: string }[];
  unsuccessfulFaceDisassociations: { faceId: string; reasons: string[] }[];
}

let engine: TestEngine;
let gate: Gate;
let app: TestApp;
let people: People;
let ids: string[];

beforeEach(() => start());

afterEach(async () => {
  people.close();
  await app.close();
  await gate.close();
  await engine.close();
});

async function start(unmerged: ReadonlySet<string> = new Set()): Promise<void> {
  engine = await TestEngine.start({ accounts: accountsOf([ACME, BETA]) });
  gate = await Gate.start(engine.url);
  app = await TestApp.start(gate.url, { tenants: [ACME, BETA], quotas: QUOTAS, unmerged });
  people = new People(engine.url, ACME);
  await people.collection('staff');
  ids = await people.user('staff', 'ann', 6);
  await engine.forgetCalls();
  await useUpTheTurn();
}

/** After this, all further calls wait. */
async function useUpTheTurn(): Promise<void> {
  await app.ask('/collections/staff/users/nobody/faces', { method: 'DELETE', body: { faceIds: [ids[5]!] } });
  await engine.forgetCalls();
  gate.sent.length = 0;
}

interface Unlink {
  key?: string;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

interface Asked {
  readonly answer: Promise<Answer<Outcome>>;
}

/** Sends a request, and returns when its call waits. */
async function unlink(faceIds: string[], { key, headers = {}, signal }: Unlink = {}): Promise<Asked> {
  const before = await waiting();
  const ask = { method: 'DELETE', body: { faceIds }, headers, ...(key && { key }), ...(signal && { signal }) };
  const answer = app.ask<Outcome>(PATH, ask);
  answer.catch(() => undefined);
  await eventually(async () => (await waiting()) === before + 1);
  return { answer };
}

const answersOf = (asked: readonly Asked[]): Promise<Answer<Outcome>[]> =>
  app.clock.passWaits(Promise.all(asked.map(({ answer }) => answer)));

async function metric(pattern: RegExp): Promise<number> {
  const { text } = await app.ask('/metrics', { key: '' });
  return Number(pattern.exec(text)?.[1] ?? 0);
}

const waiting = (): Promise<number> => metric(/^facade_calls_waiting (\d+)$/m);
const upstreamCalls = async (): Promise<number> => (await engine.calls('DisassociateFaces')).length;

/** The faces and tokens of the upstream calls, in order. */
const sent = (): [unknown, unknown][] => gate.sent.map(({ input }) => [input['FaceIds'], input['ClientRequestToken']]);
const withKey = (key: string, prefer?: string): { headers: Record<string, string> } => ({
  headers: { 'idempotency-key': key, ...(prefer !== undefined && { prefer }) },
});

/** The token derived from a key of acme. */
function tokenOf(idempotencyKey: string): unknown {
  return (
    withToken({ name: 'DisassociateFaces', repeat: 'token' }, {}, { tenant: ACME, idempotencyKey }) as Record<
      string,
      unknown
    >
  )['ClientRequestToken'];
}

const facesIn = (list: { faceId: string }[]): string[] => list.map(({ faceId }) => faceId);

describe('calls that wait for the same user', () => {
  it('are sent as one, and each caller gets only their own faces', async () => {
    const asked = [await unlink([ids[0]!]), await unlink([ids[1]!, ids[2]!]), await unlink([ids[3]!])];
    const answers = await answersOf(asked);
    expect(await upstreamCalls()).toBe(1);
    expect(answers.map(({ body }) => facesIn(body.disassociatedFaces))).toEqual([[ids[0]], [ids[1], ids[2]], [ids[3]]]);
    expect(answers.map(({ status, body }) => [status, body.outcome])).toEqual(Array(3).fill([200, 'complete']));
    expect(await people.facesOf('staff', 'ann')).toEqual([ids[4], ids[5]].sort());
  });

  it('report a face as disassociated to the first caller and as already disassociated to the others', async () => {
    const answers = await answersOf([await unlink([ids[0]!]), await unlink([ids[0]!, ids[1]!])]);
    expect(answers.map(({ body }) => facesIn(body.disassociatedFaces))).toEqual([[ids[0]], [ids[1]]]);
    expect(answers.map(({ body }) => facesIn(body.alreadyDisassociatedFaces))).toEqual([[], [ids[0]]]);
  });

  it('report a face that cannot be disassociated to every caller that requested it', async () => {
    const absent = '00000000-0000-4000-8000-000000000000';
    const answers = await answersOf([await unlink([absent]), await unlink([absent, ids[0]!])]);
    expect(answers.map(({ body }) => body.outcome)).toEqual(['none', 'partial']);
    for (const { body } of answers)
      expect(body.unsuccessfulFaceDisassociations).toEqual([{ faceId: absent, reasons: ['FACE_NOT_FOUND'] }]);
  });

  it('all fail as a single call would', async () => {
    await engine.fail({ operation: 'DisassociateFaces', fault: 'AccessDeniedException', times: 1 });
    const answers = await answersOf([await unlink([ids[0]!]), await unlink([ids[1]!])]);
    expect(answers.map(({ status }) => status)).toEqual([403, 403]);
  });

  it('are sent separately when Rekognition rejects a parameter', async () => {
    await engine.fail({ operation: 'DisassociateFaces', fault: 'InvalidParameterException', times: 2 });
    const answers = await answersOf([await unlink([ids[0]!]), await unlink([ids[1]!]), await unlink([ids[2]!])]);
    expect(answers.map(({ status }) => status)).toEqual([400, 200, 200]);
    expect(await upstreamCalls()).toBe(4);
  });

  it('have effect unknown for each if an answer was lost before they were sent separately', async () => {
    await engine.fail(
      { operation: 'DisassociateFaces', fault: 'drop-after', times: 1 },
      { operation: 'DisassociateFaces', fault: 'InvalidParameterException', times: 1 },
      { operation: 'DisassociateFaces', fault: 'AccessDeniedException', times: 1 },
    );
    const answers = await answersOf([await unlink([ids[0]!]), await unlink([ids[1]!])]);
    const bodies = answers.map(({ body }) => body as unknown as Answer['body']);
    expect(answers.map(({ status }) => status)).toEqual([403, 200]);
    expect(bodies[0]!['effect']).toBe('unknown');
  });

  it('continue without a caller that disconnects, whose faces stay associated', async () => {
    const leaving = new AbortController();
    const first = await unlink([ids[0]!], { signal: leaving.signal });
    const second = await unlink([ids[1]!]);
    leaving.abort();
    await expect(first.answer).rejects.toThrow();
    await eventually(async () => (await waiting()) === 1);
    await answersOf([second]);
    expect(await upstreamCalls()).toBe(1);
    expect(await people.facesOf('staff', 'ann')).toContain(ids[0]);
  });

  it('end for each caller at their own deadline, and run until the latest', async () => {
    await engine.hold('DisassociateFaces');
    const hasty = await unlink([ids[0]!], { headers: { prefer: 'wait=2' } });
    const patient = await unlink([ids[1]!]);
    await app.clock.advance(1_000);
    await engine.seen(1);
    await app.clock.advance(1_500);
    const { status, body } = (await hasty.answer) as unknown as Answer;
    expect([status, body['code'], body['effect']]).toEqual([504, 'deadline-passed', 'unknown']);
    engine.release();
    expect((await patient.answer).body.outcome).toBe('complete');
    expect(await people.facesOf('staff', 'ann')).not.toContain(ids[0]);
  });

  it('use no quota of their own if they join a waiting call', async () => {
    const first = await unlink([ids[0]!]);
    const second = app.ask(PATH, { method: 'DELETE', body: { faceIds: [ids[1]] }, headers: { prefer: 'wait=2' } });
    await Promise.race([second, eventually(async () => (await waiting()) === 2)]);
    await app.clock.advance(1_000);
    const answers = await Promise.all([first.answer, second]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await upstreamCalls()).toBe(1);
  });

  it('wait for a slot until the latest deadline, whichever call came first', async () => {
    await engine.hold('ListFaces', 32);
    const listed = Array.from({ length: 32 }, () =>
      app.ask('/collections/staff/faces', { headers: { prefer: 'wait=30' } }),
    );
    await app.attempting(32);
    await app.clock.advance(1_000);
    const first = await unlink([ids[0]!], { headers: { prefer: 'wait=1' } });
    const second = await unlink([ids[1]!], { headers: { prefer: 'wait=10' } });
    await app.clock.advance(1_000);
    expect((await first.answer).body).toMatchObject({ code: 'deadline-passed', effect: 'none' });
    engine.release();
    await Promise.all(listed);
    expect((await second.answer).body).toMatchObject({ disassociatedFaces: [{ faceId: ids[1] }] });
  });

  it('get the last known outcome if the deadline passes between two attempts', async () => {
    await engine.fail({ operation: 'DisassociateFaces', fault: 'InternalServerError', times: 100 });
    const { answer } = await unlink([ids[0]!], { headers: { prefer: 'wait=3' } });
    await app.settled([answer]);
    const { status, body } = (await answer) as unknown as Answer;
    expect([429, 502, 504]).toContain(status);
    expect([body['effect'], body['retryable']]).toEqual(['unknown', false]);
  });

  it("hold at most the ids of one call, and never part of a caller's", async () => {
    const many = (first: number, count: number): string[] =>
      Array.from({ length: count }, (_, n) => `00000000-0000-4000-8000-${String(first + n).padStart(12, '0')}`);
    const asked = [await unlink(many(0, 60)), await unlink(many(100, 41)), await unlink(many(200, 59))];
    await answersOf(asked);
    expect(await upstreamCalls()).toBe(2);
  });
});

describe('calls with a key that wait for the same user', () => {
  it('are sent as one with those without, under a new token', async () => {
    const asked = [
      await unlink([ids[0]!], withKey('a')),
      await unlink([ids[1]!]),
      await unlink([ids[2]!], withKey('b')),
    ];
    const answers = await answersOf(asked);
    expect(answers.map(({ body }) => facesIn(body.disassociatedFaces))).toEqual([[ids[0]], [ids[1]], [ids[2]]]);
    expect(sent()).toEqual([[ids.slice(0, 3), expect.any(String)]]);
    expect([tokenOf('a'), tokenOf('b')]).not.toContain(sent()[0]![1]);
  });

  it('each have their own record: a repeated key gets its own answer, and nothing is sent', async () => {
    const asks = [withKey('a'), withKey('b')];
    const answers = await answersOf([await unlink([ids[0]!], asks[0]), await unlink([ids[0]!, ids[1]!], asks[1])]);
    const again = await Promise.all(
      [[ids[0]!], [ids[1]!, ids[0]!]].map((faceIds, n) =>
        app.ask<Outcome>(PATH, { method: 'DELETE', body: { faceIds }, ...asks[n] }),
      ),
    );
    expect(again.map(({ body }) => body)).toEqual(answers.map(({ body }) => body));
    expect(again.map(({ headers }) => headers.get('idempotency-replayed'))).toEqual(['true', 'true']);
    expect(await upstreamCalls()).toBe(1);
  });

  it('are sent sorted with the token of their key, if they are alone', async () => {
    const asked = ids.slice(0, 3).sort().reverse();
    await answersOf([await unlink(asked, withKey('alone'))]);
    expect(sent()).toEqual([[ids.slice(0, 3).sort(), tokenOf('alone')]]);
  });

  it('are sent with the token of their key if all others disconnected', async () => {
    const leaving = new AbortController();
    const first = await unlink([ids[0]!], { ...withKey('left'), signal: leaving.signal });
    const second = await unlink([ids[1]!], withKey('stayed'));
    leaving.abort();
    await expect(first.answer).rejects.toThrow();
    await eventually(async () => (await waiting()) === 1);
    await answersOf([second]);
    expect(sent()).toEqual([[[ids[1]], tokenOf('stayed')]]);
  });

  it('are each sent with their own token when Rekognition rejects a parameter', async () => {
    await engine.fail({ operation: 'DisassociateFaces', fault: 'InvalidParameterException', times: 1 });
    const asked = [await unlink([ids[0]!], withKey('a')), await unlink([ids[1]!], withKey('b'))];
    const answers = await answersOf(asked);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(sent().slice(1)).toEqual([
      [[ids[0]], tokenOf('a')],
      [[ids[1]], tokenOf('b')],
    ]);
  });

  it('are retryable after an unclear outcome, and those without a key are not', async () => {
    await engine.fail({ operation: 'DisassociateFaces', fault: 'InternalServerError', times: 3 });
    const answers = await answersOf([await unlink([ids[0]!], withKey('a')), await unlink([ids[1]!])]);
    const told = answers.map(({ body }) => body as unknown as Record<string, unknown>);
    expect(told.map(({ code, effect, retryable }) => [code, effect, retryable])).toEqual([
      ['upstream-error', 'unknown', true],
      ['upstream-error', 'unknown', false],
    ]);
    const again = await answersOf([await unlink([ids[0]!], withKey('a'))]);
    expect([again[0]!.status, again[0]!.body.outcome]).toEqual([200, 'complete']);
  });

  it('are retryable for a caller whose deadline passed first, who then gets already disassociated', async () => {
    gate.hold();
    const hasty = await unlink([ids[0]!], withKey('hasty', 'wait=2'));
    const patient = await unlink([ids[1]!], withKey('patient'));
    await app.clock.advance(1_000);
    await eventually(() => gate.holds === 1);
    await app.clock.advance(1_500);
    const { status, body } = (await hasty.answer) as unknown as Answer;
    expect([status, body['code'], body['effect'], body['retryable']]).toEqual([
      504,
      'deadline-passed',
      'unknown',
      true,
    ]);
    gate.open();
    expect((await patient.answer).body.outcome).toBe('complete');
    const ask = { method: 'DELETE', body: { faceIds: [ids[0]] }, ...withKey('hasty') };
    const again = await app.clock.passWaits(app.ask<Outcome>(PATH, ask));
    expect([again.status, facesIn(again.body.alreadyDisassociatedFaces)]).toEqual([200, [ids[0]]]);
  });
});

describe('calls that are never merged', () => {
  it("are those of two tenants, even of one account: each is signed with the tenant's keys", async () => {
    await answersOf([await unlink([ids[0]!]), await unlink([ids[1]!], { key: 'beta-key' })]);
    const signed = (await engine.calls('DisassociateFaces')).map(({ accessKeyId }) => accessKeyId);
    expect(signed.sort()).toEqual(['AKIAacme', 'AKIAbeta']);
  });

  it('are those of an operation with merging switched off', async () => {
    people.close();
    await app.close();
    await gate.close();
    await engine.close();
    await start(new Set(['DisassociateFaces']));
    const answers = await answersOf([await unlink([ids[0]!]), await unlink([ids[1]!])]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await upstreamCalls()).toBe(2);
  });
});
