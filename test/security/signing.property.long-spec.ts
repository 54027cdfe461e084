import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { TestApp } from '../harness/app.js';
import { caseCount } from '../harness/case-count.js';
import { TestEngine } from '../harness/engine.js';
import { Random } from '../harness/random.js';
import { entry, WatchedTenantsFile } from '../harness/watched-tenants-file.js';

const TENANTS = caseCount(150, 520);
const ACCOUNTS = 20;
const GENERATIONS = 6;
const ROUNDS = 3;
const FACE = '00000000-0000-4000-8000-000000000000';

const ids = Array.from({ length: TENANTS }, (_, index) => `t${index}`);
const accountOf = (index: number): string => String(100_000_000_000 + (index % ACCOUNTS));

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const keysOf = (id: string, generation: number): Keys => ({
  accessKeyId: `AKIA_${id}_${generation}`,
  secretAccessKey: `secret ${generation} of tenant ${id}`,
});

let engine: TestEngine;
let file: WatchedTenantsFile;
let app: TestApp;
/** The generation of keys in each tenant's files, and the number of changes of its entry. */
const generations = new Map<string, number>();
const changes = new Map<string, number>();

beforeAll(async () => {
  const accounts = ids.flatMap((id, index) =>
    Array.from({ length: GENERATIONS }, (_, generation) => ({
      accountId: accountOf(index),
      ...keysOf(id, generation),
    })),
  );
  engine = await TestEngine.start({ accounts, latencyMs: 2 });
  file = new WatchedTenantsFile();
  for (const id of ids) putKeys(id, 0);
  file.replace(tenantsFile());
  app = await file.start(engine.url, [], { unmerged: new Set(['DisassociateFaces']) });
});

afterAll(async () => {
  await file.close();
  await engine.close();
});

const pathOf = (id: string, part: string): string => join(file.folder, `${id}-${part}`);

function putKeys(id: string, generation: number): void {
  generations.set(id, generation);
  const { accessKeyId, secretAccessKey } = keysOf(id, generation);
  writeFileSync(pathOf(id, 'id'), accessKeyId);
  writeFileSync(pathOf(id, 'secret'), secretAccessKey);
}

/** A changed entry creates a new tenant object of the same id, with its own client and keys. */
function tenantsFile(): Record<string, unknown> {
  const tenants = ids.map((id, index) =>
    entry(id, {
      awsAccount: accountOf(index),
      weight: 1 + (changes.get(id) ?? 0),
      credentials: { static: { accessKeyIdFile: pathOf(id, 'id'), secretAccessKeyFile: pathOf(id, 'secret') } },
    }),
  );
  return { tenants };
}

function ask(id: string, random: Random): Promise<unknown> {
  // The same names for all: only the credential tells the tenants apart.
  const path = `/collections/staff/users/${random.pick(['ann', 'bob'])}/faces`;
  const leaving = random.pick([true, ...Array<boolean>(30).fill(false)]) ? { signal: AbortSignal.timeout(1) } : {};
  const write = random.pick([true, false, false]);
  const how = write ? { method: 'DELETE', body: { faceIds: [FACE] } } : {};
  return app.ask(path, { key: `${id}-key`, ...how, ...leaving }).catch(() => undefined);
}

/** Keys are rotated and entries changed while requests are under way. */
async function round(random: Random): Promise<void> {
  const asked = random.some(ids, TENANTS).map((id) => ask(id, random));
  for (const id of random.some(ids, 60)) putKeys(id, ((generations.get(id) ?? 0) + 1) % GENERATIONS);
  for (const id of random.some(ids, 60)) changes.set(id, (changes.get(id) ?? 0) + 1);
  file.replace(tenantsFile());
  await app.settled(asked);
  await app.clock.advance(5_000);
}

interface CallLine {
  readonly msg: string;
  readonly tenant: string;
  readonly attempts: number;
  readonly awsRequestId?: string;
}

/** The calls and tenants in the service's log. */
function callLines(): CallLine[] {
  return app.logLines.map((line) => JSON.parse(line) as CallLine).filter(({ msg }) => msg === 'call');
}

const ownerOf = (accessKeyId: string): string => accessKeyId.split('_')[1] ?? '';

function counts(owners: readonly (readonly [tenant: string, count: number])[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [owner, count] of owners) sums.set(owner, (sums.get(owner) ?? 0) + count);
  return sums;
}

async function wrongSignatures(): Promise<string[]> {
  const calls = (await engine.calls()).filter(({ operation }) => operation !== 'GetCallerIdentity');
  const lines = callLines();
  const tenantOf = new Map(lines.map(({ awsRequestId, tenant }) => [awsRequestId, tenant]));
  const known = calls.filter(({ requestId }) => tenantOf.has(requestId));
  const attempts = counts(lines.map((line) => [line.tenant, line.attempts]));
  const arrived = counts(calls.map(({ accessKeyId }) => [ownerOf(accessKeyId), 1]));
  expect(known.length).toBeGreaterThan(calls.length / 2);
  return [
    ...known
      .filter(({ accessKeyId, requestId }) => tenantOf.get(requestId) !== ownerOf(accessKeyId))
      .map(({ accessKeyId, requestId }) => `a call of ${String(tenantOf.get(requestId))} bore ${accessKeyId}`),
    // A call that was signed for another tenant would be counted there, even without an answer.
    ...[...arrived]
      .filter(([owner, count]) => count > (attempts.get(owner) ?? 0))
      .map(([owner, count]) => `${owner}: ${count} calls arrived, of ${attempts.get(owner) ?? 0} attempts`),
  ];
}

describe('no request is ever signed for another tenant', () => {
  it('while keys rotate, entries change, clients are evicted, tokens expire and callers leave', async () => {
    let asked = 0;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1e9 }), async (seed) => {
        const random = new Random(seed);
        await engine.forgetCalls();
        app.logLines.length = 0;
        await engine.fail({ operation: '*', fault: 'ExpiredTokenException', share: 0.02 });
        for (let n = 0; n < ROUNDS; n += 1) await round(random);
        await engine.heal();
        asked += ROUNDS * TENANTS;
        expect(await wrongSignatures()).toEqual([]);
      }),
      { numRuns: caseCount(2, 20) },
    );
    const seen = new Set(callLines().map(({ tenant }) => tenant));
    expect(asked).toBeGreaterThan(3_000);
    expect(seen.size).toBe(TENANTS);
  });
});
