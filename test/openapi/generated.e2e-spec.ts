import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const WRITERS = ['dist/cli/write-openapi.js', 'scripts/client-types.mjs'].map((path) => resolve(path));

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openapi-'));
  for (const writer of WRITERS) await promisify(execFile)(process.execPath, [writer], { cwd: folder });
});

afterAll(() => rm(folder, { recursive: true }));

/** The first line that differs, so that a failure does not print the whole document. */
function firstDifference(committed: string, generated: string): string | undefined {
  const [ours, theirs] = [committed.split('\n'), generated.split('\n')];
  const line = theirs.findIndex((text, index) => text !== ours[index]);
  if (line < 0 && ours.length === theirs.length) return undefined;
  return `out of date, run npm run openapi: line ${line + 1} should be ${theirs[line] ?? 'the last'}`;
}

describe('npm run openapi has been run since the last change of the API', () => {
  it.each(['openapi/openapi.json', 'openapi/client.d.ts'])('%s is what it writes', async (path) => {
    const [committed, generated] = await Promise.all([readFile(path, 'utf8'), readFile(join(folder, path), 'utf8')]);
    expect(firstDifference(committed, generated)).toBeUndefined();
  });
});
