import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { LogLevel } from '../../src/config/settings.js';
import { ADDRESS_RANGES } from '../../src/config/parsers.js';
import { accountsOf, tenant, TestApp } from '../harness/app.js';
import { TestEngine } from '../harness/engine.js';
import { eventually } from '../harness/eventually.js';
import { FakeClock } from '../harness/fake-clock.js';
import { Gate } from '../harness/gate.js';
import { TestIssuer } from '../harness/issuer.js';
import { People } from '../harness/people.js';

type Line = Record<string, unknown>;

const ACME = tenant('acme');
const QUOTAS = { byAccount: new Map([[ACME.awsAccount, { DisassociateFaces: 1 }]]), others: 'aws' } as const;
const USERS = '/collections/staff/users';

let engine: TestEngine;
let gate: Gate;
let issuer: TestIssuer;
let app: TestApp;
let ids: string[];

beforeEach(async () => {
  engine = await TestEngine.start({ accounts: accountsOf([ACME]) });
  gate = await Gate.start(engine.url);
  issuer = await TestIssuer.start(new FakeClock());
  const people = new People(engine.url, ACME);
  await people.collection('staff');
  ids = await people.user('staff', 'ann', 3);
  people.close();
});

afterEach(async () => {
  await app.close();
  await issuer.close();
  await gate.close();
  await engine.close();
});

async function start(logLevel: LogLevel): Promise<void> {
  const trustedProxies = ADDRESS_RANGES.parse('127.0.0.1') ?? [];
  const issuers = [issuer.settings()];
  app = await TestApp.start(gate.url, { tenants: [ACME], quotas: QUOTAS, logLevel, trustedProxies, issuers });
  await app.warm();
}

const entries = (): Line[] => app.logLines.map((line) => JSON.parse(line) as Line);
const lines = (msg: string): Line[] => entries().filter((line) => line['msg'] === msg);
const unlink = (faceId: string) => app.ask(`${USERS}/ann/faces`, { method: 'DELETE', body: { faceIds: [faceId] } });

/** Waits for the line of a request, which is written after the response has been sent. */
const requestLines = async (count: number): Promise<Line[]> => {
  await eventually(() => lines('request').length >= count);
  return lines('request');
};

/** Causes a line of each kind with all of its possible fields. */
async function everyKind(): Promise<void> {
  await engine.fail({ operation: 'ListUsers', fault: 'ProvisionedThroughputExceededException', times: 3 });
  await app.settled([app.ask(USERS)]);
  await engine.heal();
  await app.ask(USERS);
  await app.ask('/me', { key: 'wrong' });
  const token = issuer.token({ aud: 'another' });
  await app.ask('/me', { key: '', headers: { authorization: `Bearer ${token}` } });
  await requestLines(4);
}

describe('the lines of a request', () => {
  it('have version, pod, client, and the response of Rekognition', async () => {
    await start('info');
    await app.ask('/collections/nowhere/users', { headers: { 'x-forwarded-for': '192.0.2.7', 'x-request-id': 'one' } });
    const own = { version: expect.stringMatching(/^\d+\.\d+\.\d+$/), pod: hostname(), requestId: 'one' };
    const [refused] = await engine.calls('ListUsers');
    expect(await requestLines(1)).toEqual([
      expect.objectContaining({ ...own, level: 'warn', clientAddress: '192.0.2.7', code: 'resource-not-found' }),
    ]);
    expect(lines('call')).toEqual([
      expect.objectContaining({
        ...own,
        level: 'warn',
        outcome: 'resource-not-found',
        attempts: 1,
        awsStatus: 400,
        awsException: 'ResourceNotFoundException',
        awsRequestId: refused?.requestId,
      }),
    ]);
  });

  it('have the time spent in each step', async () => {
    await start('info');
    gate.hold();
    const [first, second] = [unlink(ids[0]!), unlink(ids[1]!)];
    await eventually(() => gate.holds === 1);
    await eventually(async () => /^facade_calls_waiting 1$/m.test(await (await fetch(`${app.url}/metrics`)).text()));
    await app.clock.advance(100);
    gate.open();
    await first;
    await app.settled([second]);
    const [one, other] = lines('call');
    expect(one).toMatchObject({ level: 'info', outcome: 'ok', laneMs: 0, quotaMs: 0, backoffMs: 0, wireMs: 100 });
    expect(other).toMatchObject({ outcome: 'ok', laneMs: 100, credentialsMs: 0, backoffMs: 0 });
    expect(other?.['quotaMs']).toBeGreaterThan(500);
    const spent = ['laneMs', 'quotaMs', 'wireMs'].reduce((sum, name) => sum + Number(other?.[name]), 0);
    expect(other?.['durationMs']).toBe(spent);
  });

  it('count waits between attempts as backoff', async () => {
    await start('info');
    await engine.fail({ operation: 'ListUsers', fault: 'ProvisionedThroughputExceededException', times: 1 });
    await app.settled([app.ask(USERS)]);
    const [line] = lines('call');
    expect(line).toMatchObject({ level: 'info', attempts: 2, awsStatus: 200 });
    expect(line?.['backoffMs']).toBeGreaterThan(0);
    expect(line).not.toHaveProperty('awsException');
  });

  it('have a line for each attempt at level debug, and none at info', async () => {
    await start('debug');
    await engine.fail({ operation: 'ListUsers', fault: 'ProvisionedThroughputExceededException', times: 1 });
    await app.settled([app.ask(USERS)]);
    const calls = await engine.calls('ListUsers');
    expect(lines('attempt')).toMatchObject([
      { level: 'debug', attempt: 1, outcome: 'throttled', awsStatus: 400, awsRequestId: calls[0]?.requestId },
      { level: 'debug', attempt: 2, outcome: 'ok', awsStatus: 200, awsRequestId: calls[1]?.requestId },
    ]);
    await app.close();
    await start('info');
    await app.ask(USERS);
    expect(lines('attempt')).toEqual([]);
  });
});

describe('LOG_LEVEL=warn', () => {
  it('keeps failures of AWS, the quota and the service, and omits successes and errors of callers', async () => {
    await start('warn');
    await app.ask(USERS);
    await app.ask('/me', { key: 'wrong' });
    await app.ask(USERS, { method: 'POST', body: {} });
    await app.ask('/collections/nowhere/users');
    await engine.fail({ operation: 'ListUsers', fault: 'html-502', times: 10 });
    await app.settled([app.ask(USERS)]);
    await engine.heal();
    const wait = { method: 'DELETE', body: { faceIds: [ids[0]!] }, headers: { prefer: 'wait=1' } };
    const unlinks = Array.from({ length: 4 }, (_, n) => app.ask(`${USERS}/user-${n}/faces`, wait));
    await app.settled(unlinks);
    await eventually(() => lines('request').filter(({ code }) => code === 'rate-limited').length > 0);
    const found = entries().map(({ level, msg, code, outcome }) => [level, msg, code ?? outcome].join(' '));
    expect(found.filter((line) => !/user-not-found|resource-not-found|rate-limited/.test(line))).toEqual([
      'error call upstream-error',
      'error request upstream-error',
    ]);
    for (const line of ['call resource-not-found', 'request resource-not-found', 'request rate-limited']) {
      expect(found).toContain(`warn ${line}`);
    }
  });
});

describe('docs/observability.md', () => {
  const [section = ''] = readFileSync('docs/observability.md', 'utf8')
    .split(/^## /m)
    .filter((part) => part.startsWith('Logs'));
  const table = new Map(
    [...section.matchAll(/^\| `(\w+)` +\| ([a-z, ]+?) +\|/gm)].map(
      ([, field = '', where = '']) => [field, where.split(', ')] as const,
    ),
  );

  it('lists exactly the fields of the lines of requests, calls and attempts', async () => {
    await start('debug');
    await everyKind();
    const found = new Map<string, Set<string>>();
    for (const line of entries()) {
      for (const field of Object.keys(line)) found.set(field, (found.get(field) ?? new Set()).add(String(line['msg'])));
    }
    const kinds = ['request', 'call', 'attempt', 'upstream message'];
    for (const [field, where] of table) {
      // The upstream's message is found by its request id.
      const known = field === 'requestId' ? [...where, 'upstream message'] : where[0] === 'all' ? kinds : where;
      expect([field, [...(found.get(field) ?? [])].sort()]).toEqual([field, [...known].sort()]);
    }
    expect([...found.keys()].filter((field) => !table.has(field))).toEqual([]);
  });

  it('is right that only lines of level debug name a collection, user or face', async () => {
    await start('info');
    await unlink(ids[0]!);
    await everyKind();
    const text = app.logLines.join('');
    for (const canary of ['staff', '"ann', ids[0]!]) expect([canary, text.includes(canary)]).toEqual([canary, false]);
  });
});
