import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

import { describe, expect, it } from '@jest/globals';

/** Writes `openapi/openapi.json` below the working directory. */
const WRITER = resolve('scripts/openapi.mjs');

/** The first line that differs, so that a failure does not print the whole document. */
function firstDifference(committed: string, generated: string): string | undefined {
  const [ours, theirs] = [committed.split('\n'), generated.split('\n')];
  const line = theirs.findIndex((text, index) => text !== ours[index]);
  if (line < 0 && ours.length === theirs.length) return undefined;
  return `out of date, run npm run openapi: line ${line + 1} should be ${theirs[line] ?? 'the last'}`;
}

describe('openapi/openapi.json', () => {
  it('is up to date: npm run openapi writes it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'openapi-'));
    await promisify(execFile)(process.execPath, [WRITER], { cwd: folder });
    const [committed, generated] = await Promise.all(
      ['.', folder].map((root) => readFile(join(root, 'openapi/openapi.json'), 'utf8')),
    );
    await rm(folder, { recursive: true });
    expect(firstDifference(committed!, generated!)).toBeUndefined();
  });
});
