import { execFileSync } from 'node:child_process';
import {
  constants,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { AuditFile } from './audit-file.js';

let folder: string;
let path: string;
let file: AuditFile;

const RUN = { run: 'run-1', host: 'host-1', pid: 7 };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-file-'));
  path = join(folder, 'audit.jsonl');
  file = new AuditFile(path, RUN);
});

afterEach(async () => {
  await file.close();
  rmSync(folder, { recursive: true, force: true });
});

const lines = (...texts: string[]): Buffer[] => texts.map((text) => Buffer.from(`${text}\n`));
const texts = (buffers: readonly Buffer[] = []): string[] => buffers.map(String);

async function write(...told: string[]): Promise<void> {
  await file.open();
  await file.write(lines(...told));
}

describe('an audit file', () => {
  it('is readable by its owner only', async () => {
    await write('one');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('is appended to and never overwritten, even if another process appends to it', async () => {
    await write('one');
    writeFileSync(path, 'theirs\n', { flag: 'a' });
    await file.write(lines('two'));
    expect(readFileSync(path, 'utf8')).toBe('one\ntheirs\ntwo\n');
  });

  it.each([
    ['appended to', () => writeFileSync(path, 'theirs\n', { flag: 'a' })],
    ['truncated', () => truncateSync(path, 4)],
  ])('fails once after another process has %s it, and is then reopened', async (_name, change) => {
    await write('one', 'two');
    change();
    await expect(file.open()).rejects.toMatchObject({ code: 'ECHANGED' });
    expect(await file.open()).toMatchObject({ rest: Buffer.alloc(0) });
    expect(await file.open()).toBeUndefined();
  });

  it('returns its last two lines when it is opened, and only then', async () => {
    writeFileSync(path, 'one\ntwo\nthree\n');
    const tail = await file.open();
    expect([texts(tail?.lines), String(tail?.rest)]).toEqual([['two', 'three'], '']);
    expect(await file.open()).toBeUndefined();
  });

  it.each([
    ['no lines of an empty file', '', [], ''],
    ['one line', 'one\n', ['one'], ''],
    ['an unfinished line', 'one', [], 'one'],
    ['an unfinished line after complete lines', 'one\ntwo\nthr', ['one', 'two'], 'thr'],
  ])('returns %s when it is opened', async (_name, text, whole, rest) => {
    writeFileSync(path, text);
    const tail = await file.open();
    expect([texts(tail?.lines), String(tail?.rest)]).toEqual([whole, rest]);
  });

  it('keeps an unfinished line and continues after it', async () => {
    writeFileSync(path, 'one\ntw');
    await write('three');
    expect(readFileSync(path, 'utf8')).toBe('one\ntw\nthree\n');
  });

  it('is read only at its end if it is long', async () => {
    writeFileSync(path, `${'x'.repeat(5 * 1024 * 1024)}\nlast\n`);
    const tail = await file.open();
    expect(tail?.lines.at(-1)?.toString()).toBe('last');
    expect(Buffer.concat(tail?.lines ?? []).length).toBeLessThan(4 * 1024 * 1024);
  });

  it('is created again after it was renamed', async () => {
    await write('one');
    renameSync(path, `${path}.1`);
    const tail = await file.open();
    await file.write(lines('two'));
    expect(tail?.lines).toEqual([]);
    expect([readFileSync(`${path}.1`, 'utf8'), readFileSync(path, 'utf8')]).toEqual(['one\n', 'two\n']);
  });

  it('cannot be opened after its folder was removed', async () => {
    await write('one');
    rmSync(folder, { recursive: true });
    await expect(file.open()).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is not written to before it is opened', async () => {
    await expect(file.write(lines('one'))).rejects.toThrow(TypeError);
  });

  it('has one writer at a time, even after it was renamed', async () => {
    const second = new AuditFile(path, { ...RUN, pid: 8 });
    await write('one');
    await expect(second.open()).rejects.toMatchObject({ code: 'ELOCKED' });
    renameSync(path, `${path}.1`);
    await expect(second.open()).rejects.toMatchObject({ code: 'ELOCKED' });
    await write('two');
    await file.close();
    expect(texts((await second.open())?.lines)).toEqual(['two']);
    await second.close();
  });

  it('needs no lock if it is a device', async () => {
    symlinkSync('/dev/null', path);
    await write('one');
    expect(readdirSync(folder)).toEqual(['audit.jsonl']);
  });

  it.each([
    ['has space', 'just over 5 % of the disk is', 51, true],
    ['has no space', 'less than 5 % of the disk is', 49, false],
  ])('%s while %s free for it', async (_name, _share, bavail, expected) => {
    // 1,000 blocks for everybody, and 100 that are reserved for root.
    const disk = new AuditFile(path, RUN, () => Promise.resolve({ blocks: 1_100, bfree: bavail + 100, bavail }));
    await disk.open();
    expect(await disk.hasSpace()).toBe(expected);
    await disk.close();
  });

  it('keeps lines that a full device rejected, and writes them first when there is space', async () => {
    symlinkSync('/dev/full', path);
    await file.open();
    await expect(file.write(lines('one'))).rejects.toMatchObject({ code: 'ENOSPC' });
    await expect(file.write([])).rejects.toMatchObject({ code: 'ENOSPC' });
    rmSync(path);
    await write('two');
    expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
  });
});

describe('a line that was written in part', () => {
  const LONG = 'x'.repeat(100_000);

  /** A pipe takes 64 KiB and then no more, as a disk does that fills up. */
  beforeEach(async () => {
    execFileSync('mkfifo', [path]);
    await file.open();
    await expect(file.write(lines('one', LONG, 'two'))).rejects.toMatchObject({ code: 'EAGAIN' });
  });

  it('is completed at the position where it was cut', async () => {
    const reader = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const bytes = Buffer.alloc(2 * LONG.length);
    const { bytesRead } = await reader.read(bytes);
    expect(await file.open()).toBeUndefined();
    await file.write(lines('three'));
    const { bytesRead: more } = await reader.read(bytes, bytesRead);
    await reader.close();
    expect(bytes.subarray(0, bytesRead + more).toString()).toBe(`one\n${LONG}\ntwo\nthree\n`);
  });

  it('is complete in the new file after a rotation', async () => {
    rmSync(path);
    await write('three');
    expect(readFileSync(path, 'utf8')).toBe(`${LONG}\ntwo\nthree\n`);
  });
});
