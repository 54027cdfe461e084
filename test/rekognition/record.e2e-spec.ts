import type { CreateCollectionCommandInput } from '@aws-sdk/client-rekognition';
import { beforeEach, describe, expect, it } from '@jest/globals';

import type { Failure } from '../../src/failures/failure.js';
import { defineOperation, type OperationDefinition, type Repeat } from '../../src/rekognition/operation.js';
import { RekognitionGateway } from '../../src/rekognition/rekognition.gateway.js';
import { Deadline } from '../../src/resilience/time/call-limits.js';
import { StoreAway } from '../../src/state/idempotency.store.js';
import type { WriteRecord } from '../../src/tenants/identity/caller.js';
import { DisassociateFaces } from '../../src/users/users.operations.js';
import { tenant } from '../harness/app.js';
import { eventually } from '../harness/eventually.js';
import { withWorld } from '../harness/world.js';

const ACME = tenant('acme');

const rowThatMay = (repeat: Repeat<CreateCollectionCommandInput>) =>
  defineOperation('CreateCollection', {
    effect: 'write',
    resource: 'collection',
    audit: {},
    scope: 'admin',
    repeat,
    quota: { key: 'CreateCollection', bigRegions: 5, others: 5 },
    answer: ({ StatusCode }) => StatusCode === 200,
    refusals: ['already-exists'],
  });

const ListCollections = defineOperation('ListCollections', {
  effect: 'read',
  resource: 'none',
  scope: 'read',
  repeat: 'read',
  quota: { key: 'ListCollections', bigRegions: 5, others: 5 },
  answer: () => true,
  refusals: [],
});

/** A record whose write completes when the test says so. */
class SlowRecord implements WriteRecord {
  readonly isRepeat = false;
  readonly marks: boolean[] = [];
  readonly written = Promise.withResolvers<undefined>();

  async markSent(mayRepeat: boolean): Promise<void> {
    this.marks.push(mayRepeat);
    await this.written.promise;
  }
}

let record: SlowRecord;
let collections = 0;
let keys = 0;

const { app, engine, people } = withWorld();

beforeEach(async () => {
  record = new SlowRecord();
  await engine.forgetCalls();
});

const newCollection = (): object => ({ CollectionId: `new-${String((collections += 1))}` });

function call(row: unknown, input = newCollection(), writeRecord: WriteRecord = record): Promise<object> {
  const caller = {
    tenant: ACME,
    principal: { kind: 'key', keyId: 'test' } as const,
    scopes: ['admin'] as const,
    requestId: 'test',
    trace: { traceId: '0'.repeat(32), spanId: '0'.repeat(16), flags: '00' },
    deadline: Deadline.after(app.clock, 10_000),
    signal: new AbortController().signal,
    idempotencyKey: `key-${String((keys += 1))}`,
    record: writeRecord,
  };
  const called = app.app.get(RekognitionGateway).call(row as OperationDefinition, input, caller);
  return app.clock.passWaits(called.catch((failure: unknown) => failure as Failure));
}

/** Whether the turns of the event loop that a call takes to reach the engine bring one there. */
async function reachesEngine(operation = 'CreateCollection'): Promise<boolean> {
  for (let look = 0; look < 20; look += 1) if ((await engine.calls(operation)).length > 0) return true;
  return false;
}

describe('a keyed write', () => {
  it('is sent only after its record is marked as sent', async () => {
    const answer = call(rowThatMay('never'));
    await eventually(() => record.marks.length === 1);
    expect([await reachesEngine(), record.marks]).toEqual([false, [false]]);
    record.written.resolve(undefined);
    expect(await answer).toMatchObject({ StatusCode: 200 });
    expect(await reachesEngine()).toBe(true);
  });

  it('is not sent if the record cannot be written, and reports effect none', async () => {
    record.written.reject(new StoreAway());
    expect(await call(rowThatMay('never'))).toMatchObject({ code: 'idempotency-unavailable', effect: 'none' });
    expect(await reachesEngine()).toBe(false);
  });

  it('writes its record once, however many attempts it makes', async () => {
    record.written.resolve(undefined);
    await engine.fail({ operation: 'CreateCollection', fault: 'ThrottlingException', times: 2 });
    expect(await call(rowThatMay('never'))).toMatchObject({ StatusCode: 200 });
    expect([record.marks, (await engine.calls('CreateCollection')).length]).toEqual([[false], 3]);
  });

  it.each<[string, Repeat<CreateCollectionCommandInput>, boolean]>([
    ['with a token', 'token', true],
    ['that is harmless', 'harmless', true],
    ['whose input allows it', ({ CollectionId = '' }) => CollectionId.startsWith('new'), true],
    ['whose input does not', () => false, false],
  ])('is recorded as repeatable or not: %s', async (_name, repeat, mayRepeat) => {
    record.written.resolve(undefined);
    // The engine rejects the token, which CreateCollection does not have; the record was written before.
    await call(rowThatMay(repeat));
    expect(record.marks).toEqual([mayRepeat]);
  });
});

describe('keyed writes that are merged', () => {
  const lost: WriteRecord = { isRepeat: false, markSent: () => Promise.reject(new StoreAway()) };
  const kept: WriteRecord = { isRepeat: false, markSent: () => Promise.resolve() };

  /** Writes with these records, each for one face of the same user. They wait for an earlier write and are merged. */
  async function together(records: readonly WriteRecord[]) {
    const CollectionId = `people-${String((collections += 1))}`;
    await people.collection(CollectionId);
    const ids = await people.user(CollectionId, 'ann', records.length + 1);
    const unlink = (id: string, each: WriteRecord): Promise<object> =>
      call(DisassociateFaces, { CollectionId, UserId: 'ann', FaceIds: [id] }, each);
    const before = unlink(ids.at(-1)!, record);
    await eventually(() => record.marks.length === 1);
    const asked = records.map((each, n) => unlink(ids[n]!, each));
    await eventually(async () => /^facade_calls_waiting (\d+)$/m.exec(await metrics())?.[1] === String(records.length));
    record.written.resolve(undefined);
    const answers = await Promise.all([before, ...asked]);
    const left = await people.facesOf(CollectionId, 'ann');
    return { answers: answers.slice(1), left: ids.map((id) => left.includes(id)) };
  }

  const metrics = async (): Promise<string> => (await app.ask('/metrics', { key: '' })).text;
  const unavailable = { code: 'idempotency-unavailable', effect: 'none' };
  const calls = async (): Promise<number> => (await engine.calls('DisassociateFaces')).length;

  it('are sent when all their records are written', async () => {
    const second = new SlowRecord();
    const both = together([kept, second]);
    await eventually(() => second.marks.length === 1);
    expect([second.marks, await calls()]).toEqual([[true], 1]);
    second.written.resolve(undefined);
    expect([(await both).left, await calls()]).toEqual([[false, false, false], 2]);
  });

  it('drop one whose record cannot be written, which reports effect none', async () => {
    const { answers, left } = await together([kept, lost, kept]);
    expect(answers[1]).toMatchObject(unavailable);
    expect(left).toEqual([false, true, false, false]);
    for (const n of [0, 2]) expect(answers[n]).toMatchObject({ DisassociatedFaces: [{}] });
    expect(await calls()).toBe(2);
  });

  it('are not sent if no record can be written', async () => {
    const { answers, left } = await together([lost, lost]);
    expect(answers).toEqual([expect.objectContaining(unavailable), expect.objectContaining(unavailable)]);
    expect([left, await calls()]).toEqual([[true, true, false], 1]);
  });
});

describe('a read', () => {
  it('has no idempotency record', async () => {
    await call(ListCollections);
    expect([record.marks, await reachesEngine('ListCollections')]).toEqual([[], true]);
  });
});
