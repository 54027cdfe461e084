import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { type Answer, accountsOf, tenant, TestApp } from '../harness/app.js';
import { TestEngine } from '../harness/engine.js';
import { eventually } from '../harness/eventually.js';
import { HELD_MS } from '../harness/held-answers.js';
import { HostileUpstream } from '../harness/hostile-upstream.js';
import { People } from '../harness/people.js';
import { logFaults } from '../harness/problem-rules.js';

const ACME = tenant('acme');
const PATH = '/collections/staff/users/ann/faces';
const SLOW_MS = 60_000;

interface LogLine {
  readonly msg: string;
  readonly operation?: string;
  readonly outcome?: string;
  readonly code?: string;
  readonly attempts?: number;
}

let app: TestApp;

const logged = (): LogLine[] => app.logLines.map((line) => JSON.parse(line) as LogLine);
const callsLogged = (): (string | undefined)[] =>
  logged().flatMap(({ msg, outcome }) => (msg === 'call' ? [outcome] : []));

async function metric(pattern: RegExp): Promise<number> {
  const { text } = await app.ask('/metrics', { key: '' });
  return Number(pattern.exec(text)?.[1] ?? 0);
}

const waiting = (): Promise<number> => metric(/^facade_calls_waiting (\d+)$/m);

/** The number of calls of an operation with this outcome, according to the histogram. */
const counted = (operation: string, errorType: string): Promise<number> =>
  metric(
    new RegExp(
      `^rpc_client_call_duration_seconds_count\\{rpc_method="Rekognition/${operation}",error_type="${errorType}"\\} (\\d+)$`,
      'm',
    ),
  );

function remove(faceIds: readonly string[], signal?: AbortSignal): Promise<Answer | 'left'> {
  const asked = app.ask(PATH, {
    method: 'DELETE',
    body: { faceIds },
    headers: { prefer: 'wait=30' },
    ...(signal && { signal }),
  });
  return asked.catch(() => 'left' as const);
}

describe('a caller who disconnects from a write', () => {
  let engine: TestEngine;
  let people: People;
  let ids: string[];

  beforeEach(async () => {
    engine = await TestEngine.start({ accounts: accountsOf([ACME]) });
    app = await TestApp.start(engine.url, { tenants: [ACME] });
    people = new People(engine.url, ACME);
    await people.collection('staff');
    ids = await people.user('staff', 'ann', 4);
    await engine.forgetCalls();
  });

  afterEach(async () => {
    people.close();
    await app.close();
    await engine.close();
  });

  it('while it waits in the lane cancels only that call, which is never sent', async () => {
    const [a = '', b = '', c = ''] = ids;
    await engine.hold('DisassociateFaces');
    const first = remove([a]);
    await engine.seen(1);
    const leaving = new AbortController();
    const second = remove([b], leaving.signal);
    await eventually(async () => (await waiting()) === 1);
    const third = remove([c]);
    await eventually(async () => (await waiting()) === 2);
    leaving.abort();
    expect(await second).toBe('left');
    await eventually(() => callsLogged().includes('client-closed-request'));
    engine.release();
    const answers = (await Promise.all([first, third])) as Answer[];
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await people.facesOf('staff', 'ann')).toEqual(ids.filter((id) => id !== a && id !== c).sort());
    expect((await engine.calls('DisassociateFaces')).length).toBe(2);
    expect([await waiting(), app.clock.pending]).toEqual([0, 0]);
    expect(await counted('DisassociateFaces', 'client-closed-request')).toBe(1);
  });

  it('among many who wait for the same user does not affect the others', async () => {
    await engine.hold('DisassociateFaces');
    const stays = [remove(ids.slice(0, 1))];
    await engine.seen(1);
    const leaving = Array.from({ length: 20 }, () => new AbortController());
    const left: Promise<unknown>[] = [];
    for (const [index, { signal }] of leaving.entries()) {
      left.push(remove(ids.slice(1, 2), signal));
      if (index % 7 === 3) stays.push(remove(ids.slice(2, 3)));
    }
    await eventually(async () => (await waiting()) === left.length + stays.length - 1);
    for (const controller of leaving) controller.abort();
    expect(await Promise.all(left)).toEqual(left.map(() => 'left'));
    await eventually(async () => (await waiting()) === stays.length - 1);
    engine.release();
    const answers = (await Promise.all(stays)) as Answer[];
    expect(answers.map(({ status }) => status)).toEqual(stays.map(() => 200));
    const results = (await engine.calls('DisassociateFaces')).map(({ result }) => result);
    expect(results).toEqual(['ok', 'ok']);
    expect(await people.facesOf('staff', 'ann')).toContain(ids[1]);
  });

  it('after it was sent lets it finish within its deadline and be logged', async () => {
    await engine.hold('DisassociateFaces');
    const leaving = new AbortController();
    const answer = remove(ids.slice(0, 2), leaving.signal);
    await engine.seen(1);
    const before = app.requestsOver;
    leaving.abort();
    expect(await answer).toBe('left');
    await eventually(() => app.requestsOver > before);
    engine.release();
    await eventually(() => callsLogged().length === 1);
    expect(callsLogged()).toEqual(['ok']);
    expect(await counted('DisassociateFaces', '')).toBe(1);
    expect(await people.facesOf('staff', 'ann')).toEqual(ids.slice(2).sort());
    expect([(await engine.calls('DisassociateFaces')).length, app.clock.pending]).toEqual([1, 0]);
    expect(logFaults(app.logLines)).toEqual([]);
  });

  it("after it was sent keeps the user's next write waiting until it has finished", async () => {
    await engine.hold('DisassociateFaces');
    const leaving = new AbortController();
    const first = remove(ids.slice(0, 1), leaving.signal);
    await engine.seen(1);
    const second = remove(ids.slice(1, 2));
    await eventually(async () => (await waiting()) === 1);
    const before = app.requestsOver;
    leaving.abort();
    expect(await first).toBe('left');
    await eventually(() => app.requestsOver > before);
    engine.release();
    expect(((await second) as Answer).status).toBe(200);
    // If they had overlapped, the engine would have rejected one of them.
    expect((await engine.calls('DisassociateFaces')).filter(({ result }) => /Exception/.test(result))).toEqual([]);
    expect(await people.facesOf('staff', 'ann')).toEqual(ids.slice(2).sort());
  });

  it('is not followed by a retry', async () => {
    await engine.fail({ operation: 'DisassociateFaces', fault: 'drop-after', latencyMs: HELD_MS, times: 1 });
    const leaving = new AbortController();
    const answer = remove(ids.slice(0, 1), leaving.signal);
    await engine.seen(1);
    const before = app.requestsOver;
    leaving.abort();
    expect(await answer).toBe('left');
    await eventually(() => app.requestsOver > before);
    engine.release();
    await app.clock.passWaits(
      eventually(() => callsLogged().length === 1),
      30_000,
    );
    expect([(await engine.calls('DisassociateFaces')).length, app.clock.pending]).toEqual([1, 0]);
  });
});

describe('a caller who disconnects from a read', () => {
  let upstream: HostileUpstream;
  let aborted: number;

  beforeEach(async () => {
    aborted = 0;
    upstream = await HostileUpstream.start((_call, response) => {
      response.once('close', () => {
        aborted += response.writableFinished ? 0 : 1;
      });
      // Never answers by itself: only the caller's leaving can end the call.
    });
    app = await TestApp.start(upstream.url, { tenants: [ACME] });
  });

  afterEach(async () => {
    await app.close();
    await upstream.close();
  });

  it('aborts the call at once', async () => {
    const leaving = new AbortController();
    const answer = app.ask(PATH, { signal: leaving.signal }).catch(() => 'left');
    await eventually(() => upstream.calls.length === 1);
    leaving.abort();
    expect(await answer).toBe('left');
    await eventually(() => aborted === 1);
    await eventually(() => callsLogged().length === 1);
    expect(callsLogged()).toEqual(['client-closed-request']);
    expect(await counted('ListFaces', 'client-closed-request')).toBe(1);
    expect([upstream.calls.length, app.clock.pending]).toEqual([1, 0]);
  });

  it('does not count as a failure of the upstream', async () => {
    const leaving = new AbortController();
    const answer = app.ask(PATH, { signal: leaving.signal }).catch(() => 'left');
    await eventually(() => upstream.calls.length === 1);
    leaving.abort();
    await answer;
    await eventually(() => callsLogged().length === 1);
    const { body } = await app.ask<{ details: { upstream: string } }>('/health/ready', { key: '' });
    expect(body.details.upstream).not.toBe('failing');
  });

  it('does not abort the reads of others, 15 of 30', async () => {
    const leaving = new AbortController();
    const all = Array.from({ length: 30 }, (_, number) =>
      app
        .ask(PATH, { headers: { prefer: 'wait=30' }, ...(number % 2 === 0 && { signal: leaving.signal }) })
        .catch(() => 'left' as const),
    );
    await eventually(() => upstream.calls.length === 30);
    leaving.abort();
    await eventually(() => aborted === 15);
    await eventually(() => callsLogged().length === 15);
    expect(upstream.sockets.size).toBeGreaterThanOrEqual(15);
    await app.clock.advance(SLOW_MS);
    const answers = await Promise.all(all);
    expect(answers.filter((answer) => answer === 'left').length).toBe(15);
    expect(answers.filter((answer) => answer !== 'left' && answer.status === 504).length).toBe(15);
    expect(app.clock.pending).toBe(0);
  });
});
