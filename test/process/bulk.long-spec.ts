import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { newReceiptKey } from '../../src/config/erasure-settings.js';
import { accountsOf, tenant } from '../harness/app.js';
import { TestEngine } from '../harness/engine.js';
import { eventually } from '../harness/eventually.js';
import { People } from '../harness/people.js';
import { ServiceProcess } from '../harness/service-process.js';

const ACME = tenant('acme');
const TENANTS = `
tenants:
  - id: acme
    awsAccount: "111122223333"
    region: eu-west-1
    credentials: { static: { accessKeyIdEnv: ACME_ID, secretAccessKeyEnv: ACME_SECRET } }
    apiKeys: [{ id: console, sha256: "${createHash('sha256').update('acme-key').digest('hex')}", scopes: [read, write] }]
`;

let folder: string;
let engine: TestEngine;
let people: People;
let service: ServiceProcess;
let url: string;
let files = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulk-'));
  await writeFile(join(folder, 'tenants.yaml'), TENANTS);
  await writeFile(join(folder, 'secrets'), `${'s'.repeat(32)}\n`);
  await writeFile(join(folder, 'keys'), JSON.stringify({ keys: [newReceiptKey()] }));
  engine = await TestEngine.start({ accounts: accountsOf([ACME]) });
  people = new People(engine.url, ACME);
  await people.collection('staff');
  service = ServiceProcess.start('main.js', {
    PORT: '0',
    HOST: '127.0.0.1',
    REKOGNITION: engine.url,
    QUOTAS: 'off',
    DRAIN_DELAY_MS: '0',
    TENANTS_FILE: join(folder, 'tenants.yaml'),
    SECRETS_FILE: join(folder, 'secrets'),
    ERASURES: join(folder, 'erasures.db'),
    RECEIPT_KEYS_FILE: join(folder, 'keys'),
    ACME_ID: 'AKIAacme',
    ACME_SECRET: 'secret of acme',
  });
  url = `http://127.0.0.1:${await service.says(/"port":(\d+)/)}`;
});

beforeEach(() => engine.forgetCalls());

afterAll(async () => {
  people.close();
  await service.ends('SIGKILL');
  await engine.close();
  await rm(folder, { recursive: true });
});

interface Outcome {
  readonly key?: string;
  readonly path: string;
  readonly status: number;
  readonly answer: { readonly outcome?: string; readonly code?: string; readonly state?: string };
}

/** A list on disk and the runs of the program with it. */
class Bulk {
  child: ChildProcess | undefined;
  output = '';

  private constructor(
    readonly file: string,
    private readonly action: string,
  ) {}

  static async of(action: string, lines: readonly string[]): Promise<Bulk> {
    const file = join(folder, `list-${(files += 1)}`);
    await writeFile(file, lines.join('\n'));
    return new Bulk(file, action);
  }

  get command(): string[] {
    const options = ['--action', this.action, '--collection', 'staff', '--url', url, '--concurrency', '1'];
    return [process.execPath, 'dist/cli/bulk.js', this.file, ...options];
  }

  start(command: readonly string[] = this.command, env: Record<string, string> = { FACADE_API_KEY: 'acme-key' }): this {
    const [program = '', ...args] = command;
    this.output = '';
    this.child = spawn(program, args, { env: { PATH: process.env['PATH'] ?? '', ...env } });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (chunk) => (this.output += String(chunk)));
    return this;
  }

  /** Sends the signal, if any, and returns the exit code. */
  async ends(signal?: NodeJS.Signals): Promise<number | null> {
    const closed = once(this.child!, 'close');
    if (signal !== undefined) this.child!.kill(signal);
    await closed;
    return this.child!.exitCode;
  }

  /** Runs the program to its end. */
  run(): Promise<number | null> {
    return this.start().ends();
  }

  async outcomes(): Promise<Outcome[]> {
    const lines = (await readFile(`${this.file}.outcomes`, 'utf8')).split('\n');
    return lines
      .flatMap((line) => {
        try {
          return [JSON.parse(line) as Outcome];
        } catch {
          return [];
        }
      })
      .filter(({ key }) => key !== undefined);
  }
}

async function newUsers(count: number, faces = 1): Promise<{ user: string; ids: string[] }[]> {
  const made = [];
  for (let index = 0; index < count; index += 1) {
    const user = crypto.randomUUID();
    made.push({ user, ids: await people.user('staff', user, faces) });
  }
  await engine.forgetCalls();
  return made;
}

function csv(users: readonly { user: string; ids: readonly string[] }[]): string[] {
  return ['userId,faceId', ...users.flatMap(({ user, ids }) => ids.map((id) => `${user},${id}`))];
}

describe('npm run bulk', () => {
  it('disassociates the faces of each user in one request, and prints a line for every 10 % without a terminal', async () => {
    const users = await newUsers(2, 3);
    const bulk = await Bulk.of('disassociate', csv(users));
    expect([await bulk.run(), bulk.output]).toEqual([
      0,
      expect.stringMatching(/^1 of 2, 0 failed, \d+ s left\n2 of 2, 0 failed, 0 s left\n$/),
    ]);
    for (const { user } of users) expect(await people.facesOf('staff', user)).toEqual([]);
    expect(await engine.calls('DisassociateFaces')).toHaveLength(2);
  });

  it('sends 150 faces of a user as 100 and 50', async () => {
    const [{ user, ids }] = (await newUsers(1, 3)) as [{ user: string; ids: string[] }];
    const absent = Array.from({ length: 147 }, () => crypto.randomUUID());
    const bulk = await Bulk.of('disassociate', csv([{ user, ids: [...absent, ...ids] }]));
    expect(await bulk.run()).toBe(1);
    expect(await engine.calls('DisassociateFaces')).toHaveLength(2);
    expect(await people.facesOf('staff', user)).toEqual([]);
  });

  it('deletes faces and users, and erases users, from NDJSON', async () => {
    const loose = await people.faces('staff', 'nobody', 2);
    const [toDelete, ...toErase] = await newUsers(3);
    const faces = await Bulk.of(
      'delete-faces',
      loose.map((faceId) => JSON.stringify({ faceId })),
    );
    const deleted = await Bulk.of('delete-users', [JSON.stringify({ userId: toDelete!.user })]);
    const erased = await Bulk.of(
      'erase',
      toErase.map(({ user }) => JSON.stringify({ userId: user, reference: 'DSR-1' })),
    );
    expect([await faces.run(), await deleted.run(), await erased.run()]).toEqual([0, 0, 0]);
    const left = await people.allFaces('staff');
    expect([...loose, ...toErase.flatMap(({ ids }) => ids)].filter((id) => left.includes(id))).toEqual([]);
    expect(left).toContain(toDelete!.ids[0]);
    expect((await erased.outcomes()).map(({ answer }) => answer.state)).toEqual(['done', 'done']);
  });

  it('continues after kill -9 in the middle: nothing is done twice, nothing is lost', async () => {
    const users = await newUsers(4);
    const bulk = await Bulk.of('disassociate', csv(users));
    await engine.hold('DisassociateFaces');
    bulk.start();
    await engine.seen(1);
    await engine.hold('DisassociateFaces');
    engine.release();
    // The second is carried out, but neither the service nor the program knows yet.
    await engine.seen(2);
    await eventually(async () => (await bulk.outcomes()).length === 1);
    await bulk.ends('SIGKILL');
    await appendFile(`${bulk.file}.outcomes`, '{"key":"cut o');
    engine.release();
    expect([await bulk.run(), bulk.output]).toEqual([0, expect.stringContaining('4 of 4, 0 failed')]);
    for (const { user } of users) expect(await people.facesOf('staff', user)).toEqual([]);
    expect(await engine.calls('DisassociateFaces')).toHaveLength(4);
    const outcomes = await bulk.outcomes();
    expect(new Set(outcomes.map(({ path }) => path)).size).toBe(4);
    expect(outcomes.map(({ answer }) => answer.outcome)).toEqual(['complete', 'complete', 'complete', 'complete']);
    await engine.forgetCalls();
    expect([await bulk.run(), await engine.calls()]).toEqual([0, []]);
  });

  it('finishes the running request on SIGTERM, sends no more, and exits with 1', async () => {
    const users = await newUsers(3);
    const bulk = await Bulk.of('disassociate', csv(users));
    await engine.hold('DisassociateFaces');
    bulk.start();
    await engine.seen(1);
    bulk.child!.kill('SIGTERM');
    engine.release();
    expect([await bulk.ends(), (await bulk.outcomes()).length]).toEqual([1, 1]);
    expect([await bulk.run(), (await engine.calls('DisassociateFaces')).length]).toEqual([0, 3]);
  });

  it('exits with 1 if a request failed or was not complete, and retries only these', async () => {
    const [ann, bob, carl] = (await newUsers(3)).map(({ user, ids }) => ({ user, face: ids[0] }));
    const lines = [`${ann?.user},${ann?.face}`, `${bob?.user},${carl?.face}`, `nobody-here,${bob?.face}`];
    const bulk = await Bulk.of('disassociate', ['userId,faceId', ...lines]);
    expect([await bulk.run(), bulk.output]).toEqual([1, expect.stringContaining('3 of 3, 2 failed')]);
    const told = (await bulk.outcomes()).map(({ status, answer }) => [status, answer.outcome ?? answer.code]);
    expect(told).toEqual([
      [200, 'complete'],
      [200, 'none'],
      [404, 'resource-not-found'],
    ]);
    await engine.forgetCalls();
    expect([await bulk.run(), bulk.output]).toEqual([1, expect.stringContaining('3 of 3, 2 failed')]);
    expect((await bulk.outcomes()).length).toBe(5);
  });

  it('shows a bar with the time left on a terminal', async () => {
    const bulk = await Bulk.of('disassociate', csv(await newUsers(2)));
    const words = bulk.command.map((word) => `'${word}'`).join(' ');
    bulk.start(['script', '--quiet', '--return', '--command', words, '/dev/null']);
    expect(await bulk.ends()).toBe(0);
    expect(bulk.output).toMatch(
      /\r\[#{15} {15}\] 1 of 2, 0 failed, \d+ s left.*\r\[#{30}\] 2 of 2, 0 failed, 0 s left/s,
    );
  });

  it.each([
    ['a fault in a line', ['userId,faceId', 'ann'], 'line 2: has 1 columns'],
    ['faults in several lines', ['{"userId":"ann"}', '{'], 'line 1: faceId or faceIds is missing\nline 2: not a JSON'],
  ])('exits with 2 before any request because of %s, and names it', async (_fault, lines, message) => {
    const bulk = await Bulk.of('disassociate', lines);
    expect([await bulk.run(), bulk.output]).toEqual([2, expect.stringContaining(message)]);
    expect(await engine.calls()).toEqual([]);
  });

  it.each([
    ['an unknown action', ['--action', 'explode'], { FACADE_API_KEY: 'acme-key' }, 'Usage: npm run bulk'],
    ['a concurrency of 0', ['--concurrency', '0'], { FACADE_API_KEY: 'acme-key' }, 'Usage: npm run bulk'],
    ['a missing API key', [], {}, 'FACADE_API_KEY is not set'],
    ['an unknown option', ['--colection', 'staff'], { FACADE_API_KEY: 'acme-key' }, '--colection'],
    [
      'an outcome file that is not one',
      ['--out', 'package.json'],
      { FACADE_API_KEY: 'acme-key' },
      'not an outcome file',
    ],
  ])('exits with 2 because of %s', async (_fault, options, env, message) => {
    const bulk = await Bulk.of('disassociate', csv([{ user: 'ann', ids: ['a'] }]));
    bulk.start([...bulk.command, ...options], env);
    expect([await bulk.ends(), bulk.output]).toEqual([2, expect.stringContaining(message)]);
  });

  it('exits with 2 if the file cannot be read', async () => {
    const bulk = await Bulk.of('disassociate', []);
    await rm(bulk.file);
    expect([await bulk.run(), bulk.output]).toEqual([2, expect.stringContaining('cannot read')]);
  });
});
