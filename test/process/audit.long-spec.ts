import { execFile } from 'node:child_process';
import { appendFileSync, copyFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { ChainWriter } from '../../src/audit/audit-chain-writer.js';
import { AuditFile } from '../../src/audit/audit-file.js';
import { AuditFolder } from '../harness/audit.js';
import { caseCount } from '../harness/case-count.js';
import { ServiceProcess } from '../harness/service-process.js';

const RUN = { run: '00000000-0000-4000-8000-000000000001', host: 'host', pid: 7 };
const FACE = '00000000-0000-4000-8000-000000000000';

let audit: AuditFolder;
let secrets: string;
let service: ServiceProcess | undefined;
let second: ServiceProcess | undefined;

beforeEach(() => {
  audit = AuditFolder.make();
  secrets = join(audit.folder, 'secrets');
  writeFileSync(secrets, `${audit.secret}\n`);
});

afterEach(async () => {
  await service?.ends('SIGKILL');
  await second?.ends('SIGKILL');
  service = second = undefined;
  audit.remove();
});

function launch(settings: Record<string, string> = { AUDIT: audit.path }): ServiceProcess {
  const env = { PORT: '0', HOST: '127.0.0.1', REKOGNITION: 'embedded', DRAIN_DELAY_MS: '0', SECRETS_FILE: secrets };
  return ServiceProcess.start('main.js', { ...env, ...settings });
}

/** @returns a function that sends a write to a collection that does not exist. */
async function start(settings: Record<string, string> = { AUDIT: audit.path }): Promise<() => Promise<number>> {
  service = launch(settings);
  const port = await service.says(/"port":(\d+)/);
  const url = `http://127.0.0.1:${port}/collections/staff/users/ann/faces/${FACE}`;
  return async () => (await fetch(url, { method: 'DELETE', headers: { 'x-api-key': 'demo-key' } })).status;
}

interface Verdict {
  readonly code: number;
  readonly said: string;
}

/** Runs what `npm run audit` runs. */
function verify(...args: string[]): Promise<Verdict> {
  const command = ['dist/cli/audit.js', 'verify', ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, command, { env: { SECRETS_FILE: secrets } }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), said: stdout + stderr });
    });
  });
}

/** The chain of a process that was killed, in the file. */
async function writeChain(): Promise<void> {
  const chain = new ChainWriter(new AuditFile(audit.path, RUN), audit.settings.secrets.keysFor('audit'), RUN);
  await chain.prepare();
  const bodies = [chain.opening(false), ...['ann', 'ben', 'cid'].map((userId) => ({ event: 'intent', userId }))];
  await chain.write(bodies.map((body) => JSON.stringify({ at: '2026-03-01T09:00:00.000Z', ...body })));
  await chain.destination.close();
}

/** The expected exit code and output of the command. */
const verdict = (code: number, said: string): object => ({ code, said: expect.stringContaining(said) });

describe('the audit of a process', () => {
  it('continues after each kill -9 during writes, and contains every write that was answered', async () => {
    const kills = caseCount(1, 20);
    let answered = 0;
    for (let kill = 0; kill < kills; kill += 1) {
      const write = await start();
      const running = Array.from({ length: 20 }, () => write().catch(() => 0));
      await Promise.race(running);
      await service?.ends('SIGKILL');
      answered += (await Promise.all(running)).filter((status) => status === 404).length;
      const lines = audit.text.split('\n').filter((line) => line.includes('"outcome":"resource-not-found"'));
      expect(answered).toBeGreaterThan(kill);
      expect(lines.length).toBeGreaterThanOrEqual(answered);
    }
    await start();
    expect(await verify(audit.path)).toEqual(verdict(0, `${String(kills + 1)} start`));
  });

  it('continues after a torn line, keeps it, and reports it', async () => {
    await writeChain();
    const torn = '{"v":1,"seq":5,"at":"2026-';
    appendFileSync(audit.path, torn);
    await (
      await start()
    )();
    expect(audit.text).toContain(`${torn}\n{"v":1,"seq":5,`);
    expect(await verify(audit.path)).toEqual(verdict(0, 'torn:  1'));
  });

  it('continues in a new file when the old one is renamed, whose last head is also in the log', async () => {
    const write = await start();
    await write();
    const old = `${audit.path}.1`;
    renameSync(audit.path, old);
    await write();
    expect(await service?.ends('SIGTERM')).toBe(0);
    const head = /"head":"(\d+:[0-9a-f]{64})",[^\n]*"msg":"audit head"\}\n$/m.exec(service?.output ?? '')?.[1] ?? '';
    expect(head).toBe(`${audit.head.seq}:${audit.head.mac}`);
    expect(await verify(old, audit.path, '--head', head)).toEqual(verdict(0, 'the service was stopped'));
    expect(await verify(audit.path)).toEqual(verdict(1, 'line 1 has seq 4 where 1 was expected'));
    const before = /head: +(\S+)/.exec((await verify(old)).said)?.[1] ?? '';
    expect(await verify(audit.path, '--after', before)).toEqual(verdict(0, 'whole: '));
  });

  it('is verified together with those of other pods in a folder, and reported as missing by their logs', async () => {
    const pods = ['faces-0', 'faces-1'].map((pod) => join(audit.folder, 'pods', pod));
    const log = join(audit.folder, 'log');
    for (const pod of pods) {
      mkdirSync(pod, { recursive: true });
      await (
        await start({ AUDIT: join(pod, 'audit.log') })
      )();
      expect(await service?.ends('SIGTERM')).toBe(0);
      appendFileSync(log, service?.output ?? '');
    }
    expect(await verify(join(audit.folder, 'pods'), '--log', log)).toEqual(verdict(0, '2 whole, none broken'));
    rmSync(join(pods[0]!, 'audit.log'));
    const { code, said } = await verify(join(audit.folder, 'pods'), '--log', log);
    expect(code).toBe(1);
    expect(said).toContain(`${pods[0]} holds no audit file: its chain is missing`);
    expect(said).toMatch(/the head of run [0-9a-f-]{36} in \S+ line \d+, seq \d+, is in none of the files/);
    expect(said).toContain(`${join(pods[1]!, 'audit.log')}\nwhole: `);
    expect(await verify(join(audit.folder, 'pods'), '--after', `1:${'0'.repeat(64)}`)).toEqual(verdict(2, '--after'));
  });

  it('can be written to standard output between log lines', async () => {
    await (
      await start({ AUDIT: 'stdout' })
    )();
    expect(await service?.ends('SIGTERM')).toBe(0);
    const lines = (service?.output ?? '').split('\n');
    const audited = lines.filter((line) => line.startsWith('{"v":1,"seq":'));
    expect(lines.length).toBeGreaterThan(audited.length + 2);
    writeFileSync(audit.path, `${audited.join('\n')}\n`);
    expect(await verify(audit.path)).toEqual(verdict(0, 'whole: 4 lines'));
    expect(audit.schemaFaults).toEqual([]);
  });
});

describe('an audit file in use by another process', () => {
  it('is not written by a second process, which waits, exits with 1 and names the first', async () => {
    const write = await start();
    second = launch();
    expect(await second.ends()).toBe(1);
    const { run, pid } = JSON.parse(audit.text.split('\n')[0]!) as { run: string; pid: number };
    expect(second.output).toContain(`is written by another process: pid ${pid} on host `);
    expect(second.output).toContain(`run ${run}\n`);
    expect(second.output).not.toContain('"msg":"listening"');
    await write();
    expect(await service?.ends('SIGTERM')).toBe(0);
    expect(await verify(audit.path)).toEqual(verdict(0, '1 start'));
  });

  it('is taken over by a waiting process as soon as the first one is killed', async () => {
    await start();
    second = launch();
    await second.says(/waiting for the audit: .* is written by another process/);
    await service?.ends('SIGKILL');
    await second.says(/"msg":"listening"/);
    expect(await verify(audit.path)).toEqual(verdict(0, '2 start'));
  });
});

describe('the log of the service', () => {
  let log: string;

  /** Runs the service for some writes, and adds what it logged to the log. */
  async function run(writes: number, path = audit.path): Promise<void> {
    const write = await start({ AUDIT: path });
    for (let count = 0; count < writes; count += 1) await write();
    expect(await service?.ends('SIGTERM')).toBe(0);
    appendFileSync(log, service?.output ?? '');
  }

  beforeEach(() => {
    log = join(audit.folder, 'service.log');
  });

  it('reveals that a file was truncated before a restart, although it is valid on its own', async () => {
    await run(3);
    const lines = audit.text.split('\n');
    expect(await verify(audit.path, '--log', log)).toEqual(verdict(0, 'known: 2 of the heads'));
    writeFileSync(audit.path, `${lines.slice(0, 3).join('\n')}\n`);
    await run(3);
    const last = `${audit.head.seq}:${audit.head.mac}`;
    expect(await verify(audit.path, '--head', last)).toEqual(verdict(0, 'whole: '));
    const found = await verify(audit.path, '--log', log);
    expect(found).toEqual(verdict(1, `${audit.path} line 8 is not the head of run `));
    expect(found.said).toContain('lines were cut off before it');
  });

  it('reveals that a file was replaced by that of another replica', async () => {
    const other = join(audit.folder, 'other.jsonl');
    await run(1);
    const own = log;
    log = join(audit.folder, 'other.log');
    await run(1, other);
    copyFileSync(other, audit.path);
    expect(await verify(audit.path)).toEqual(verdict(0, 'whole: '));
    expect(await verify(audit.path, '--log', log)).toMatchObject({ code: 0 });
    expect(await verify(audit.path, '--log', own)).toEqual(verdict(1, 'line 1 is not the head of run '));
  });

  it('reveals that a file ends too early, also if a collector has wrapped its lines', async () => {
    await run(1);
    const wrapped = (service?.output ?? '').split('\n').map((line) => JSON.stringify({ log: `${line}\n` }));
    writeFileSync(log, wrapped.join('\n'));
    expect(await verify(audit.path, '--log', log)).toMatchObject({ code: 0 });
    writeFileSync(audit.path, `${audit.text.split('\n').slice(0, 3).join('\n')}\n`);
    expect(await verify(audit.path, '--log', log)).toEqual(verdict(1, `${audit.path} line 3 is the last one`));
  });

  it('proves nothing if it contains no head', async () => {
    await writeChain();
    writeFileSync(log, '{"msg":"listening"}\n');
    expect(await verify(audit.path, '--log', log)).toEqual(verdict(2, 'no audit head'));
  });
});

describe('npm run audit -- verify', () => {
  let lines: string[];

  beforeEach(async () => {
    await writeChain();
    lines = audit.text.trimEnd().split('\n');
  });

  async function verifyLines(changed: readonly string[], ...args: string[]): Promise<Verdict> {
    writeFileSync(audit.path, `${changed.join('\n')}\n`);
    return verify(audit.path, ...args);
  }

  it('exits with 0 and a summary', async () => {
    const { code, said } = await verify(audit.path);
    expect([code, said.split('\n').slice(0, 2)]).toEqual([
      0,
      [
        'whole: 4 lines (1 start, 3 intent) from 2026-03-01T09:00:00.000Z to 2026-03-01T09:00:00.000Z',
        `head:  4:${audit.head.mac}`,
      ],
    ]);
  });

  it('exits with 1 and names the first line that was removed, changed, moved or added', async () => {
    const [first = '', second = '', third = '', fourth = ''] = lines;
    const tampered = [
      [first, second, fourth],
      [first, second, third.replace('ben', 'bob'), fourth],
      [first, second, fourth, third],
      [first, second, second, third, fourth],
    ];
    for (const changed of tampered) expect(await verifyLines(changed)).toEqual(verdict(1, `${audit.path} line 3 `));
  });

  it('finds a missing end by a known head', async () => {
    const head = `4:${audit.head.mac}`;
    expect(await verifyLines(lines, '--head', head)).toMatchObject({ code: 0 });
    expect(await verifyLines(lines.slice(0, 3))).toMatchObject({ code: 0 });
    expect(await verifyLines(lines.slice(0, 3), '--head', head)).toEqual(
      verdict(1, `${audit.path} line 3 is the last`),
    );
  });

  it('exits with 2 and the reason if it cannot verify', async () => {
    const none = join(audit.folder, 'none');
    expect(await verify(none)).toEqual(verdict(2, 'ENOENT'));
    expect(await verify(audit.path, '--secrets', none)).toEqual(verdict(2, 'SECRETS_FILE'));
    expect(await verify(audit.path, '--head', 'x')).toEqual(verdict(2, 'SEQ:MAC'));
    expect(await verify()).toEqual(verdict(2, 'npm run audit'));
    expect(await verify(audit.path, '--nonsense')).toMatchObject({ code: 2 });
  });
});
