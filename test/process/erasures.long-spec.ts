import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFile } from 'node:child_process';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { newReceiptKey } from '../../src/config/erasure-settings.js';
import type { ErasureResponse } from '../../src/people/erasures.dto.js';
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
let settings: Record<string, string>;
let service: ServiceProcess;
let url: string;
let users = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facade-'));
  await writeFile(join(folder, 'tenants.yaml'), TENANTS);
  await writeFile(join(folder, 'secrets'), `${'s'.repeat(32)}\n`);
  await writeFile(join(folder, 'keys'), JSON.stringify({ keys: [newReceiptKey()] }));
  engine = await TestEngine.start({ accounts: accountsOf([ACME]) });
  people = new People(engine.url, ACME);
  await people.collection('staff');
  settings = {
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
  };
});

beforeEach(async () => {
  await engine.heal();
  await start();
});

afterEach(async () => {
  engine.release();
  await service.ends('SIGKILL');
});

afterAll(async () => {
  people.close();
  await engine.close();
  await rm(folder, { recursive: true });
});

async function start(): Promise<void> {
  service = ServiceProcess.start('main.js', settings);
  url = `http://127.0.0.1:${await service.says(/"port":(\d+)/)}`;
}

async function ask(method: string, path: string): Promise<ErasureResponse> {
  const headers = { 'x-api-key': 'acme-key', ...(method === 'POST' && { 'content-type': 'application/json' }) };
  const response = await fetch(`${url}${path}`, { method, headers, ...(method === 'POST' && { body: '{}' }) });
  return (await response.json()) as ErasureResponse;
}

describe('an erasure interrupted by kill -9', () => {
  // The call is carried out, and its answer is held back while the service is killed.
  it.each([
    ['after the plan was stored', 'DisassociateFaces'],
    ['after the user was deleted', 'DeleteUser'],
    ['after the faces were deleted', 'DeleteFaces'],
  ])('%s is completed by the next process', async (_when, operation) => {
    users += 1;
    const user = `person-${users}`;
    const ids = await people.user('staff', user, 3);
    await engine.forgetCalls();
    await engine.hold(operation);
    const asked = ask('POST', `/collections/staff/users/${user}/erasures`).catch(() => undefined);
    await engine.seen(1, operation);
    await service.ends('SIGKILL');
    await asked;
    engine.release();
    await engine.heal();
    await start();
    const { items } = (await ask('GET', '/collections/staff/erasures')) as unknown as { items: ErasureResponse[] };
    const { erasureId = '' } = items[0] ?? {};
    await eventually(async () => (await ask('GET', `/collections/staff/erasures/${erasureId}`)).state === 'done');
    const left = await people.allFaces('staff');
    expect(ids.filter((id) => left.includes(id))).toEqual([]);
    await expect(people.facesOf('staff', user)).rejects.toThrow();
  });
});

describe('npm run receipt', () => {
  it('verifies a receipt with its ids, and rejects another user and a changed receipt', async () => {
    const [face = ''] = await people.user('staff', 'zoe', 1);
    const { receipt = '', salt } = await ask('POST', '/collections/staff/users/zoe/erasures');
    const file = join(folder, 'receipt');
    await writeFile(file, receipt);
    const jwks = ['--jwks', `${url}/.well-known/jwks.json`];
    const ids = (user: string) => ['--salt', salt, '--user-id', user, '--face-id', face];
    expect(await receiptCommand('verify', file, ...jwks, ...ids('zoe'))).toMatchObject({ code: 0 });
    expect(await receiptCommand('verify', file, ...jwks, ...ids('ann'))).toMatchObject({ code: 1 });
    const [head, body, signature] = receipt.split('.');
    const changed = Buffer.from(body!, 'base64url').toString().replace('"staff"', '"stuff"');
    await writeFile(file, [head, Buffer.from(changed).toString('base64url'), signature].join('.'));
    expect(await receiptCommand('verify', file, ...jwks)).toMatchObject({ code: 1 });
  });
});

describe('ERASURES', () => {
  it('ends a second process that uses the same file', async () => {
    const second = ServiceProcess.start('main.js', settings);
    expect(await second.ends()).not.toBe(0);
    expect(second.output).toContain('ERASURES');
  });
});

function receiptCommand(...args: string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['dist/cli/receipt.js', ...args], (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr }),
    );
  });
}
