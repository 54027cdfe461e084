import { ListFacesCommand } from '@aws-sdk/client-rekognition';
import { isDeepStrictEqual } from 'node:util';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { Failure } from '../../src/failures/failure.js';
import { Metrics } from '../../src/observability/metrics.js';
import type { OperationDefinition } from '../../src/rekognition/operation.js';
import { RekognitionGateway } from '../../src/rekognition/rekognition.gateway.js';
import { Deadline } from '../../src/resilience/time/call-limits.js';
import { StoreAway } from '../../src/state/idempotency.store.js';
import type { Caller, WriteRecord } from '../../src/tenants/identity/caller.js';
import { AssociateFaces, CreateUser, DeleteUser, DisassociateFaces } from '../../src/users/users.operations.js';
import { type Answer, tenant } from '../harness/app.js';
import { caseCount } from '../harness/case-count.js';
import { withWorld } from '../harness/world.js';

const TENANTS = [tenant('acme', { weight: 2 }), tenant('beta')];
const USER = 'ann';
const SHOWN_PATIENCE_MS = 10_000;
const FACES = 8;

const ROWS = { DisassociateFaces, AssociateFaces, CreateUser, DeleteUser } as const;

/** One caller's call. Faces are numbers, so that two collections can be compared. */
interface Step {
  readonly operation: keyof typeof ROWS;
  readonly tenant: number;
  readonly faces: readonly number[];
  /** Disconnects, or reaches its deadline, some turns of the event loop after all calls were made. */
  readonly ends: 'waits' | 'leaves' | 'runs out';
  /** Whether the call has a key, and then whether its record can be written. */
  readonly key: 'none' | 'kept' | 'lost';
}

/** Ids of the collection's faces, then one that it does not have. */
interface Stage {
  readonly CollectionId: string;
  readonly ids: readonly string[];
}

let stages = 0;
let keys = 0;

const { app, engine, people } = withWorld({
  tenants: TENANTS,
  engine: { latencyMs: 1, settleMs: 0, seed: 11 },
  settings: { quotas: { byAccount: new Map([['111122223333', { DisassociateFaces: 2 }]]), others: 'aws' } },
});

/** A user with some faces, another with one, and faces without a user. */
async function newStage(): Promise<Stage> {
  const CollectionId = `stage-${(stages += 1)}`;
  await people.collection(CollectionId);
  const ids = [
    ...(await people.user(CollectionId, USER, 4)),
    ...(await people.user(CollectionId, 'bob', 1)),
    ...(await people.faces(CollectionId, USER, FACES - 5)),
  ];
  return { CollectionId, ids: [...ids, '00000000-0000-4000-8000-000000000000'] };
}

function callerOf(step: Step, timeoutMs: number, signal: AbortSignal): Caller {
  return {
    tenant: TENANTS[step.tenant]!,
    principal: { kind: 'key', keyId: 'test' },
    scopes: ['write'],
    requestId: 'test',
    trace: { traceId: '0'.repeat(32), spanId: '0'.repeat(16), flags: '00' },
    deadline: Deadline.after(app.clock, timeoutMs),
    signal,
  };
}

/** A record that notes whether it was written before its write was answered. */
class TestRecord implements WriteRecord {
  readonly isRepeat = false;
  isMarked = false;

  constructor(private readonly isLost: boolean) {}

  markSent(): Promise<void> {
    this.isMarked = !this.isLost;
    return this.isLost ? Promise.reject(new StoreAway()) : Promise.resolve();
  }
}

/** The same caller with a key of their own and a record, if the step has one. */
function keyed(step: Step, caller: Caller): Caller & { record?: TestRecord } {
  if (step.key === 'none') return caller as Caller & { record?: TestRecord };
  const idempotencyKey = `key-${String((keys += 1))}`;
  return { ...caller, idempotencyKey, record: new TestRecord(step.key === 'lost') };
}

function ask(step: Step, { CollectionId, ids }: Stage, caller: Caller): Promise<object | Failure> {
  const row = ROWS[step.operation] as unknown as OperationDefinition;
  const FaceIds = step.faces.map((face) => ids[face]!);
  const input = { CollectionId, UserId: USER, ...('FaceIds' in row || step.faces.length > 0 ? { FaceIds } : {}) };
  return app.app
    .get(RekognitionGateway)
    .call(row, input, caller)
    .catch((failure: unknown) => failure as Failure);
}

/** An answer without variable parts, with faces as numbers. */
function shown(answer: object, { ids }: Stage): unknown {
  if (answer instanceof Failure) return answer.code;
  const text = ids.reduce((json, id, face) => json.replaceAll(id, `face ${face}`), JSON.stringify(answer));
  const lists = Object.entries(JSON.parse(text) as Record<string, unknown>).filter(([, list]) => Array.isArray(list));
  const sorted = lists.map(([name, faces]) => [
    name,
    (faces as unknown[]).map((face) => JSON.stringify(face).replace(/"Confidence":[^,}]+/, '')).sort(),
  ]);
  return Object.fromEntries(sorted) as unknown;
}

async function stateOf({ CollectionId, ids }: Stage): Promise<unknown> {
  const { Faces = [] } = await people.client.send(new ListFacesCommand({ CollectionId }));
  const owners = new Map(Faces.map(({ FaceId, UserId }) => [FaceId, UserId ?? 'nobody']));
  const known = await people.client.send(new ListFacesCommand({ CollectionId, UserId: USER })).then(
    () => 'exists',
    () => 'absent',
  );
  return { known, owners: ids.map((id) => owners.get(id)) };
}

/** Runs all steps concurrently. The answers of calls that ended early say that nothing was done. */
async function together(steps: readonly Step[], stage: Stage, ticks: number): Promise<(object | Failure)[]> {
  const leave = new AbortController();
  const asked = steps.map(async (step) => {
    const signal = step.ends === 'leaves' ? leave.signal : new AbortController().signal;
    const caller = keyed(step, callerOf(step, step.ends === 'runs out' ? 150 : SHOWN_PATIENCE_MS, signal));
    const answer = await ask(step, stage, caller);
    // No call may be executed before its record is marked as sent.
    if (caller.record !== undefined && happened(answer) !== false) expect(caller.record.isMarked).toBe(true);
    return answer;
  });
  for (let tick = 0; tick < ticks; tick += 1) await new Promise((resolve) => setImmediate(resolve));
  leave.abort();
  return app.clock.passWaits(Promise.all(asked), SHOWN_PATIENCE_MS);
}

async function oneByOne(steps: readonly Step[], stage: Stage): Promise<(object | Failure)[]> {
  const answers: (object | Failure)[] = [];
  for (const step of steps) {
    const caller = callerOf(step, SHOWN_PATIENCE_MS, new AbortController().signal);
    answers.push(await app.clock.passWaits(ask(step, stage, caller), SHOWN_PATIENCE_MS));
  }
  return answers;
}

/** Whether a step was executed; undefined if it was sent and not answered. */
function happened(answer: object | Failure): boolean | 'unknown' {
  if (!(answer instanceof Failure)) return true;
  if (answer.effect === 'unknown') return 'unknown';
  return ![
    'client-closed-request',
    'deadline-passed',
    'rate-limited',
    'user-busy',
    'throttled',
    'idempotency-unavailable',
  ].includes(answer.code);
}

/** All combinations of results of the steps with unknown outcome. */
function histories(outcomes: readonly (boolean | 'unknown')[]): boolean[][] {
  return outcomes.reduce<boolean[][]>(
    (all, outcome) =>
      all.flatMap((history) => (outcome === 'unknown' ? [true, false] : [outcome]).map((was) => [...history, was])),
    [[]],
  );
}

/** The answers and the final state if the executed steps had been sent sequentially. */
async function retold(steps: readonly Step[], history: readonly boolean[], outcomes: readonly unknown[]) {
  const twin = await newStage();
  const told = await oneByOne(
    steps.filter((_, index) => history[index]),
    twin,
  );
  const answers = history.map((was) => (was ? told.shift()! : undefined));
  const known = answers.map((answer, index) => (outcomes[index] === true ? shown(answer!, twin) : undefined));
  return { answers: known, state: await stateOf(twin) };
}

/** The number of calls that were merged with others. */
async function mergedCalls(): Promise<number> {
  const { values } = await app.app.get(Metrics).mergeSize.get();
  const of = (name: string): number => values.find(({ metricName }) => metricName === name)?.value ?? 0;
  return of('facade_merge_size_sum') - of('facade_merge_size_count');
}

const faces = fc.uniqueArray(fc.nat({ max: FACES }), { minLength: 1, maxLength: 5 });
const ends = fc.constantFrom('waits', 'waits', 'waits', 'leaves', 'runs out');
const whose = fc.nat({ max: 1 });
const key = fc.constantFrom('none', 'none', 'none', 'kept', 'kept', 'lost');
const unlink = fc.record({ operation: fc.constant('DisassociateFaces'), tenant: whose, faces, ends, key });
const step = fc.oneof(
  { arbitrary: unlink, weight: 9 },
  { arbitrary: fc.record({ operation: fc.constant('AssociateFaces'), tenant: whose, faces, ends, key }), weight: 2 },
  {
    arbitrary: fc.record({
      operation: fc.constantFrom('CreateUser', 'DeleteUser'),
      tenant: whose,
      faces: fc.constant([]),
      ends,
      key,
    }),
    weight: 1,
  },
) as fc.Arbitrary<Step>;
const fault = fc.constantFrom(
  undefined,
  'ThrottlingException',
  'ConflictException',
  'InternalServerError',
  'drop-after',
);

describe('writes of one user that come at once', () => {
  it('have the same result as one after another in the order of arrival', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 2, maxLength: 14, size: 'max' }),
        fc.nat({ max: 12 }),
        fault,
        async (steps, ticks, struck) => {
          const stage = await newStage();
          await app.clock.advance(30_000);
          if (struck !== undefined) await engine.fail({ operation: 'DisassociateFaces', fault: struck, times: 1 });
          const answers = await together(steps, stage, ticks);
          await engine.heal();
          const outcomes = answers.map(happened);

          const seen = {
            answers: answers.map((answer, index) => (outcomes[index] === true ? shown(answer, stage) : undefined)),
            state: await stateOf(stage),
          };
          const told = [];
          for (const history of histories(outcomes)) {
            told.push(await retold(steps, history, outcomes));
            if (isDeepStrictEqual(told.at(-1), seen)) return;
          }
          expect(told).toContainEqual(seen);
        },
      ),
      { numRuns: caseCount(80, 10_000), seed: 4 },
    );
    expect(await mergedCalls()).toBeGreaterThan(60);
  });
});

interface Unlink {
  readonly faces: readonly number[];
  readonly isKeyed: boolean;
}

describe('disassociations with a key that come at once with others', () => {
  const unlinks = fc.array(fc.record({ faces, isKeyed: fc.boolean() }), { minLength: 2, maxLength: 10, size: 'max' });

  const send = ({ faces: numbers }: Unlink, { CollectionId, ids }: Stage, idempotencyKey?: string): Promise<Answer> =>
    app.ask(`/collections/${CollectionId}/users/${USER}/faces`, {
      method: 'DELETE',
      body: { faceIds: numbers.map((face) => ids[face]!) },
      ...(idempotencyKey !== undefined && { headers: { 'idempotency-key': idempotencyKey } }),
    });

  it('answer the same key the same way, and disassociate each face once', async () => {
    const before = await mergedCalls();
    await fc.assert(
      fc.asyncProperty(unlinks, fault, async (steps, struck) => {
        const stage = await newStage();
        await app.clock.advance(30_000);
        if (struck !== undefined) await engine.fail({ operation: 'DisassociateFaces', fault: struck, times: 1 });
        const withKeys = steps.map((each) => ({ each, key: each.isKeyed ? `key-${String((keys += 1))}` : undefined }));
        const answers = await app.settled(withKeys.map(({ each, key: own }) => send(each, stage, own)));
        await engine.heal();
        await engine.forgetCalls();
        const off = answers.flatMap(({ body }) =>
          ((body['disassociatedFaces'] ?? []) as { faceId: string }[]).map(({ faceId }) => faceId),
        );
        expect(new Set(off).size).toBe(off.length);
        for (const [n, { each, key: own }] of withKeys.entries()) {
          if (own === undefined || answers[n]!.status !== 200) continue;
          const again = await send(each, stage, own);
          expect([again.status, again.body]).toEqual([200, answers[n]!.body]);
          expect(again.headers.get('idempotency-replayed')).toBe('true');
        }
        expect(await engine.calls('DisassociateFaces')).toEqual([]);
      }),
      { numRuns: caseCount(25, 1_000), seed: 5 },
    );
    expect(await mergedCalls()).toBeGreaterThan(before + 30);
  });
});
