import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { eventually } from '../../test/harness/eventually.js';
import { FakeClock } from '../../test/harness/fake-clock.js';
import { Metrics } from '../observability/metrics.js';
import { ChainWriter } from './audit-chain-writer.js';
import { AuditFile } from './audit-file.js';
import { AuditLog, RefusalTally } from './audit-log.js';
import { AuditWriter } from './audit-writer.js';

const RUN = { run: 'run-1', host: 'host-1', pid: 7 };
const WRITE = { tenant: 'acme', keyId: 'console', requestId: 'request-1', operation: 'DeleteFaces' };
const OUTCOME = { outcome: 'ok', faces: [], attempts: 1, awsRequestIds: [] };
const ignore = (): void => undefined;
let folder: string;
let path: string;
let clock: FakeClock;
let freeBlocks: number;
/** How many writes of a head are complete. */
let heads: number;
let log: AuditLog;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'audit-log-'));
  path = join(folder, 'audit.jsonl');
  clock = new FakeClock();
  freeBlocks = 4;
  heads = 0;
  const disk = (): Promise<{ blocks: number; bfree: number; bavail: number }> =>
    Promise.resolve({ blocks: 100, bfree: freeBlocks, bavail: freeBlocks });
  const chain = new ChainWriter(new AuditFile(path, RUN, disk), [createSecretKey(randomBytes(32))], RUN);
  const reports = {
    added: ignore,
    head: () => (heads += 1),
    waiting: ignore,
    spaceLow: ignore,
    failing: ignore,
    recovered: ignore,
  };
  log = new AuditLog(clock, new Metrics(), new AuditWriter(clock, chain, reports), true);
  await log.start();
});

afterEach(async () => {
  await log.stop();
  rmSync(folder, { recursive: true });
});

const lines = (): { event: string; count?: number }[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as { event: string; count?: number });
const events = (): string[] => lines().map(({ event }) => event);

describe('while less than 5 % of the disk is free', () => {
  it('rejected writes get no line, and accepted ones get both of their lines', async () => {
    await log.refused(WRITE, 'insufficient-scope');
    const intent = log.begin(WRITE, []);
    await intent.written;
    await intent.end(OUTCOME);
    expect(events()).toEqual(['start', 'intent', 'outcome']);
  });

  it('rejected writes are counted, and the counts are written once there is space again', async () => {
    for (let count = 0; count < 3; count += 1) await log.refused(WRITE, 'insufficient-scope');
    await clock.advance(60_000);
    await eventually(() => heads === 2);
    expect(events()).not.toContain('refused-more');
    freeBlocks = 50;
    await clock.advance(60_000);
    await eventually(() => heads === 3);
    await clock.advance(60_000);
    await eventually(() => events().includes('refused-more'));
    expect(lines().find(({ event }) => event === 'refused-more')).toMatchObject({ count: 3 });
    await log.refused(WRITE, 'insufficient-scope');
    expect(events()).toContain('refused');
  });
});

const KEY = { tenant: 'acme', keyId: 'console' };
const OTHER_KEY = { tenant: 'acme', keyId: 'batch' };
const OTHER_TENANT = { tenant: 'beta', keyId: 'console' };
const subject = (number: number): { tenant: string; issuer: string; subject: string } => ({
  tenant: 'acme',
  issuer: 'https://login.example',
  subject: `subject-${number}`,
});

let tally: RefusalTally;

beforeEach(() => {
  tally = new RefusalTally();
});

const admitted = (count: number, caller: object, mayWrite = true): number =>
  Array.from({ length: count }, () => tally.admit(caller as typeof KEY, mayWrite)).filter(Boolean).length;

describe('rejected writes', () => {
  it('get ten lines per key and period, and the others are counted', () => {
    expect([admitted(1_000, KEY), admitted(12, OTHER_KEY), admitted(3, OTHER_TENANT)]).toEqual([10, 10, 3]);
    expect(tally.end()).toEqual([
      { ...KEY, count: 990 },
      { ...OTHER_KEY, count: 2 },
    ]);
  });

  it('get lines again in the next period', () => {
    admitted(1_000, KEY);
    tally.end();
    expect(admitted(5, KEY)).toBe(5);
    expect(tally.end()).toEqual([]);
  });

  it('get at most a hundred lines, and few counts, for any number of subjects of one tenant', () => {
    const lines = Array.from({ length: 5_000 }, (_, number) => admitted(2, subject(number)));
    expect(lines.reduce((sum, each) => sum + each)).toBe(100);
    const counts = tally.end();
    expect(counts.length).toBeLessThanOrEqual(101);
    expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(9_900);
    expect(admitted(3, OTHER_TENANT)).toBe(3);
  });

  it('are all counted while no lines can be written, in bounded memory', () => {
    const lines = Array.from({ length: 5_000 }, (_, number) => admitted(1, subject(number), false));
    expect(lines.every((count) => count === 0)).toBe(true);
    const counts = tally.end();
    expect(counts).toHaveLength(101);
    expect(counts.find(({ count }) => count > 1)).toEqual({ tenant: 'acme', count: 4_900 });
  });
});
