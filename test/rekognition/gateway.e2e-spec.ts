import { describe, expect, it } from '@jest/globals';

import { Failure } from '../../src/failures/failure.js';
import { defineOperation } from '../../src/rekognition/operation.js';
import { RekognitionGateway } from '../../src/rekognition/rekognition.gateway.js';
import { Deadline } from '../../src/resilience/time/call-limits.js';
import type { Caller } from '../../src/tenants/identity/caller.js';
import { accountsOf, tenant, TestApp } from '../harness/app.js';
import { TestEngine } from '../harness/engine.js';
import { People } from '../harness/people.js';
import { withWorldPerTest } from '../harness/world.js';

const ACME = tenant('acme');
const PATH = '/collections/staff/users/ann/faces';

/** An operation that the service has no route for yet: a write without a token, which must not be sent twice. */
const CreateCollection = defineOperation('CreateCollection', {
  effect: 'write',
  resource: 'collection',
  scope: 'admin',
  repeat: 'never',
  quota: { key: 'CreateCollection', bigRegions: 5, others: 5 },
  answer: ({ StatusCode }) => StatusCode === 200,
  refusals: ['already-exists'],
  audit: {},
});

const { app, engine } = withWorldPerTest();

function caller(): Caller {
  return {
    tenant: ACME,
    principal: { kind: 'key', keyId: 'test' },
    scopes: ['admin'],
    requestId: 'test',
    trace: { traceId: '0'.repeat(32), spanId: '0'.repeat(16), flags: '00' },
    deadline: Deadline.after(app.clock, 10_000),
    signal: new AbortController().signal,
  };
}

function create(): Promise<unknown> {
  const call = app.app.get(RekognitionGateway).call(CreateCollection, { CollectionId: 'new' }, caller());
  return app.clock.passWaits(call.catch((failure: unknown) => failure));
}

describe('a write that cannot be repeated safely', () => {
  it.each(['drop-after', 'drop-before', 'InternalServerError', 'truncated', 'malformed', 'empty'])(
    'is not retried after %s, and reports an unknown effect',
    async (fault) => {
      await engine.fail({ operation: 'CreateCollection', fault, times: 1 });
      const failure = await create();
      expect(failure).toBeInstanceOf(Failure);
      expect([(failure as Failure).effect, (failure as Failure).retryable]).toEqual(['unknown', false]);
      expect(await engine.calls('CreateCollection')).toHaveLength(1);
    },
  );

  it('is retried after it was rejected', async () => {
    await engine.fail({ operation: 'CreateCollection', fault: 'ThrottlingException', times: 2 });
    expect(await create()).toMatchObject({ StatusCode: 200 });
    expect(await engine.calls('CreateCollection')).toHaveLength(3);
  });

  it('is never answered with a false already-exists', async () => {
    await engine.fail({ operation: 'CreateCollection', fault: 'drop-after', times: 1 });
    expect((await create()) as Failure).toMatchObject({ code: 'upstream-connection-lost' });
    expect((await create()) as Failure).toMatchObject({ code: 'already-exists' });
  });
});

describe('a tenant whose keys are renewed', () => {
  it('does not affect the calls of others, and no call in flight is lost', async () => {
    const others = Array.from({ length: 5 }, (_, n) => tenant(`t${n}`));
    const shared = await TestEngine.start({ accounts: accountsOf([ACME, ...others]) });
    const many = await TestApp.start(shared.url, { tenants: [ACME, ...others] });
    const people = new People(shared.url, ACME);
    await people.collection('staff');
    await people.user('staff', 'ann', 1);
    people.close();
    await shared.hold('ListFaces', others.length);
    const inFlight = others.map(({ id }) => many.ask(PATH, { key: `${id}-key` }));
    await shared.seen(others.length, 'ListFaces');
    await shared.fail({ operation: 'ListFaces', fault: 'ExpiredTokenException', times: 1 });
    const renewed = many.ask(PATH);
    await many.clock.passWaits(shared.seen(others.length + 2, 'ListFaces'));
    shared.release();
    const answers = await many.clock.passWaits(Promise.all([renewed, ...inFlight]));
    const seen = await shared.calls('ListFaces');
    await many.close();
    await shared.close();
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(seen).toHaveLength(7);
  });
});
