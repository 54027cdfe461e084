import { beforeEach, describe, expect, it } from '@jest/globals';

import { type Answer } from '../harness/app.js';
import { eventually } from '../harness/eventually.js';
import { withWorldPerTest } from '../harness/world.js';

const PATH = '/collections/staff/users/ann/faces';

let ids: string[];

const { app, engine, people } = withWorldPerTest();

beforeEach(async () => {
  ids = await people.user('staff', 'ann', 3);
  await engine.forgetCalls();
});

function remove(
  faceIds = ids.slice(0, 1),
  headers: Record<string, string> = {},
  signal?: AbortSignal,
): Promise<Answer> {
  return app.ask(PATH, { method: 'DELETE', body: { faceIds }, headers, ...(signal && { signal }) });
}

const fail = (fault: string, times = 100, operation = 'DisassociateFaces'): Promise<void> =>
  engine.fail({ operation, fault, times });

/** How many calls of an operation the engine has seen. */
async function calls(operation = 'DisassociateFaces'): Promise<number> {
  return (await engine.calls(operation)).length;
}

describe('rejected attempts', () => {
  it.each(['ProvisionedThroughputExceededException', 'ThrottlingException', 'ThrottlingException500'])(
    'are repeated after %s until one succeeds',
    async (fault) => {
      await fail(fault, 2);
      const { status } = await app.clock.passWaits(remove());
      expect([status, await calls()]).toEqual([200, 3]);
    },
  );

  it('end as 429 with Retry-After after three throttled attempts', async () => {
    await fail('ThrottlingException');
    const { status, body, headers } = await app.clock.passWaits(remove());
    expect([status, body['code'], body['effect'], body['retryable']]).toEqual([429, 'throttled', 'none', true]);
    expect(headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    expect(await calls()).toBe(3);
  });

  it('end as 409 user-busy only at the deadline, after retries until then', async () => {
    await fail('ConflictException');
    const { status, body, headers } = await app.clock.passWaits(remove());
    expect([status, body['code'], body['effect'], body['retryable']]).toEqual([409, 'user-busy', 'none', true]);
    expect(headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    expect(await calls()).toBeGreaterThan(4);
  });

  it('are not retried if the next wait would pass the deadline', async () => {
    await fail('ConflictException');
    const impatient = await app.clock.passWaits(remove(ids, { prefer: 'wait=1' }), 1_000);
    expect(impatient.body['code']).toBe('user-busy');
  });
});

describe('attempts with an unclear outcome', () => {
  it.each(['InternalServerError', 'drop-before', 'drop-after', 'html-502', 'empty', 'malformed', 'truncated'])(
    'of a write with a token are repeated after %s, and the outcome is correct',
    async (fault) => {
      await fail(fault, 1);
      const { status, body } = await app.clock.passWaits(remove());
      expect([status, body['outcome']]).toEqual([200, 'complete']);
      expect(await people.facesOf('staff', 'ann')).toEqual(ids.slice(1).sort());
      expect(await calls()).toBe(2);
    },
  );

  it.each([
    ['InternalServerError', 502, 'upstream-error'],
    ['drop-before', 502, 'upstream-connection-lost'],
    ['html-502', 502, 'upstream-error'],
    ['empty', 502, 'upstream-invalid-answer'],
    ['malformed', 502, 'upstream-invalid-answer'],
  ])('end after %s as %i %s with effect unknown, after three', async (fault, status, code) => {
    await fail(fault);
    const answer = await app.clock.passWaits(remove());
    expect([answer.status, answer.body['code'], answer.body['effect']]).toEqual([status, code, 'unknown']);
    expect([answer.body['retryable'], await calls()]).toEqual([false, 3]);
  });

  it('are retryable for the caller if the write has a key', async () => {
    await fail('InternalServerError');
    const { body } = await app.clock.passWaits(remove(ids, { 'idempotency-key': 'k' }));
    expect([body['effect'], body['retryable']]).toEqual(['unknown', true]);
  });

  it('are retryable and without effect if they are reads', async () => {
    await fail('InternalServerError', 100, 'ListFaces');
    const { status, body } = await app.clock.passWaits(app.ask(PATH));
    expect([status, body['effect'], body['retryable']]).toEqual([502, 'none', true]);
    expect(await calls('ListFaces')).toBe(3);
  });

  it('keep the effect unknown when a later attempt is rejected', async () => {
    await engine.fail(
      { operation: 'DisassociateFaces', fault: 'drop-after', times: 1 },
      { operation: 'DisassociateFaces', fault: 'ThrottlingException', times: 100 },
    );
    const { status, body } = await app.clock.passWaits(remove());
    expect([status, body['effect'], body['retryable']]).toEqual([429, 'unknown', false]);
  });

  it('are retried with the same token, so that they have one effect', async () => {
    await fail('drop-after', 2);
    const { body } = await app.clock.passWaits(remove(ids));
    // A second execution would have reported the faces as already disassociated.
    expect(body['disassociatedFaces']).toHaveLength(3);
    expect(body['alreadyDisassociatedFaces']).toEqual([]);
  });

  it('are retried within a budget: 40 failing calls make few more than 40 attempts', async () => {
    await fail('InternalServerError', 1_000, 'ListFaces');
    await app.clock.passWaits(Promise.all(Array.from({ length: 40 }, () => app.ask(PATH))));
    expect(await calls('ListFaces')).toBeLessThanOrEqual(40 + 40 * 0.15);
  });
});

describe('rejections that a retry cannot change', () => {
  it.each([
    ['AccessDeniedException', 403, 'aws-access-denied', 1],
    ['ExpiredTokenException', 502, 'tenant-credentials', 2],
  ])('end after %s as %i %s', async (fault, status, code, attempts) => {
    await fail(fault);
    const answer = await app.clock.passWaits(remove());
    expect([answer.status, answer.body['code'], answer.body['retryable']]).toEqual([status, code, false]);
    expect(await calls()).toBe(attempts);
  });

  it('do not include one expired token: 100 concurrent calls succeed with fresh credentials', async () => {
    await fail('ExpiredTokenException', 1, 'ListFaces');
    const answers = await app.clock.passWaits(Promise.all(Array.from({ length: 100 }, () => app.ask(PATH))));
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    expect(await calls('ListFaces')).toBe(101);
  });
});

describe('the timeout of a call', () => {
  it('ends an attempt after 3 s if another may follow, and the call at its deadline', async () => {
    await engine.fail({ operation: 'DisassociateFaces', fault: 'latency', latencyMs: 60_000, times: 100 });
    const answer = remove(ids, { prefer: 'wait=4' });
    await engine.seen(1);
    await app.clock.advance(3_000);
    await app.clock.passWaits(engine.seen(2), 900);
    await app.clock.advance(4_000);
    const { status, body } = await answer;
    expect([status, body['code'], body['effect']]).toEqual([504, 'upstream-timeout', 'unknown']);
  });

  it('includes the time in the queue', async () => {
    await engine.fail({ operation: 'DisassociateFaces', fault: 'latency', latencyMs: 60_000, times: 100 });
    const first = remove(ids.slice(0, 1), { prefer: 'wait=30' });
    await engine.seen(1);
    const second = remove(ids.slice(1, 2), { prefer: 'wait=2' });
    await eventually(() => waiting().then((depth) => depth === 1));
    await app.clock.advance(2_000);
    const { status, body } = await second;
    expect([status, body['code'], body['effect'], body['retryable']]).toEqual([504, 'deadline-passed', 'none', true]);
    await engine.heal();
    await app.clock.advance(1_000);
    await app.clock.passWaits(first, 27_000);
    expect(await people.facesOf('staff', 'ann')).toContain(ids[1]);
  });

  it('is not waited for between attempts when the caller disconnects', async () => {
    await fail('ConflictException');
    const leaving = new AbortController();
    const answer = remove(ids, {}, leaving.signal).catch(() => 'left');
    await eventually(async () => (await engine.calls('DisassociateFaces')).some(({ result }) => result !== 'pending'));
    leaving.abort();
    await answer;
    await eventually(() => app.logLines.some((line) => line.includes('client-closed-request')));
    expect([await calls(), app.clock.pending]).toEqual([1, 0]);
  });
});

describe('lanes', () => {
  it('send the writes of one user one after another, so that none conflicts', async () => {
    const answers = await Promise.all(ids.map((id) => remove([id])));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    const results = (await engine.calls('DisassociateFaces')).map(({ result }) => result);
    expect(new Set(results)).toEqual(new Set(['ok']));
  });

  it('reject the 102nd concurrent call of one user with 503 busy', async () => {
    await engine.fail({ operation: 'DisassociateFaces', fault: 'latency', latencyMs: 60_000, times: 1 });
    const running = Array.from({ length: 101 }, () => remove(ids, { prefer: 'wait=30' }));
    await eventually(() => waiting().then((depth) => depth === 100));
    const { status, body, headers } = await remove();
    expect([status, body['code'], body['effect'], headers.get('retry-after')]).toEqual([503, 'busy', 'none', '1']);
    await app.clock.advance(30_000);
    await Promise.all(running);
  });
});

async function waiting(): Promise<number> {
  const { text } = await app.ask('/metrics', { key: '' });
  return Number(/^facade_calls_waiting (\d+)$/m.exec(text)?.[1]);
}
