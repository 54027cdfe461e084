import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { describe, expect, it } from '@jest/globals';

import { readBulkItems } from './bulk-input.js';
import { type BulkOutcome, keyed, runBulk } from './bulk-run.js';

interface Scripted {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: object;
}

const COMPLETE: Scripted = { status: 200, body: { outcome: 'complete' } };
const UPSTREAM_ERROR: Scripted = { status: 502, body: { code: 'upstream-error', retryable: true } };

/** Sends a list, one request at a time, to a server that answers as scripted and then with COMPLETE. */
async function runAgainst(script: readonly Scripted[], users: readonly string[], stopAfter = Infinity) {
  const keys: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    const { status, headers, body } = script[keys.length] ?? COMPLETE;
    keys.push(request.headers['idempotency-key']?.toString());
    request.resume();
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const waitsMs: number[] = [];
  const outcomes: BulkOutcome[] = [];
  const stopping = new AbortController();
  const items = readBulkItems(['userId', ...users].join('\n'), 'delete-users', 'staff');
  await runBulk(keyed(items, 'run'), {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    apiKey: 'key',
    concurrency: 1,
    signal: stopping.signal,
    wait: (delayMs) => {
      if (delayMs > 0) waitsMs.push(delayMs);
      if (waitsMs.length >= stopAfter) stopping.abort();
      return Promise.resolve();
    },
    onOutcome: (outcome) => {
      outcomes.push(outcome);
      return Promise.resolve();
    },
  });
  server.closeAllConnections();
  server.close();
  return {
    keys,
    waitsMs,
    statuses: outcomes.map(({ status }) => status),
    answers: outcomes.map(({ answer }) => answer),
  };
}

describe('runBulk', () => {
  it('waits for Retry-After, and sends the request again with the same key', async () => {
    const busy = { status: 503, headers: { 'retry-after': '7' }, body: { code: 'busy', retryable: true } };
    const { keys, waitsMs, statuses } = await runAgainst([busy], ['ann', 'bob']);
    expect([waitsMs, statuses]).toEqual([[7_000], [200, 200]]);
    expect([keys.length, keys[1], new Set(keys).size]).toEqual([3, keys[0], 2]);
  });

  it('waits for the next turn when RateLimit says that none is left', async () => {
    const last = { ...COMPLETE, headers: { ratelimit: '"DeleteUser";r=0;t=3' } };
    const more = { ...COMPLETE, headers: { ratelimit: '"DeleteUser";r=2;t=1' } };
    const { waitsMs, statuses } = await runAgainst([more, last], ['ann', 'bob', 'carl']);
    expect([waitsMs, statuses]).toEqual([[3_000], [200, 200, 200]]);
  });

  it('waits longer after each failure without a Retry-After, and gives up after 20 tries', async () => {
    const script = Array.from({ length: 20 }, () => UPSTREAM_ERROR);
    const { keys, waitsMs, statuses } = await runAgainst(script, ['ann']);
    expect([keys.length, new Set(keys).size, statuses]).toEqual([20, 1, [502]]);
    expect([waitsMs[0], waitsMs[1], waitsMs.at(-1), waitsMs.length]).toEqual([500, 1_000, 30_000, 19]);
  });

  it('asks again every second while an erasure runs, without counting it as a failure', async () => {
    const running = Array.from({ length: 25 }, () => ({ status: 202, body: { state: 'running' } }));
    const { waitsMs, statuses } = await runAgainst(running, ['ann']);
    expect([waitsMs, statuses]).toEqual([running.map(() => 1_000), [200]]);
  });

  it('does not retry a request that is not retryable', async () => {
    const refusal = { status: 409, body: { code: 'outcome-unknown', retryable: false } };
    const { keys, answers } = await runAgainst([refusal], ['ann']);
    expect([keys.length, answers]).toEqual([1, [refusal.body]]);
  });

  it('treats an answer that is not JSON like an unreachable service, and tries again', async () => {
    const { keys, statuses } = await runAgainst([{ status: 502 }], ['ann']);
    expect([keys.length, statuses]).toEqual([2, [200]]);
  });

  it('starts no request and no retry after it is stopped', async () => {
    const { keys, statuses } = await runAgainst([UPSTREAM_ERROR], ['ann', 'bob'], 1);
    expect([keys.length, statuses]).toEqual([1, [502]]);
  });
});
