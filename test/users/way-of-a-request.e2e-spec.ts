import { Session } from 'node:inspector/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from '@jest/globals';

import { withWorld } from '../harness/world.js';

/** The maximum number of files that a reader must open to follow one request. */
const MAX_FILES = 64;

const { app, people } = withWorld();

/** The files of the service, without the engine, of which a function runs while `work` does. */
async function filesPassedBy(work: () => Promise<unknown>): Promise<string[]> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
    await work();
    const { result } = await session.post('Profiler.takePreciseCoverage');
    const passed = result.filter(({ functions }) =>
      functions.some(({ ranges: [whole] }) => whole !== undefined && whole.count > 0 && whole.startOffset > 0),
    );
    const paths = passed.map(({ url }) => relative('src', url.startsWith('file:') ? fileURLToPath(url) : url));
    return [...new Set(paths)].filter((path) => !/^\.\.|^node:|^engine\//.test(path)).sort();
  } finally {
    session.disconnect();
  }
}

describe('a request to disassociate faces', () => {
  it(`passes at most ${MAX_FILES} files of the service, and none that concerns other requests only`, async () => {
    const [first, second] = await people.user('staff', 'ann', 2);
    const remove = (faceId: string | undefined) =>
      app.ask('/collections/staff/users/ann/faces', { method: 'DELETE', body: { faceIds: [faceId] } });
    // Loads what is loaded with the first request.
    expect((await remove(first)).status).toBe(200);
    const files = await filesPassedBy(async () => expect((await remove(second)).status).toBe(200));
    expect(files).toEqual(expect.arrayContaining(['http/routes/request-record.ts', 'users/users.operations.ts']));
    expect(
      files.filter((path) => /^audit|image-admission|fresh-faces|answer-headers|problem|cursor/.test(path)),
    ).toEqual([]);
    expect(files.length).toBeLessThanOrEqual(MAX_FILES);
  });
});
