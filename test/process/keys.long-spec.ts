import { execFile } from 'node:child_process';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

import type { ApiKeySettings } from '../../src/config/tenants-file/tenants-file.schema.js';
import { WatchedTenantsFile } from '../harness/watched-tenants-file.js';

interface Run {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** Runs the built command in a child process. */
function keys(...args: string[]): Promise<Run> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['dist/cli/keys.js', ...args], { env: {} }, (error, output, errors) => {
      resolve({ code: error === null ? 0 : Number(error.code), output, errors });
    });
  });
}

const keyIn = ({ output }: Run): string => /^rk_\S+$/m.exec(output)?.[0] ?? '';
/** The printed lines for the tenants file. */
const linesIn = ({ output }: Run): string =>
  output
    .split('\n')
    .filter((line) => line.startsWith('      '))
    .join('\n');
const settingsIn = (run: Run): ApiKeySettings => (parse(linesIn(run)) as ApiKeySettings[])[0]!;

describe('npm run keys -- new', () => {
  let file: WatchedTenantsFile;

  beforeEach(() => {
    file = new WatchedTenantsFile();
  });
  afterEach(() => file.close());

  it('prints a key and the lines that add it to a tenants file', async () => {
    const made = [await keys('new', '--tenant', 'acme'), await keys('new', '--tenant', 'acme', '--scopes', 'read')];
    const head = [
      'tenants:',
      '  - id: acme',
      "    awsAccount: '111122223333'",
      '    region: eu-west-1',
      '    credentials: { static: { accessKeyIdEnv: acme_ID, secretAccessKeyEnv: acme_SECRET } }',
      '    apiKeys:',
    ];
    file.replace([...head, ...made.map(linesIn)].join('\n'));
    const app = await file.start('http://127.0.0.1:9', ['acme']);
    for (const [run, scopes] of [
      [made[0]!, ['read', 'write']],
      [made[1]!, ['read']],
    ] as const) {
      const expected = { tenant: 'acme', keyId: settingsIn(run).id, scopes, sharedKeys: false };
      const byHeader = await app.ask('/me', { key: keyIn(run) });
      expect([byHeader.status, byHeader.body]).toEqual([200, expected]);
      const asBearer = await app.ask('/me', { key: '', headers: { authorization: `Bearer ${keyIn(run)}` } });
      expect([asBearer.status, asBearer.body]).toEqual([200, expected]);
    }
    expect((await app.ask('/me', { key: `${keyIn(made[0]!)}x` })).status).toBe(401);
  });
});

describe('a new key', () => {
  it('has the form rk_<env>_<id>_<32 random bytes> and is never generated twice', async () => {
    const runs = await Promise.all(
      Array.from({ length: 3 }, () => keys('new', '--tenant', 'acme.eu', '--env', 'test')),
    );
    const parts = runs.map((run) => /^rk_test_(acme-eu-[0-9a-f]{8})_([A-Za-z0-9_-]{43})$/.exec(keyIn(run)));
    expect(parts.map((part) => part?.[1])).toEqual(runs.map((run) => settingsIn(run).id));
    const secrets = parts.map((part) => Buffer.from(part?.[2] ?? '', 'base64url'));
    expect(secrets.map(({ length }) => length)).toEqual([32, 32, 32]);
    expect(new Set(secrets.map(String)).size).toBe(3);
  });

  it('is printed once; the lines contain only its hash', async () => {
    const run = await keys('new', '--tenant', 'acme', '--id', 'console');
    const key = keyIn(run);
    expect(key).toMatch(/^rk_live_console_/);
    expect(run.output.split(key)).toHaveLength(2);
    expect(linesIn(run)).not.toContain(key);
    expect(() => parse(run.output) as unknown).toThrow();
    expect(settingsIn(run)).toEqual({
      id: 'console',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      scopes: ['read', 'write'],
    });
    expect(run.errors).toBe('');
  });

  it.each([
    ['90d', 90 * 24],
    ['12h', 12],
  ])('expires after %s', async (expires, hours) => {
    const before = Date.now();
    const { expiresAt = '' } = settingsIn(await keys('new', '--tenant', 'acme', '--expires', expires));
    const lifeMs = Date.parse(expiresAt) - hours * 3_600_000;
    expect(lifeMs).toBeGreaterThanOrEqual(before - 1_000);
    expect(lifeMs).toBeLessThanOrEqual(Date.now());
    expect(expiresAt).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/);
  });

  it.each([
    [[], 'the only command is: new'],
    [['old', '--tenant', 'acme'], 'the only command is: new'],
    [['new'], '--tenant'],
    [['new', '--tenant', 'a b'], '--tenant'],
    [['new', '--tenant', 'acme', '--id', 'a.b'], '--id'],
    [['new', '--tenant', 'acme', '--id', 'a_b'], '--id'],
    [['new', '--tenant', 'acme', '--scopes', 'root'], '--scopes'],
    [['new', '--tenant', 'acme', '--scopes', 'read,read'], '--scopes'],
    [['new', '--tenant', 'acme', '--scopes', ''], '--scopes'],
    [['new', '--tenant', 'acme', '--expires', '90'], '--expires'],
    [['new', '--tenant', 'acme', '--expires', '0d'], '--expires'],
    [['new', '--tenant', 'acme', '--env', 'prod'], '--env'],
    [['new', '--tenant', 'acme', '--nonsense'], '--nonsense'],
  ])('is not created with %j', async (args, words) => {
    const { code, output, errors } = await keys(...args);
    expect([code, output]).toEqual([2, '']);
    expect(errors).toContain(words);
    expect(errors).toContain('Usage: npm run keys -- new --tenant');
  });

  it('is explained by --help', async () => {
    const { code, output } = await keys('--help');
    expect([code, output.startsWith('Usage: npm run keys')]).toEqual([0, true]);
  });
});
