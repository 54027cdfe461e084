import { constants, type Stats, type StatsFs } from 'node:fs';
import { type FileHandle, open, stat, statfs } from 'node:fs/promises';
import type { Writable } from 'node:stream';

import { EMPTY_TAIL, type Tail } from './audit-chain.js';
import type { AuditRun } from './audit-line.js';
import { AuditLock } from './audit-lock.js';

/** Room for two of the longest lines: 4,096 faces, each with its reasons. */
const TAIL_BYTES = 4 * 1024 * 1024;
const MODE = 0o600;
/** O_NONBLOCK: opening a pipe without a reader fails instead of blocking. It has no effect on files. */
const FLAGS = constants.O_RDWR | constants.O_CREAT | constants.O_APPEND | constants.O_NONBLOCK;
const LINE_END = 0x0a;
/** Optional lines are dropped while less than this share of the disk is free. */
const MIN_FREE_SHARE = 0.05;

const NOTHING = (): void => undefined;

type DiskSpace = Pick<StatsFs, 'blocks' | 'bfree' | 'bavail'>;

interface OpenFile {
  readonly handle: FileHandle;
  readonly dev: number;
  readonly ino: number;
  /** False for devices and pipes. */
  readonly canSync: boolean;
  /** The expected size, unless another process changed the file. */
  sizeBytes: number;
}

/** The destination of audit lines. Its methods are never called concurrently. */
export interface AuditDestination {
  /**
   * @returns the existing last lines if it was opened by this call, undefined if it was open already.
   * @throws AuditLocked if another process writes here; Error with a `code` if it cannot be opened.
   */
  open(): Promise<Tail | undefined>;

  /** Whether there is enough space for optional lines. */
  hasSpace(): Promise<boolean>;

  /** Resolves when the lines are durable. @throws Error with a `code`; the lines are kept for the next call. */
  write(lines: readonly Buffer[]): Promise<void>;

  close(): Promise<void>;
}

/**
 * An append-only file with one writing process. The path is reopened if the file was rotated or removed. An unexpected
 * size is an error: the file was truncated, or a process that does not see the lock writes to it.
 */
export class AuditFile implements AuditDestination {
  private file: OpenFile | undefined;
  private unwritten: Buffer[] = [];
  /** How many bytes of the first unwritten line are already in the file. */
  private cutBytes = 0;

  private readonly lock: AuditLock;

  /** @param spaceOf replaced in tests, which cannot fill a disk. */
  constructor(
    private readonly path: string,
    run: AuditRun,
    private readonly spaceOf: (path: string) => Promise<DiskSpace> = statfs,
  ) {
    this.lock = new AuditLock(path, run);
  }

  async open(): Promise<Tail | undefined> {
    const found = await stat(this.path).catch(() => undefined);
    // Devices and pipes have no chain that a second process could break.
    if (found === undefined || found.isFile()) await this.lock.take();
    if (this.isOpen(found)) {
      if (this.file?.canSync !== true || found?.size === this.file.sizeBytes) return undefined;
      await this.closeFile();
      throw Object.assign(new Error(`${this.path} was changed by another process`), { code: 'ECHANGED' });
    }
    await this.closeFile();
    const handle = await open(this.path, FLAGS, MODE);
    const stats = await handle.stat();
    this.file = { handle, dev: stats.dev, ino: stats.ino, canSync: stats.isFile(), sizeBytes: stats.size };
    const tail = await readTail(handle, stats.size);
    this.cutBytes = 0;
    if (tail.rest.length > 0) this.unwritten.unshift(Buffer.of(LINE_END));
    return tail;
  }

  async hasSpace(): Promise<boolean> {
    if (this.file?.canSync !== true) return true;
    const { blocks, bfree, bavail } = await this.spaceOf(this.path);
    // As df computes it: the blocks reserved for root count as neither used nor free.
    return bavail >= MIN_FREE_SHARE * (blocks - bfree + bavail);
  }

  async write(lines: readonly Buffer[]): Promise<void> {
    const { file } = this;
    if (file === undefined) throw new TypeError('open() must be called before write()');
    const { handle, canSync } = file;
    this.unwritten.push(...lines);
    let bytes = Buffer.concat(this.unwritten).subarray(this.cutBytes);
    while (bytes.length > 0) {
      const { bytesWritten } = await handle.write(bytes);
      file.sizeBytes += bytesWritten;
      this.dropWritten(bytesWritten);
      bytes = bytes.subarray(bytesWritten);
    }
    if (canSync) await handle.datasync();
  }

  async close(): Promise<void> {
    await this.closeFile();
    this.lock.release();
  }

  private async closeFile(): Promise<void> {
    const { file } = this;
    this.file = undefined;
    await file?.handle.close();
  }

  private isOpen(found: Stats | undefined): boolean {
    return this.file !== undefined && found?.dev === this.file.dev && found.ino === this.file.ino;
  }

  private dropWritten(bytesWritten: number): void {
    this.cutBytes += bytesWritten;
    for (let [first] = this.unwritten; first !== undefined && this.cutBytes >= first.length; [first] = this.unwritten) {
      this.cutBytes -= first.length;
      this.unwritten.shift();
    }
  }
}

async function readTail(handle: FileHandle, sizeBytes: number): Promise<Tail> {
  const lengthBytes = Math.min(sizeBytes, TAIL_BYTES);
  const bytes = Buffer.alloc(lengthBytes);
  await handle.read(bytes, 0, lengthBytes, sizeBytes - lengthBytes);
  const end = bytes.lastIndexOf(LINE_END) + 1;
  return { lines: lastLines(bytes.subarray(0, end), 2), rest: bytes.subarray(end) };
}

/** @param text ends with a line break, or is empty. */
function lastLines(text: Buffer, most: number): Buffer[] {
  const lines: Buffer[] = [];
  let end = text.length - 1;
  while (end > 0 && lines.length < most) {
    const start = text.lastIndexOf(LINE_END, end - 1) + 1;
    lines.unshift(text.subarray(start, end));
    end = start - 1;
  }
  return lines;
}

/** Writes to standard output or another stream, whose collector stores the lines. Each process begins a chain. */
export class AuditOutput implements AuditDestination {
  private isOpen = false;
  private unwritten: Buffer[] = [];

  constructor(private readonly stream: Writable) {}

  open(): Promise<Tail | undefined> {
    const tail = this.isOpen ? undefined : EMPTY_TAIL;
    // Each write reports a closed stream. Without a listener the error event would end the process.
    if (!this.isOpen) this.stream.on('error', NOTHING);
    this.isOpen = true;
    return Promise.resolve(tail);
  }

  hasSpace(): Promise<boolean> {
    return Promise.resolve(true);
  }

  async write(lines: readonly Buffer[]): Promise<void> {
    this.unwritten.push(...lines);
    if (this.unwritten.length === 0) return;
    await new Promise<void>((resolve, reject) => {
      this.stream.write(Buffer.concat(this.unwritten), (error) => (error ? reject(error) : resolve()));
    });
    this.unwritten = [];
  }

  close(): Promise<void> {
    this.stream.off('error', NOTHING);
    return Promise.resolve();
  }
}
