import { rmSync, symlinkSync, truncateSync } from 'node:fs';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { Config } from '../../src/config/config.js';
import { Secrets } from '../../src/config/secrets.js';
import type { Tenant } from '../../src/config/tenant.js';
import { SCOPES } from '../../src/config/tenants-file/claims.js';
import { accountsOf, type Answer, apiKey, tenant, TestApp } from '../harness/app.js';
import { AuditFolder } from '../harness/audit.js';
import { TestEngine } from '../harness/engine.js';
import { eventually } from '../harness/eventually.js';
import { People } from '../harness/people.js';

const ACME = tenant('acme');
const PATH = '/collections/staff/users/ann/faces';
const ABSENT = '00000000-0000-4000-8000-000000000000';

let engine: TestEngine;
let app: TestApp;
let people: People;
let ids: string[];
let audit: AuditFolder;

async function start(settings: Partial<Config> = {}, acme: Tenant = ACME): Promise<void> {
  app = await TestApp.start(engine.url, { tenants: [acme], ...audit.settings, ...settings });
}

async function restart(settings: Partial<Config>, acme = ACME): Promise<void> {
  await app.close();
  await start(settings, acme);
}

beforeEach(async () => {
  audit = AuditFolder.make();
  engine = await TestEngine.start({ accounts: accountsOf([ACME]) });
  people = new People(engine.url, ACME);
  await people.collection('staff');
  ids = await people.user('staff', 'ann', 4);
  await engine.forgetCalls();
  await start();
});

afterEach(async () => {
  people.close();
  await app.close();
  await engine.close();
  audit.remove();
});

interface Remove {
  headers?: Record<string, string>;
  key?: string;
  signal?: AbortSignal;
  path?: string;
}

function remove(faceIds: string[], { path = PATH, ...ask }: Remove = {}): Promise<Answer> {
  return app.ask(path, { method: 'DELETE', body: { faceIds }, ...ask });
}

const fail = (fault: string, times = 100): Promise<void> =>
  engine.fail({ operation: 'DisassociateFaces', fault, times });

/** Checks that all lines match the schema, and that the chain is valid. */
function expectSound(): void {
  expect(audit.schemaFaults).toEqual([]);
  expect(() => audit.verify()).not.toThrow();
}

const metric = async (name: string): Promise<number> => {
  const { text } = await app.ask('/metrics', { key: '' });
  return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
};

describe('the audit of a write', () => {
  it('has the intent before Rekognition gets the call, and the outcome before the caller gets the answer', async () => {
    await engine.hold('DisassociateFaces');
    const answer = remove(ids.slice(0, 1));
    await engine.seen(1);
    expect(audit.writes.map(({ event }) => event)).toEqual(['intent']);
    engine.release();
    await answer;
    expect(audit.writes.map(({ event }) => event)).toEqual(['intent', 'outcome']);
    expectSound();
  });

  it('has one entry if the answer is replayed', async () => {
    const headers = { 'idempotency-key': 'order-7' };
    await remove([ids[0]!, ABSENT], { headers });
    const again = await remove([ids[0]!, ABSENT], { headers: { ...headers, prefer: 'handling=strict' } });
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([409, 'true']);
    expect(audit.writes.map(({ event }) => event)).toEqual(['intent', 'outcome']);
    const reused = await remove(ids.slice(1, 2), { headers });
    expect(reused.status).toBe(422);
    expect(audit.writes.map(({ event }) => event)).toEqual(['intent', 'outcome', 'refused']);
    expectSound();
  });

  it('has caller, operation and time, with the request ids of the answer and of Rekognition', async () => {
    const { headers } = await remove(ids.slice(0, 1), { headers: { 'x-request-id': 'request-7' } });
    const [call] = await engine.calls('DisassociateFaces');
    const [intent, outcome] = audit.writes;
    const write = {
      tenant: 'acme',
      keyId: 'id-of-acme-key',
      requestId: 'request-7',
      operation: 'DisassociateFaces',
      collectionId: 'staff',
      userId: 'ann',
      at: new Date(app.clock.wallMs()).toISOString(),
    };
    expect(headers.get('x-request-id')).toBe('request-7');
    expect(intent).toMatchObject({ ...write, faceIds: ids.slice(0, 1) });
    expect(outcome).toMatchObject({ ...write, outcome: 'ok', attempts: 1, awsRequestIds: [call!.requestId] });
    expect(outcome!.writeId).toBe(intent!.writeId);
  });

  it('has an outcome for each face', async () => {
    const [elsewhere] = await people.user('staff', 'ben', 1);
    await remove(ids.slice(0, 1));
    await remove([ids[0]!, ids[1]!, elsewhere!, ABSENT]);
    expect(audit.writes.at(-1)!.faces).toEqual(
      expect.arrayContaining([
        { faceId: ids[0], outcome: 'already' },
        { faceId: ids[1], outcome: 'disassociated' },
        { faceId: elsewhere, outcome: 'unsuccessful', reasons: ['ASSOCIATED_TO_A_DIFFERENT_USER'] },
        { faceId: ABSENT, outcome: 'unsuccessful', reasons: ['FACE_NOT_FOUND'] },
      ]),
    );
    expect(audit.writes.at(-1)!.faces).toHaveLength(4);
    expectSound();
  });

  it('has the request ids of all attempts', async () => {
    await fail('ThrottlingException', 2);
    await app.clock.passWaits(remove(ids.slice(0, 1)));
    const seen = (await engine.calls('DisassociateFaces')).map(({ requestId }) => requestId);
    expect(audit.writes.at(-1)).toMatchObject({ outcome: 'ok', attempts: 3, awsRequestIds: seen });
    expect(new Set(seen).size).toBe(3);
    expectSound();
  });

  it('has the outcome unknown for a face that the retry does not mention after a lost answer', async () => {
    await remove(ids.slice(0, 1));
    await fail('drop-after', 1);
    await app.clock.passWaits(remove(ids.slice(0, 2)));
    expect(audit.writes.at(-1)).toMatchObject({ outcome: 'ok', attempts: 2 });
    expect(audit.writes.at(-1)!.faces).toEqual([
      { faceId: ids[1], outcome: 'disassociated' },
      { faceId: ids[0], outcome: 'unknown' },
    ]);
    expectSound();
  });

  it('has faces as deleted although the answer was lost', async () => {
    const [face = ''] = await people.faces('staff', 'guest', 1);
    await engine.fail({ operation: 'DeleteFaces', fault: 'drop-after', times: 1 });
    await app.clock.passWaits(remove([face], { path: '/collections/staff/faces' }));
    expect(audit.writes.at(-1)).toMatchObject({
      operation: 'DeleteFaces',
      outcome: 'ok',
      attempts: 2,
      faces: [{ faceId: face, outcome: 'deleted' }],
    });
    expectSound();
  });

  it('has effect none if the write is rejected', async () => {
    await fail('ThrottlingException');
    await app.clock.passWaits(remove(ids.slice(0, 2)));
    expect(audit.writes.at(-1)).toMatchObject({
      outcome: 'throttled',
      effect: 'none',
      attempts: 3,
      faces: ids.slice(0, 2).map((faceId) => ({ faceId, outcome: 'not-done' })),
    });
    expectSound();
  });

  it('has effect unknown if the outcome is unknown', async () => {
    await fail('drop-after');
    await app.clock.passWaits(remove(ids.slice(0, 1)));
    expect(audit.writes.at(-1)).toMatchObject({
      outcome: 'upstream-connection-lost',
      effect: 'unknown',
      faces: [{ faceId: ids[0], outcome: 'unknown' }],
    });
    expectSound();
  });

  it('has at most ten entries a minute for writes that are not admitted', async () => {
    await restart({ quotas: { byAccount: new Map([[ACME.awsAccount, { DisassociateFaces: 1 }]]), others: 'aws' } });
    await remove(ids.slice(0, 1));
    const before = audit.writes.length;
    const flood = Array.from({ length: 30 }, () => remove(ids.slice(1, 2), { headers: { prefer: 'wait=1' } }));
    const statuses = (await Promise.all(flood)).map(({ status }) => status);
    expect(statuses).toEqual(Array(30).fill(429));
    const lines = audit.writes.slice(before);
    expect(lines).toHaveLength(10);
    for (const line of lines) {
      expect(line).toMatchObject({ event: 'refused', outcome: 'rate-limited', collectionId: 'staff', userId: 'ann' });
    }
    await app.clock.advance(60_000);
    await eventually(() => audit.lines.some(({ event }) => event === 'refused-more'));
    expect(audit.lines.find(({ event }) => event === 'refused-more')).toMatchObject({ count: 20 });
    expectSound();
  });

  it('is complete if the caller disconnects', async () => {
    await engine.hold('DisassociateFaces');
    const leaving = new AbortController();
    const answer = remove(ids.slice(0, 1), { signal: leaving.signal });
    await engine.seen(1);
    const before = app.requestsOver;
    leaving.abort();
    await expect(answer).rejects.toThrow();
    await eventually(() => app.requestsOver > before);
    engine.release();
    await eventually(() => audit.writes.length === 2);
    expect(audit.writes.at(-1)).toMatchObject({ outcome: 'ok', faces: [{ faceId: ids[0], outcome: 'disassociated' }] });
    expectSound();
  });

  it('names the collection as callers do', async () => {
    await people.collection('acme.staff');
    await restart({}, tenant('acme', { view: { kind: 'prefix', prefix: 'acme.' } }));
    await remove(ids.slice(0, 1));
    expect(audit.writes.at(-1)).toMatchObject({ collectionId: 'staff' });
    expect(audit.text).not.toContain('acme.staff');
  });
});

describe('the audit of merged writes', () => {
  /**
   * Waits until so many writes are admitted and their intents written. The audit writes its lines in order, so that the
   * line of a refused write comes after those intents.
   */
  async function queued(count: number): Promise<void> {
    await eventually(async () => (await metric('facade_calls_waiting')) === count);
    expect((await remove([])).status).toBe(400);
  }

  it('has an entry for each with its own faces, and the request id of the merged call', async () => {
    await restart({ quotas: { byAccount: new Map([[ACME.awsAccount, { DisassociateFaces: 1 }]]), others: 'aws' } });
    await remove([ABSENT]);
    await engine.forgetCalls();
    const asked: Promise<Answer>[] = [];
    for (const faceIds of [[ids[0]!], [ids[0]!, ids[1]!], [ABSENT]]) {
      asked.push(remove(faceIds));
      await queued(asked.length);
    }
    await app.clock.passWaits(Promise.all(asked));
    const [call, ...others] = await engine.calls('DisassociateFaces');
    expect(others).toEqual([]);
    const outcomes = audit.writes.slice(2).filter(({ event }) => event === 'outcome');
    expect(outcomes.map(({ faces }) => faces)).toEqual([
      [{ faceId: ids[0], outcome: 'disassociated' }],
      [
        { faceId: ids[1], outcome: 'disassociated' },
        { faceId: ids[0], outcome: 'already' },
      ],
      [{ faceId: ABSENT, outcome: 'unsuccessful', reasons: ['FACE_NOT_FOUND'] }],
    ]);
    for (const { awsRequestIds } of outcomes) expect(awsRequestIds).toEqual([call!.requestId]);
    expect(new Set(outcomes.map(({ writeId }) => writeId)).size).toBe(3);
    expectSound();
  });

  it('has the request ids of both calls if they were sent separately after a rejection', async () => {
    await restart({ quotas: { byAccount: new Map([[ACME.awsAccount, { DisassociateFaces: 1 }]]), others: 'aws' } });
    await remove([ABSENT]);
    await engine.forgetCalls();
    await fail('InvalidParameterException', 1);
    const asked = [remove([ids[0]!])];
    await queued(1);
    asked.push(remove([ids[1]!]));
    await queued(2);
    await app.clock.passWaits(Promise.all(asked));
    const [together, ...apart] = (await engine.calls('DisassociateFaces')).map(({ requestId }) => requestId);
    const outcomes = audit.writes.slice(2).filter(({ event }) => event === 'outcome');
    expect(outcomes.map(({ awsRequestIds }) => awsRequestIds)).toEqual(apart.map((id) => [together, id]));
    expectSound();
  });
});

describe('the audit of a rejected request', () => {
  it.each([
    ['a scope is missing', () => remove([ABSENT], { key: 'acme-read' }), 'insufficient-scope', 'id-of-acme-read'],
    ['it is invalid', () => remove(['nonsense']), 'validation-failed', 'id-of-acme-key'],
    ['it names no faces', () => remove([]), 'face-ids-required', 'id-of-acme-key'],
    [
      'it does not accept JSON',
      () => remove([ABSENT], { headers: { accept: 'text/html' } }),
      'not-acceptable',
      'id-of-acme-key',
    ],
  ])('has one line, written before the answer, if %s', async (_name, ask, code, keyId) => {
    const { headers } = await ask();
    expect(audit.writes).toEqual([
      expect.objectContaining({
        event: 'refused',
        tenant: 'acme',
        keyId,
        requestId: headers.get('x-request-id'),
        operation: 'DisassociateFaces',
        collectionId: 'staff',
        userId: 'ann',
        outcome: code,
      }),
    ]);
    expect(await engine.calls()).toEqual([]);
    expectSound();
  });

  it('has ten entries a minute and key; the others are counted when the minute ends', async () => {
    const refuse = (count: number, key: string): Promise<Answer[]> =>
      Promise.all(Array.from({ length: count }, () => remove([ABSENT], { key })));
    expect((await refuse(40, 'acme-read')).every(({ status }) => status === 403)).toBe(true);
    expect(audit.writes).toHaveLength(10);
    await remove([]);
    expect(audit.writes.at(-1)).toMatchObject({ event: 'refused', keyId: 'id-of-acme-key' });
    await app.clock.advance(60_000);
    await eventually(() => audit.lines.some(({ event }) => event === 'refused-more'));
    const counts = audit.lines.filter(({ event }) => event === 'refused-more');
    expect(counts).toEqual([expect.objectContaining({ tenant: 'acme', keyId: 'id-of-acme-read', count: 30 })]);
    await refuse(11, 'acme-read');
    expect(audit.writes).toHaveLength(21);
    expectSound();
  });

  it('has the count even if the service stops within the minute', async () => {
    await Promise.all(Array.from({ length: 15 }, () => remove([ABSENT], { key: 'acme-read' })));
    await restart({});
    expect(audit.lines.slice(-3)).toMatchObject([
      { event: 'refused-more', count: 5 },
      { event: 'stop' },
      { event: 'start' },
    ]);
    expectSound();
  });

  it('leaves out invalid ids', async () => {
    await remove([ABSENT], { path: `/collections/${encodeURIComponent('a b')}/users/ann/faces` });
    expect(audit.writes).toHaveLength(1);
    expect(audit.writes[0]).not.toHaveProperty('collectionId');
  });

  it('leaves out unauthenticated callers and reads', async () => {
    await remove(ids, { key: 'nobody' });
    await app.ask(PATH);
    await app.ask(PATH, { key: 'acme-read' });
    await app.ask('/collections/staff/nowhere', { method: 'DELETE' });
    expect(audit.writes).toEqual([]);
  });
});

describe('an audit that cannot be written', () => {
  const ways: [string, () => void, () => void][] = [
    ['its folder is gone', () => audit.remove(), () => audit.bringBack()],
    [
      'the disk is full',
      () => {
        rmSync(audit.path);
        symlinkSync('/dev/full', audit.path);
      },
      () => rmSync(audit.path),
    ],
  ];

  it.each(ways)('rejects writes with 503, and nothing is sent, because %s', async (_name, lose) => {
    lose();
    for (let request = 0; request < 3; request += 1) {
      const { status, body, headers } = await remove(ids.slice(0, 1));
      expect([status, body['code'], body['effect'], body['retryable']]).toEqual([
        503,
        'audit-unavailable',
        'none',
        true,
      ]);
      expect(headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    }
    expect(await engine.calls()).toEqual([]);
    expect(await people.facesOf('staff', 'ann')).toHaveLength(4);
    expect(await metric('facade_audit_failures_total')).toBeGreaterThanOrEqual(3);
    expect((await app.ask(PATH)).status).toBe(200);
  });

  it.each(ways)('is retried, and writes are accepted as soon as it works: %s', async (_name, lose, mend) => {
    const { head } = audit;
    lose();
    await remove(ids.slice(0, 1));
    mend();
    await app.clock.advance(1_000);
    await eventually(async () => (await remove(ids.slice(0, 1))).status === 200);
    expect(audit.schemaFaults).toEqual([]);
    expect(() => audit.verify(head)).not.toThrow();
    const first = audit.writes.filter(({ writeId }) => writeId === audit.writes[0]!.writeId);
    expect(first.map(({ event, outcome }) => [event, outcome])).toEqual([
      ['intent', undefined],
      ['outcome', 'audit-unavailable'],
    ]);
    expect(app.logLines.join('')).toMatch(/the audit cannot be written \([A-Z]+\)[^]*the audit is written again/);
  });

  it('rejects a write if the file was truncated, which the log says', async () => {
    await remove(ids.slice(0, 1));
    truncateSync(audit.path, audit.text.indexOf('\n') + 1);
    expect((await remove(ids.slice(1, 2))).status).toBe(503);
    await eventually(() => app.logLines.some((line) => line.includes('the audit cannot be written (ECHANGED)')));
    await app.clock.advance(1_000);
    await eventually(async () => (await remove(ids.slice(1, 2))).status === 200);
    expect(() => audit.verify()).toThrow('lines before it are missing');
  });

  it('does not change the answer of a finished write, whose entry is written later', async () => {
    await engine.hold('DisassociateFaces');
    const { head } = audit;
    const answer = remove(ids.slice(0, 1));
    await engine.seen(1);
    const intent = audit.head;
    expect(intent.seq).toBe(head.seq + 1);
    audit.remove();
    engine.release();
    const { status, body } = await answer;
    expect([status, body['outcome']]).toEqual([200, 'complete']);
    expect(await metric('facade_audit_failures_total')).toBe(1);
    expect((await remove(ids.slice(1, 2))).status).toBe(503);
    audit.bringBack();
    await app.clock.advance(1_000);
    await eventually(async () => (await remove(ids.slice(1, 2))).status === 200);
    expect(audit.writes[0]).toMatchObject({ event: 'outcome', outcome: 'ok', attempts: 1 });
    expect(() => audit.verify(intent)).not.toThrow();
  });

  it('does not reject writes if it is optional', async () => {
    await restart({ audit: { to: { kind: 'file', path: audit.path }, required: false } });
    audit.remove();
    for (const id of ids.slice(0, 2)) expect((await remove([id])).status).toBe(200);
    expect(await metric('facade_audit_failures_total')).toBeGreaterThanOrEqual(4);
  });

  it('lets the service start and serve reads, but not writes', async () => {
    audit.remove();
    await restart({});
    expect((await app.ask(PATH)).status).toBe(200);
    expect((await remove(ids)).status).toBe(503);
  });
});

describe('the audit', () => {
  it('contains no keys, tokens or images of requests', async () => {
    const canary = 'canary-6d1f';
    const key = { ...apiKey(canary, SCOPES), id: 'console' };
    await restart({}, tenant('acme', { apiKeys: [key] }));
    const headers = { 'idempotency-key': `${canary}-1`, cookie: canary, 'x-amz-security-token': canary };
    const ask = (path: string, body: object): Promise<Answer> =>
      app.ask(path, { method: 'POST', key: canary, headers, body });
    await remove(ids.slice(0, 1), { key: canary, headers });
    await remove([], {
      key: '',
      headers: { ...headers, authorization: `Bearer ${canary}`, 'idempotency-key': `${canary}-2` },
    });
    await ask(`${PATH}/disassociate`, { faceIds: ids, image: { bytes: Buffer.from(canary).toString('base64') } });
    await ask(`${PATH}/disassociate?key=${canary}`, { faceIds: [canary], clientRequestToken: canary });
    await ask(`${PATH}/disassociate`, { faceIds: ids, clientRequestToken: canary });
    expect(audit.writes.map(({ event, outcome }) => [event, outcome].join(' '))).toEqual([
      'intent ',
      'outcome ok',
      'refused face-ids-required',
      'refused validation-failed',
      'refused validation-failed',
      'refused validation-failed',
    ]);
    expect(audit.text).not.toMatch(/canary|Y2FuYXJ5|AKIA|secret of/);
    expectSound();
  });

  it('contains ids, and the log does not', async () => {
    await remove(ids);
    expect(audit.text).toContain(ids[0]);
    expect(app.logLines.join('')).not.toContain(ids[0]);
  });

  it('repeats its head each minute, also in the log', async () => {
    await remove(ids);
    await app.clock.advance(60_000);
    await eventually(() => audit.lines.at(-1)?.event === 'head');
    const { seq, mac } = audit.head;
    await eventually(() => app.logLines.some((line) => line.includes(`"head":"${seq}:${mac}"`)));
    const heads = app.logLines
      .map((line) => JSON.parse(line) as { msg: string; head: string; run: string })
      .filter(({ msg }) => msg === 'audit head');
    const { run } = audit.lines[0]!;
    expect(heads).toMatchObject([
      { head: `1:${audit.lines[0]!.mac}`, run },
      { head: `${seq}:${mac}`, run },
    ]);
    expectSound();
  });

  it('continues after a restart', async () => {
    await remove(ids.slice(0, 1));
    await restart({});
    await remove(ids.slice(1, 2));
    const [begun, continued] = audit.lines.filter(({ event }) => event === 'start');
    expect([begun, continued]).toMatchObject([{ chain: 'begins' }, { chain: 'continues' }]);
    expect(audit.lines.map(({ event }) => event)).toEqual([
      ...['start', 'intent', 'outcome', 'stop'],
      ...['start', 'intent', 'outcome'],
    ]);
    expectSound();
  });

  it('starts a new chain, and says so, after entries of an unknown secret', async () => {
    await restart({ secrets: Secrets.of([Buffer.from('t'.repeat(32))]) });
    const [begun, stopped, anew] = audit.lines;
    expect([begun, stopped, anew]).toMatchObject([{ seq: 1, chain: 'begins' }, { event: 'stop' }, { seq: 1 }]);
    expect(anew).toMatchObject({ event: 'start', chain: 'begins-anew' });
    expect(() => audit.verify()).toThrow();
  });

  it('is counted by event in a metric', async () => {
    await remove(ids.slice(0, 1));
    await remove([]);
    const { text } = await app.ask('/metrics', { key: '' });
    const counted = [...text.matchAll(/^facade_audit_lines_total\{event="(\w+)"\} (\d+)$/gm)];
    expect(counted.map(([, event, count]) => [event, count]).sort()).toEqual([
      ['intent', '1'],
      ['outcome', '1'],
      ['refused', '1'],
      ['start', '1'],
    ]);
  });

  it('is empty if it is off', async () => {
    await restart({ audit: { to: { kind: 'off' }, required: false } });
    const before = audit.text;
    expect((await remove(ids)).status).toBe(200);
    expect(audit.text).toBe(before);
  });
});
