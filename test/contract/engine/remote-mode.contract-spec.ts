import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListCollectionsCommand } from '@aws-sdk/client-rekognition';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KEYS, REGION, TestEngine, png } from '../kit.js';

const JEST = join(import.meta.dirname, '../../../node_modules/jest/bin/jest.js');
const NODE = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];

let engine: TestEngine;
let folder: string;

beforeAll(async () => {
  engine = await TestEngine.start();
  folder = await mkdtemp(join(tmpdir(), 'pictures-'));
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true });
});

/** Runs one operation's suite as against AWS, but with an engine. */
async function runSuite(operation: string): Promise<{ code: unknown; output: string }> {
  const args = [...NODE, JEST, '--selectProjects', 'contract', '--runInBand', '--testPathPatterns'];
  const child = spawn(process.execPath, [...args, `contract/operations/${operation}`], {
    env: {
      PATH: process.env['PATH'],
      REKOGNITION_REMOTE: '1',
      REKOGNITION_REMOTE_IMAGES: folder,
      AWS_ENDPOINT_URL_REKOGNITION: engine.url,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()));
  const [code] = (await once(child, 'close')) as unknown[];
  return { code, output };
}

describe('REKOGNITION_REMOTE=1', () => {
  it('names the missing picture', async () => {
    const { code, output } = await runSuite('delete-faces');
    expect({ code, output }).toEqual({ code: 1, output: expect.stringMatching(/ann\.1\.jpg \(or \.png\) is missing/) });
  });

  it('runs a suite against the endpoint in the environment, and deletes its collections', async () => {
    for (const person of ['ann', 'bob']) await writeFile(join(folder, `${person}.1.png`), png(`faces=${person}`));
    await engine.control('DELETE', 'calls');
    const { code, output } = await runSuite('delete-faces');
    expect({ code, output }).toEqual({ code: 0, output: expect.stringMatching(/Tests: +\d+ passed/) });
    const { counts } = await engine.recorder();
    expect(counts['DeleteFaces']?.['ok']).toBeGreaterThan(5);
    expect(counts['IndexFaces']?.['ok']).toBeGreaterThan(5);
    expect((await engine.client().send(new ListCollectionsCommand({}))).CollectionIds).toEqual([]);
  });
});
