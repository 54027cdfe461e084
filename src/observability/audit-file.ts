import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';

import type { AuditDestination } from './audit-destination.js';
import type { Tail } from './audit-resume.js';

/** Room for two of the longest lines: 4,096 faces, each with its reasons. */
const TAIL_BYTES = 4 * 1024 * 1024;
const MODE = 0o600;
/** A pipe that nobody reads is to fail and not to wait; it means nothing for files. */
const FLAGS = constants.O_RDWR | constants.O_CREAT | constants.O_APPEND | constants.O_NONBLOCK;
const LINE_END = 0x0a;

interface OpenFile {
  readonly handle: FileHandle;
  readonly dev: number;
  readonly ino: number;
  /** Devices and pipes cannot be made to keep what was written. */
  readonly canSync: boolean;
}

/**
 * A file that lines are only ever added to. Each write looks whether the path still names the file: one that was
 * renamed, for its rotation, or removed is let go, and the path opened anew.
 */
export class AuditFile implements AuditDestination {
  private file: OpenFile | undefined;
  private unwritten: Buffer[] = [];
  /** How much of the first unwritten line stands in the file already. */
  private cutBytes = 0;

  constructor(private readonly path: string) {}

  async open(): Promise<Tail | undefined> {
    if (this.file !== undefined && (await this.isInPlace(this.file))) return undefined;
    await this.close();
    const handle = await open(this.path, FLAGS, MODE);
    const stats = await handle.stat();
    this.file = { handle, dev: stats.dev, ino: stats.ino, canSync: stats.isFile() };
    const tail = await readTail(handle, stats.size);
    this.cutBytes = 0;
    if (tail.rest.length > 0) this.unwritten.unshift(Buffer.of(LINE_END));
    return tail;
  }

  async write(lines: readonly Buffer[]): Promise<void> {
    if (this.file === undefined) throw new TypeError('an audit file is opened before it is written to');
    const { handle, canSync } = this.file;
    this.unwritten.push(...lines);
    let bytes = Buffer.concat(this.unwritten).subarray(this.cutBytes);
    while (bytes.length > 0) {
      const { bytesWritten } = await handle.write(bytes);
      this.note(bytesWritten);
      bytes = bytes.subarray(bytesWritten);
    }
    if (canSync) await handle.datasync();
  }

  async close(): Promise<void> {
    const { file } = this;
    this.file = undefined;
    await file?.handle.close();
  }

  private async isInPlace({ dev, ino }: OpenFile): Promise<boolean> {
    const there = await stat(this.path).catch(() => undefined);
    return there?.dev === dev && there.ino === ino;
  }

  private note(bytesWritten: number): void {
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

/** @param text ends with a line's end, or is empty. */
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
