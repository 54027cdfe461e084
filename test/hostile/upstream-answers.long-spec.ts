import type { ServerResponse } from 'node:http';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { tenant, TestApp } from '../harness/app.js';
import { caseCount } from '../harness/case-count.js';
import { eventually } from '../harness/eventually.js';
import { flood, HostileUpstream, type UpstreamCall } from '../harness/hostile-upstream.js';
import { type MutatedAnswer, mutatedAnswer, type Question, UPSTREAM_WORDS } from '../harness/mutated-answers.js';
import { type HeardAnswer, logFaults, problemFaults } from '../harness/problem-rules.js';
import { Random, seedOfRun } from '../harness/random.js';

const ANSWERS = caseCount(2_000, 10_000);
const BATCH = 500;
const WORKERS = 16;
/** Maximum number of bytes read from a response, plus what the buffers of both sides hold. */
const CAP_BYTES = 10 * 1024 * 1024;
const LARGE_BYTES = 50 * 1024 * 1024;
const FOREVER_MS = Number.MAX_SAFE_INTEGER / 2;

let upstream: HostileUpstream;
let app: TestApp;
let play: (call: UpstreamCall, response: ServerResponse) => void;
const unhandled: unknown[] = [];
const onUnhandled = (reason: unknown): void => void unhandled.push(reason);

beforeAll(async () => {
  process.on('unhandledRejection', onUnhandled);
  upstream = await HostileUpstream.start((call, response) => play(call, response));
  app = await TestApp.start(upstream.url, { tenants: [tenant('acme')] });
});

afterAll(async () => {
  process.off('unhandledRejection', onUnhandled);
  await app.close();
  await upstream.close();
});

interface Inject {
  readonly method: 'GET' | 'DELETE';
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly payload?: object;
}

async function ask(request: Inject): Promise<HeardAnswer> {
  const { statusCode, headers, payload } = await app.app.inject(request);
  return { status: statusCode, headers: headers as HeardAnswer['headers'], text: payload };
}

/** Writes with and without keys, and reads, each for a separate user, so that none waits in a lane. */
function requestFor({ subject, userId, faceIds }: Question, keyed: boolean): Inject {
  const url = `/collections/staff/users/${userId}/faces`;
  const headers = { 'x-api-key': 'acme-key', prefer: 'wait=30' };
  if (subject === 'ListFaces') return { method: 'GET', url, headers };
  const key = keyed ? { 'idempotency-key': `key of ${userId}` } : {};
  return { method: 'DELETE', url, headers: { ...headers, ...key }, payload: { faceIds } };
}

function expectedTruth({ subject }: Question): (body: Record<string, unknown>) => boolean {
  return ({ outcome, items, userStatus }) =>
    subject === 'ListFaces' ? Array.isArray(items) : typeof outcome === 'string' && typeof userStatus === 'string';
}

/** One mutated response, the request, and the answer to the caller. */
interface Trial {
  readonly mutated: MutatedAnswer;
  readonly question: Question;
  readonly keyed: boolean;
  readonly heard: HeardAnswer;
}

/** All violations in the answer to a mutated response. */
function faultsOf({ mutated, question, keyed, heard }: Trial): string[] {
  if (heard.status !== 200) return faultsOfRefusal({ mutated, question, keyed, heard });
  if (mutated.verdict !== 'true' && mutated.verdict !== 'either') return ['was told as 200'];
  return expectedTruth(question)(JSON.parse(heard.text) as Record<string, unknown>) ? [] : ['is no documented 200'];
}

function faultsOfRefusal({ mutated: { verdict }, question, keyed, heard }: Trial): string[] {
  const faults = problemFaults(heard);
  if (faults.length > 0) return faults;
  const { code, effect, retryable } = JSON.parse(heard.text) as Record<string, unknown>;
  const allowed = typeof verdict === 'string' ? [[502, 'upstream-invalid-answer']] : verdict;
  const told = allowed.some(([status, allowedCode]) => status === heard.status && allowedCode === code);
  const write = question.subject === 'DisassociateFaces';
  const unclear = code === 'upstream-invalid-answer' || code === 'upstream-connection-lost';
  const checks: [boolean, string][] = [
    [!heard.text.includes(UPSTREAM_WORDS), "holds the upstream's words"],
    [verdict !== 'true', 'was refused, though it can be true'],
    [told, `was told as ${heard.status} ${String(code)}, not as ${JSON.stringify(allowed)}`],
    [!unclear || effect === (write ? 'unknown' : 'none'), `effect ${String(effect)}`],
    [!unclear || retryable === (!write || keyed), `retryable ${String(retryable)}`],
  ];
  return checks.filter(([holds]) => !holds).map(([, fault]) => fault);
}

describe('Invalid responses of Rekognition', () => {
  it('lead to 200 only if they are plausible, never to 500, and always to the documented schema', async () => {
    const seed = seedOfRun();
    const answers = new Map<string, MutatedAnswer>();
    play = ({ input }, response) => answers.get(String(input['UserId']))?.play(response);
    const statuses = new Map<number, number>();
    const failures = new Map<string, string>();
    let failed = 0;

    async function one(number: number): Promise<void> {
      const random = new Random(seed + number);
      const question: Question = {
        subject: number % 2 === 0 ? 'DisassociateFaces' : 'ListFaces',
        userId: `user-${number}`,
        faceIds: Array.from({ length: 1 + random.below(4) }, () => random.uuid()),
      };
      const keyed = number % 4 === 0;
      const mutated = mutatedAnswer(random, question);
      answers.set(question.userId, mutated);
      const heard = await ask(requestFor(question, keyed));
      answers.delete(question.userId);
      statuses.set(heard.status, (statuses.get(heard.status) ?? 0) + 1);
      const faults = faultsOf({ mutated, question, keyed, heard });
      if (faults.length === 0) return;
      failed += 1;
      const about = `seed ${seed}, answer ${number}, ${question.subject}, ${mutated.kind}`;
      const kind = mutated.kind.replace(/ with \d+| [+\w$ ]*$/, '');
      failures.set(`${faults[0]} | ${kind}`, `${about}: ${faults.join('; ')}\n  ${mutated.shown}\n  ${heard.text}`);
    }

    for (let first = 0; first < ANSWERS; first += BATCH) {
      let next = first;
      const worker = async (): Promise<void> => {
        while (next < first + BATCH) await one(next++);
      };
      await app.clock.passWaits(Promise.all(Array.from({ length: WORKERS }, worker)), FOREVER_MS);
    }

    expect(`${failed} wrong\n${[...failures.values()].slice(0, 20).join('\n')}`).toBe('0 wrong\n');
    expect([...statuses.values()].reduce((sum, count) => sum + count)).toBe(ANSWERS);
    expect(statuses.get(500)).toBeUndefined();
    // Both valid and invalid responses occur, so that both halves of the verdict are tested.
    expect(statuses.get(200)).toBeGreaterThan(ANSWERS / 20);
    expect(statuses.get(502)).toBeGreaterThan(ANSWERS * 0.3);
  });

  it('cause no followed redirect, no polluted prototype, no forged log line and no unhandled rejection', async () => {
    expect(upstream.strays).toEqual([]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(logFaults(app.logLines)).toEqual([]);
    expect(app.logLines.filter((line) => line.includes(UPSTREAM_WORDS))).toEqual([]);
    expect(unhandled).toEqual([]);
    expect((await ask({ method: 'GET', url: '/health/live', headers: {} })).status).toBe(200);
  });

  it('leave the service working', async () => {
    play = (_call, response) => response.end('{"Faces":[]}');
    const { status, text } = await ask(requestFor({ subject: 'ListFaces', userId: 'ann', faceIds: [] }, false));
    expect([status, text]).toEqual([200, '{"items":[]}']);
  });
});

describe('answers of 50 MB', () => {
  it.each([
    ['a read', 'GET', 200, 502, 'upstream-invalid-answer'],
    ['a write', 'DELETE', 200, 502, 'upstream-invalid-answer'],
    ['a read that fails', 'GET', 500, 502, undefined],
  ] as const)('are read up to 10 MB and no further: %s', async (_name, method, sent, status, code) => {
    upstream.sentBytes.length = 0;
    play = (_call, response) => {
      response.writeHead(sent, { 'content-type': 'application/x-amz-json-1.1' });
      flood(response, LARGE_BYTES);
    };
    const body = method === 'DELETE' ? { body: { faceIds: [new Random(1).uuid()] } } : {};
    const before = upstream.calls.length;
    const answer = await app.clock.passWaits(
      app.ask(`/collections/staff/users/large-${method}-${sent}/faces`, { method, ...body }),
    );
    expect(answer.status).toBe(status);
    expect(problemFaults({ ...answer, headers: Object.fromEntries(answer.headers) })).toEqual([]);
    if (code !== undefined) expect(answer.body['code']).toBe(code);
    const attempts = upstream.calls.length - before;
    await eventually(() => upstream.sentBytes.length >= attempts);
    // The connection is closed at the limit; only buffered bytes exceed it.
    for (const bytes of upstream.sentBytes) expect(bytes).toBeLessThan(CAP_BYTES * 2);
  });

  it('are accepted up to 10 MB if they are valid', async () => {
    const faces = JSON.stringify({ Faces: [{ FaceId: new Random(2).uuid() }] });
    play = (_call, response) => response.end(faces.padEnd(CAP_BYTES));
    const { status, body } = await app.ask<{ items: object[] }>('/collections/staff/users/padded/faces');
    expect([status, body.items.length]).toEqual([200, 1]);
  });
});

describe('an incomplete answer', () => {
  it.each([
    ['another protocol', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'],
    ['endless 1xx', 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(10)],
    ['half a body', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"UserStatus":"ACTIVE"'],
  ])('ends at the deadline with 504 and effect unknown: %s', async (_name, text) => {
    play = (_call, response) => void response.socket?.write(text);
    const before = upstream.calls.length;
    const answer = app.ask('/collections/staff/users/waiting/faces', {
      method: 'DELETE',
      body: { faceIds: [new Random(4).uuid()] },
      headers: { prefer: 'wait=2' },
    });
    await eventually(() => upstream.calls.length > before);
    await app.clock.advance(2_000);
    const { status, body } = await answer;
    expect([status, body['code'], body['effect']]).toEqual([504, 'upstream-timeout', 'unknown']);
    expect(app.clock.pending).toBe(0);
  });
});

describe('answers to another request', () => {
  it('on a reused connection never reach the next caller', async () => {
    const stolen = new Random(3).uuid();
    const poison = JSON.stringify({ Faces: [{ FaceId: stolen, UserId: 'victim' }] });
    play = (_call, response) => {
      response.end('{"Faces":[]}', () => {
        response.socket?.write(`HTTP/1.1 200 OK\r\nContent-Length: ${poison.length}\r\n\r\n${poison}`);
      });
    };
    for (let time = 0; time < 50; time += 1) {
      const work = app.ask('/collections/staff/users/bystander/faces');
      const { text } = await app.clock.passWaits(work);
      expect(text).not.toContain(stolen);
    }
  });
});
