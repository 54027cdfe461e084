import { constants, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';

import type { AuditRun } from './audit-line.js';

/** SQLite's result code for a lock that another connection holds. */
const SQLITE_BUSY = 5;

export class AuditLocked extends Error {
  override readonly name = 'AuditLocked';
  readonly code = 'ELOCKED';
}

interface HeldLock {
  readonly database: DatabaseSync;
  readonly target: string;
  readonly dev: number;
  readonly ino: number;
}

/**
 * Allows one process to write an audit file. The lock is SQLite's lock on `FILE.lock`, which stays empty: the kernel
 * frees it when the process ends, however it ends. `FILE.owner` names the process that holds it.
 */
export class AuditLock {
  private held: HeldLock | undefined;

  constructor(
    private readonly path: string,
    private readonly owner: AuditRun,
  ) {}

  /** @throws AuditLocked if another process holds it; Error with a `code` if the file cannot be locked. */
  async take(): Promise<void> {
    const target = await targetOf(this.path);
    if (this.held !== undefined && (await isInPlace(this.held, target))) return;
    this.release();
    const database = await lock(target);
    const { dev, ino } = await stat(lockOf(target));
    this.held = { database, target, dev, ino };
    nameOwner(ownerOf(target), this.owner);
  }

  release(): void {
    const { held } = this;
    this.held = undefined;
    if (held === undefined) return;
    // Before the lock is released: afterwards the file could name the next owner.
    const owner = ownerOf(held.target);
    if (readOwner(owner)?.run === this.owner.run) rmSync(owner, { force: true });
    held.database.close();
  }
}

const lockOf = (target: string): string => `${target}.lock`;
const ownerOf = (target: string): string => `${target}.owner`;

/** Symbolic links to one file share its lock, and a path has the same lock before and after the file is created. */
async function targetOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const folder = dirname(path);
    return join(await realpath(folder).catch(() => folder), basename(path));
  }
}

/** A lock file that was deleted protects nothing: another process would create and lock a new one. */
async function isInPlace({ target, dev, ino }: HeldLock, present: string): Promise<boolean> {
  const found = await stat(lockOf(target)).catch(() => undefined);
  return target === present && found?.dev === dev && found.ino === ino;
}

async function lock(target: string): Promise<DatabaseSync> {
  // Fails with the system's error code if the folder is missing or read-only.
  await access(dirname(target), constants.W_OK);
  const sqlite = await import('node:sqlite');
  let database: DatabaseSync | undefined;
  try {
    database = new sqlite.DatabaseSync(lockOf(target), { timeout: 0 });
    // A journal on disk would be a second file, and would need space on a disk that may be full.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return database;
  } catch (thrown) {
    database?.close();
    const { errcode, message } = thrown as { errcode?: number; message: string };
    if (errcode === SQLITE_BUSY) throw lockedBy(target);
    throw Object.assign(new Error(`${lockOf(target)}: ${message}`), { code: 'ENOLCK' });
  }
}

/** On a full disk the owner is missing, but never wrong. */
function nameOwner(path: string, owner: AuditRun): void {
  try {
    rmSync(path, { force: true });
    writeFileSync(path, JSON.stringify(owner));
  } catch {
    // The name is informative only.
  }
}

function lockedBy(target: string): AuditLocked {
  const owner = readOwner(ownerOf(target));
  const name = owner && `: pid ${owner.pid} on host ${owner.host}, run ${owner.run}`;
  return new AuditLocked(`${target} is written by another process${name ?? ' that could not store its name'}`);
}

function readOwner(path: string): AuditRun | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as AuditRun;
  } catch {
    return undefined;
  }
}
