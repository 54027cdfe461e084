import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const CANARY = 'canary-5f1c';

interface Run {
  readonly code: number;
  readonly output: string;
  readonly faults: readonly string[];
}

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tenants-check-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

/** Runs the built command in a child process. */
async function check(...args: string[]): Promise<Run> {
  const run = await new Promise<Run>((resolve) => {
    execFile(process.execPath, ['dist/cli/tenants.js', ...args], { env: {} }, (error, output, errors) => {
      const code = error === null ? 0 : Number(error.code);
      resolve({ code, output, faults: errors.split('\n').filter((line) => line !== '') });
    });
  });
  expect(JSON.stringify(run)).not.toContain(CANARY);
  return run;
}

function tenant(id: string, prefix: string, more = ''): string {
  return `tenants:
  - id: ${id}
    awsAccount: '111122223333'
    region: eu-west-1
    collectionPrefix: ${prefix}
    credentials: { assumeRole: { roleArn: 'arn:aws:iam::111122223333:role/${id}', externalIdFile: /${id} } }
    apiKeys: []
${more}`;
}

describe('npm run tenants -- check', () => {
  it('finds no faults in a valid file, even if its secrets are missing', async () => {
    expect(await check('check', put('tenants.yaml', tenant('acme', 'acme.')))).toEqual({
      code: 0,
      output: 'no faults\n',
      faults: [],
    });
  });

  it('prints every fault with file, line and column, and no value', async () => {
    const path = put(
      'tenants.yaml',
      tenant('acme', 'acme.', `    weight: ${CANARY}\n    +${CANARY}: 1\n    regoin: x\n`),
    );
    const { code, output, faults } = await check('check', path);
    expect([code, output]).toEqual([1, '3 faults\n']);
    expect([...faults].sort()).toEqual([
      'tenants.yaml:10:5: tenants.0.regoin: is not a known setting',
      'tenants.yaml:2:5: tenants.0.(a member): is not a known setting',
      'tenants.yaml:8:5: tenants.0.weight: must be a number from 0.01 to 1000',
    ]);
  });

  it('reports the location of invalid YAML, without quoting it', async () => {
    const path = put('tenants.yaml', `tenants:\n  - id: acme\n    id: ${CANARY}\n    region: *${CANARY}\n`);
    const { code, faults } = await check('check', path);
    expect(code).toBe(1);
    expect(faults).toContain('tenants.yaml:3:5: invalid YAML: duplicate key');
  });

  it('checks the files of a directory together, overlaps included', async () => {
    put('a.yaml', tenant('acme', 'acme.'));
    put('b.json', JSON.stringify({ tenants: [] }, undefined, 2));
    put('c.yaml', `# a comment\n${tenant('gamma', 'acme.eu.')}`);
    const { code, faults } = await check('check', folder);
    expect(code).toBe(1);
    expect(faults).toEqual([
      'b.json:2:3: tenants: must be a list of 1 to 10000 tenants',
      'c.yaml:3:5: tenants.0: sees collections of a.yaml:tenants.0; if that is intended, give both the same sharedWith',
    ]);
  });

  it('exits with 2 if there is nothing to check, or no path', async () => {
    expect((await check('check', join(folder, 'gone'))).code).toBe(2);
    expect((await check('check')).code).toBe(2);
    expect((await check('list', folder)).code).toBe(2);
  });
});
