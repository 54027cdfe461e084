import { afterEach, describe, expect, it } from '@jest/globals';

import { eventually } from '../harness/eventually.js';
import { tenant } from '../harness/app.js';
import { inEnvironment, NEXT_OWN_KEYS, roleTenant, RoleWorld } from '../harness/role-world.js';

const HOUR_MS = 3_600_000;
const ACME = roleTenant('acme');

let world: RoleWorld;

afterEach(() => world.close());

const codes = (answers: readonly { status: number; body: Record<string, unknown> }[]): Set<unknown> =>
  new Set(answers.map(({ status, body }) => body['code'] ?? status));

describe('a session that AWS rejects as expired', () => {
  it('is replaced once for 100 concurrent calls; each is retried once and succeeds', async () => {
    world = await RoleWorld.start([ACME]);
    expect(codes(await world.reads('acme', 1))).toEqual(new Set([200]));
    // The session expires only on the engine's clock: the service still considers it valid.
    await world.engine.advance(HOUR_MS);
    await world.engine.forgetCalls();
    expect(codes(await world.reads('acme', 100))).toEqual(new Set([200]));
    const calls = await world.engine.calls('ListFaces');
    const expired = calls.filter(({ result }) => result === 'ExpiredTokenException');
    expect([await world.seen('AssumeRole'), calls.length - expired.length]).toEqual([1, 100]);
    expect(expired.length).toBeGreaterThan(0);
    expect(expired.length).toBeLessThanOrEqual(100);
  });

  it('is answered tenant-credentials if its replacement is rejected too', async () => {
    world = await RoleWorld.start([ACME]);
    await world.engine.fail({ operation: 'ListFaces', fault: 'ExpiredTokenException', times: 1_000 });
    const [answer] = await world.reads('acme', 1);
    expect([answer!.status, answer!.body['code'], await world.seen('ListFaces')]).toEqual([
      502,
      'tenant-credentials',
      2,
    ]);
    await world.reads('acme', 50);
    // New ones are fetched at most every 5 s, whatever callers do.
    expect(await world.seen('AssumeRole')).toBe(2);
  });

  it("of the service's own identity is replaced once, unnoticed by tenants", async () => {
    world = await RoleWorld.start([ACME]);
    await world.reads('acme', 1);
    world.setEnvironment(inEnvironment(NEXT_OWN_KEYS));
    await world.engine.fail({ operation: 'AssumeRole', fault: 'ExpiredTokenException', times: 1 });
    await world.app.clock.advance(HOUR_MS);
    expect(codes(await world.reads('acme', 50))).toEqual(new Set([200]));
    const askers = (await world.engine.calls('AssumeRole')).map(({ accessKeyId }) => accessKeyId);
    expect(askers).toEqual(['AKIAOWN', 'AKIAOWN', 'AKIAOWN2']);
  });
});

describe('STS that is down', () => {
  const FAULTS = ['InternalServerError', 'drop-before', 'html-502', 'empty', 'malformed', 'truncated', 'latency'];

  it.each(FAULTS)(
    'has no effect until the session expires, then fails only the calls of that tenant immediately, until STS recovers: %s',
    async (fault) => {
      world = await RoleWorld.start([ACME, roleTenant('late'), tenant('other')]);
      const { clock } = world.app;
      await world.reads('acme', 1);
      await clock.advance(HOUR_MS - 200_000);
      await Promise.all([world.reads('late', 1), world.reads('other', 1)]);
      await world.engine.forgetCalls();
      const latency = fault === 'latency' ? { latencyMs: 600_000 } : {};
      await world.engine.fail({ operation: 'AssumeRole', fault, times: 1_000, ...latency });

      for (let step = 0; step < 40; step += 1) {
        expect(codes(await Promise.all([world.read('acme'), world.read('acme')]))).toEqual(new Set([200]));
        await clock.advance(4_990);
      }
      const tries = await world.seen('AssumeRole');
      expect(tries).toBeGreaterThanOrEqual(20);
      expect(tries).toBeLessThanOrEqual(40);

      await clock.advance(400);
      const refused = await Promise.all(Array.from({ length: 20 }, () => world.read('acme')));
      expect(codes(refused)).toEqual(new Set(['credentials-unavailable']));
      for (const { status, headers, body } of refused) {
        expect([status, headers.get('retry-after'), body['effect'], body['retryable']]).toEqual([
          503,
          '5',
          'none',
          true,
        ]);
      }
      expect((await world.seen('AssumeRole')) - tries).toBeLessThanOrEqual(1);
      expect(codes(await Promise.all([world.read('late'), world.read('other')]))).toEqual(new Set([200]));

      await world.engine.heal();
      await clock.advance(6_000);
      await eventually(async () => (await world.read('acme')).status === 200);
    },
  );

  it('does not delay other tenants: callers that wait for a session occupy no slot', async () => {
    const stuck = Array.from({ length: 9 }, (_, n) => roleTenant(`stuck-${n}`));
    world = await RoleWorld.start([...stuck, tenant('other')]);
    await world.engine.fail({ operation: 'AssumeRole', fault: 'latency', latencyMs: 600_000, times: 1_000 });
    // As many as there are connection slots.
    const waiting = stuck.flatMap(({ id }) => Array.from({ length: 30 }, () => world.read(id)));
    await world.engine.seen(9, 'AssumeRole');
    expect((await world.read('other')).status).toBe(200);
    await world.app.clock.advance(5_000);
    expect(codes(await Promise.all(waiting))).toEqual(new Set(['credentials-unavailable']));
    await eventually(async () => (await world.app.clock.advance(0), world.app.clock.pending === 0));
  });

  it("ends a caller's wait at the deadline with 503, and nothing is sent", async () => {
    world = await RoleWorld.start([ACME]);
    await world.engine.fail({ operation: 'AssumeRole', fault: 'latency', latencyMs: 600_000, times: 1 });
    const answer = world.read('acme', { headers: { prefer: 'wait=1' } });
    await world.engine.seen(1, 'AssumeRole');
    await world.app.clock.advance(1_000);
    const { status, body } = await answer;
    expect([status, body['code'], body['effect']]).toEqual([503, 'credentials-unavailable', 'none']);
    expect(await world.rekognitionCalls()).toEqual([]);
    await world.app.clock.advance(5_000);
  });
});

describe('STS that denies a role', () => {
  it('is answered tenant-credentials, and not called again for 60 s', async () => {
    world = await RoleWorld.start([ACME]);
    await world.engine.fail({ operation: 'AssumeRole', fault: 'AccessDeniedException', times: 1_000 });
    const answers = await world.reads('acme', 20);
    expect(codes(answers)).toEqual(new Set(['tenant-credentials']));
    expect([answers[0]!.status, answers[0]!.body['retryable'], answers[0]!.body['effect']]).toEqual([
      502,
      false,
      'none',
    ]);
    await world.app.clock.advance(59_000);
    await world.reads('acme', 20);
    expect(await world.seen('AssumeRole')).toBe(1);
    await world.engine.heal();
    await world.app.clock.advance(1_000);
    expect(codes(await world.reads('acme', 1))).toEqual(new Set([200]));
    expect(await world.rekognitionCalls()).toHaveLength(1);
  });

  it('leaves a valid session in use', async () => {
    world = await RoleWorld.start([ACME]);
    await world.reads('acme', 1);
    await world.engine.fail({ operation: 'AssumeRole', fault: 'AccessDeniedException', times: 1_000 });
    await world.app.clock.advance(0.9 * HOUR_MS);
    expect(codes(await world.reads('acme', 20))).toEqual(new Set([200]));
  });

  it('is distinguished from a call that Rekognition denies', async () => {
    world = await RoleWorld.start([ACME]);
    await world.engine.fail({ operation: 'ListFaces', fault: 'AccessDeniedException', times: 1 });
    expect(codes(await world.reads('acme', 1))).toEqual(new Set(['aws-access-denied']));
    expect(codes(await world.reads('acme', 1))).toEqual(new Set([200]));
  });
});

describe('STS that throttles', () => {
  it('for longer than a caller waits is answered 503, and called at most once a second', async () => {
    world = await RoleWorld.start([ACME]);
    await world.engine.fail({ operation: 'AssumeRole', fault: 'ThrottlingException', times: 1_000 });
    const answers = Array.from({ length: 20 }, () => world.read('acme', { headers: { prefer: 'wait=8' } }));
    await eventually(async () =>
      (await world.app.ask('/metrics', { key: '' })).text.includes('facade_calls_waiting 20'),
    );
    for (let tries = 1; tries <= 4; tries += 1) {
      await world.engine.seen(tries, 'AssumeRole');
      await world.stsAnswered();
      await world.app.clock.advance(2_000);
    }
    expect(codes(await Promise.all(answers))).toEqual(new Set(['credentials-unavailable']));
    expect(await world.rekognitionCalls()).toEqual([]);
    await world.engine.heal();
    expect(codes(await world.reads('acme', 1))).toEqual(new Set([200]));
  });
});

describe('a clock that is 20 minutes off', () => {
  it.each([20, -20])('costs one more call to STS for 50 concurrent cold calls (%i min)', async (minutes) => {
    world = await RoleWorld.start([ACME], { clockSkewMs: minutes * 60_000 });
    expect(codes(await world.reads('acme', 50))).toEqual(new Set([200]));
    const results = (await world.engine.calls('AssumeRole')).map(({ result }) => result);
    expect(results).toEqual(['SignatureDoesNotMatch', 'ok']);
  });

  it.each([20, -20])('costs one more call to get the account (%i min)', async (minutes) => {
    world = await RoleWorld.start([tenant('plain')], { clockSkewMs: minutes * 60_000 });
    expect(codes(await world.reads('plain', 50))).toEqual(new Set([200]));
    expect(await world.seen('GetCallerIdentity')).toBe(2);
  });

  it('does not make a short session look expired from the start', async () => {
    const brief = roleTenant('brief', { durationSeconds: 900 });
    world = await RoleWorld.start([brief], { clockSkewMs: -20 * 60_000 });
    expect(codes(await world.reads('brief', 10))).toEqual(new Set([200]));
  });
});
