import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { eventually } from '../../test/harness/eventually.js';
import { FakeClock } from '../../test/harness/fake-clock.js';
import { ChainWriter } from './audit-chain-writer.js';
import { AuditFile } from './audit-file.js';
import { AuditLog } from './audit-log.js';
import { AuditWriter } from './audit-writer.js';
import { Metrics } from '../observability/metrics.js';

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
  const chain = new ChainWriter(new AuditFile(path, RUN, disk), [randomBytes(32)], RUN);
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
  it('refused writes get no line, and permitted ones get both of theirs', async () => {
    await log.refused(WRITE, 'insufficient-scope');
    const intent = log.begin(WRITE, []);
    await intent.written;
    await intent.end(OUTCOME);
    expect(events()).toEqual(['start', 'intent', 'outcome']);
  });

  it('refused writes are counted, and the counts are written once there is space again', async () => {
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
