import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { AuditLock, AuditLocked } from './audit-lock.js';

const FIRST = { run: 'run-1', host: 'host-1', pid: 7 };
const SECOND = { run: 'run-2', host: 'host-2', pid: 8 };

/** Locks the file named by its argument, says so, and keeps the lock until it is killed. */
const HOLDER = `
  const { DatabaseSync } = require('node:sqlite');
  const database = new DatabaseSync(process.argv[1]);
  database.exec('BEGIN EXCLUSIVE');
  console.log('locked');
  process.stdin.resume();
`;

let folder: string;
let path: string;
let first: AuditLock;
let second: AuditLock;
let holder: ChildProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-lock-'));
  path = join(folder, 'audit.jsonl');
  first = new AuditLock(path, FIRST);
  second = new AuditLock(path, SECOND);
});

afterEach(() => {
  holder?.kill('SIGKILL');
  holder = undefined;
  first.release();
  second.release();
  rmSync(folder, { recursive: true, force: true });
});

async function lockInAnotherProcess(): Promise<void> {
  holder = spawn(process.execPath, ['-e', HOLDER, `${path}.lock`], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(holder.stdout!, 'data');
}

describe('the lock of an audit file', () => {
  it('is denied to a second writer, and the error names the first one', async () => {
    await first.take();
    await expect(second.take()).rejects.toThrow(
      new AuditLocked(`${path} is written by another process: pid 7 on host host-1, run run-1`),
    );
    await first.take();
  });

  it('is free and without an owner once its holder has released it', async () => {
    await first.take();
    first.release();
    expect(existsSync(`${path}.owner`)).toBe(false);
    await second.take();
    await expect(first.take()).rejects.toThrow('pid 8');
  });

  it('is denied while another process holds it, and free as soon as that process is killed', async () => {
    await lockInAnotherProcess();
    await expect(first.take()).rejects.toThrow('another process that could not store its name');
    holder?.kill('SIGKILL');
    await once(holder!, 'exit');
    await first.take();
    await expect(second.take()).rejects.toThrow(AuditLocked);
  });

  it('needs no space on the disk', async () => {
    await first.take();
    expect([statSync(`${path}.lock`).size, existsSync(`${path}.lock-recorder`)]).toEqual([0, false]);
  });

  it('is taken again after its file was deleted, unless another process has taken it first', async () => {
    await first.take();
    rmSync(`${path}.lock`);
    await first.take();
    await expect(second.take()).rejects.toThrow(AuditLocked);
    rmSync(`${path}.lock`);
    await second.take();
    await expect(first.take()).rejects.toThrow('pid 8');
  });

  it('is the same for all symbolic links to the file', async () => {
    writeFileSync(path, '');
    const link = join(folder, 'link');
    symlinkSync(path, link);
    await first.take();
    await expect(new AuditLock(link, SECOND).take()).rejects.toThrow(AuditLocked);
  });

  it('is kept when the file is created or renamed in a folder behind a symbolic link', async () => {
    const link = `${folder}-link`;
    symlinkSync(folder, link);
    const linked = new AuditLock(join(link, 'audit.jsonl'), FIRST);
    await linked.take();
    const before = statSync(`${path}.owner`, { bigint: true }).mtimeNs;
    writeFileSync(path, '');
    await linked.take();
    expect(statSync(`${path}.owner`, { bigint: true }).mtimeNs).toBe(before);
    linked.release();
    rmSync(link);
  });

  it('fails with the error code of the system if it cannot be taken', async () => {
    writeFileSync(`${path}.lock`, 'something else that is no database');
    await expect(first.take()).rejects.toMatchObject({ code: 'ENOLCK' });
    const missing = new AuditLock(join(folder, 'none', 'audit.jsonl'), FIRST);
    await expect(missing.take()).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
