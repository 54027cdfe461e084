import {
  CreateCollectionCommand,
  type CreateCollectionCommandInput,
  type CreateCollectionCommandOutput,
  ListCollectionsCommand,
  type ListCollectionsCommandInput,
  type ListCollectionsCommandOutput,
} from '@aws-sdk/client-rekognition';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import type { Failure } from '../../src/failures/failure.js';
import { defineOperation, type OperationRow, type Repeat } from '../../src/rekognition/operation.js';
import { RekognitionGateway } from '../../src/rekognition/rekognition.gateway.js';
import { Deadline } from '../../src/resilience/deadline.js';
import { StoreAway } from '../../src/state/idempotency.store.js';
import type { WriteRecord } from '../../src/tenants/caller.js';
import { accountsOf, tenant, TestApp } from '../harness/app.js';
import { TestEngine } from '../harness/engine.js';
import { eventually } from '../harness/eventually.js';

const ACME = tenant('acme');

const rowThatMay = (repeat: Repeat<CreateCollectionCommandInput>) =>
  defineOperation<CreateCollectionCommandInput, CreateCollectionCommandOutput>({
    name: 'CreateCollection',
    command: CreateCollectionCommand,
    effect: 'write',
    audit: {},
    scope: 'admin',
    repeat,
    quota: { key: 'CreateCollection', bigRegions: 5, others: 5 },
    answer: ({ StatusCode }) => StatusCode === 200,
    refusals: ['already-exists'],
  });

const ListCollections = defineOperation<ListCollectionsCommandInput, ListCollectionsCommandOutput>({
  name: 'ListCollections',
  command: ListCollectionsCommand,
  effect: 'read',
  scope: 'read',
  repeat: 'read',
  quota: { key: 'ListCollections', bigRegions: 5, others: 5 },
  answer: () => true,
  refusals: [],
});

/** A record that is written when the test says so. */
class SlowRecord implements WriteRecord {
  readonly isRepeat = false;
  readonly marks: boolean[] = [];
  readonly written = Promise.withResolvers<undefined>();

  async markSent(mayRepeat: boolean): Promise<void> {
    this.marks.push(mayRepeat);
    await this.written.promise;
  }
}

let engine: TestEngine;
let app: TestApp;
let record: SlowRecord;
let collections = 0;

beforeAll(async () => {
  engine = await TestEngine.start({ accounts: accountsOf([ACME]) });
  app = await TestApp.start(engine.url, { tenants: [ACME] });
});

afterAll(async () => {
  await app.close();
  await engine.close();
});

beforeEach(async () => {
  record = new SlowRecord();
  await engine.forgetCalls();
});

afterEach(() => engine.heal());

function call(row: unknown): Promise<object> {
  const input = { CollectionId: `new-${String((collections += 1))}` };
  const caller = {
    tenant: ACME,
    principal: { kind: 'key', keyId: 'test' } as const,
    scopes: ['admin'] as const,
    requestId: 'test',
    trace: { traceId: '0'.repeat(32), spanId: '0'.repeat(16), flags: '00' },
    deadline: Deadline.after(app.clock, 10_000),
    signal: new AbortController().signal,
    idempotencyKey: 'key',
    record,
  };
  const called = app.app.get(RekognitionGateway).call(row as OperationRow, input, caller);
  return app.clock.passWaits(called.catch((failure: unknown) => failure as Failure));
}

/** Whether the turns of the event loop that a call takes to reach the engine bring one there. */
async function reachesEngine(operation = 'CreateCollection'): Promise<boolean> {
  for (let look = 0; look < 20; look += 1) if ((await engine.calls(operation)).length > 0) return true;
  return false;
}

describe('a keyed write', () => {
  it('goes upstream only after it is written down that it does', async () => {
    const answer = call(rowThatMay('never'));
    await eventually(() => record.marks.length === 1);
    expect([await reachesEngine(), record.marks]).toEqual([false, [false]]);
    record.written.resolve(undefined);
    expect(await answer).toMatchObject({ StatusCode: 200 });
    expect(await reachesEngine()).toBe(true);
  });

  it('is not sent when that cannot be written down, and says that nothing was done', async () => {
    record.written.reject(new StoreAway());
    expect(await call(rowThatMay('never'))).toMatchObject({ code: 'idempotency-unavailable', effect: 'none' });
    expect(await reachesEngine()).toBe(false);
  });

  it('is written down once, whatever number of attempts it takes', async () => {
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
  ])('%s is written down as one that may be repeated or not', async (_name, repeat, mayRepeat) => {
    record.written.resolve(undefined);
    // The engine refuses the token, which CreateCollection does not have; what was written down before stays.
    await call(rowThatMay(repeat));
    expect(record.marks).toEqual([mayRepeat]);
  });
});

describe('a read', () => {
  it('is not written down', async () => {
    await call(ListCollections);
    expect([record.marks, await reachesEngine('ListCollections')]).toEqual([[], true]);
  });
});
