import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { TestEngine } from '../harness/engine.js';
import { eventually } from '../harness/eventually.js';
import { ServiceProcess } from '../harness/service-process.js';

/** Enough for the service to start, and for some connections. */
const DESCRIPTORS = 64;
const SHA256 = createHash('sha256').update('acme-key').digest('hex');
const TENANTS = `
tenants:
  - id: acme
    awsAccount: "111122223333"
    region: eu-west-1
    credentials: { static: { accessKeyIdEnv: ACME_ID, secretAccessKeyEnv: ACME_SECRET } }
    apiKeys: [{ id: console, sha256: "${SHA256}", scopes: [read, write] }]
`;

let folder: string;
let engine: TestEngine;
let service: ServiceProcess;
let port: string;
let agents: Agent[];

beforeEach(async () => {
  agents = [];
  folder = await mkdtemp(join(tmpdir(), 'facade-'));
  await writeFile(join(folder, 'tenants.yaml'), TENANTS);
  const keys = { accessKeyId: 'AKIAACME', secretAccessKey: 'secret' };
  engine = await TestEngine.start({ accounts: [{ accountId: '111122223333', ...keys }] });
  const settings = {
    PORT: '0',
    HOST: '127.0.0.1',
    QUOTAS: 'off',
    REKOGNITION: engine.url,
    TENANTS_FILE: join(folder, 'tenants.yaml'),
    ACME_ID: keys.accessKeyId,
    ACME_SECRET: keys.secretAccessKey,
  };
  service = ServiceProcess.start('main.js', settings, { descriptors: DESCRIPTORS });
  port = await service.says(/"port":(\d+)/);
});

afterEach(async () => {
  for (const agent of agents) agent.destroy();
  await service.ends('SIGKILL');
  await engine.close();
  await rm(folder, { recursive: true });
});

interface Told {
  readonly status: number;
  readonly code?: unknown;
  readonly effect?: unknown;
  readonly retryAfter?: string | undefined;
}

/** A client with one connection, which stays open. */
function client(): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  agents.push(agent);
  return agent;
}

/** Sends a request on a client's connection. @returns status 0 if the service could not accept the connection. */
function ask(agent: Agent, path: string, method = 'GET'): Promise<Told> {
  const headers = { 'x-api-key': 'acme-key' };
  return new Promise((resolve) => {
    const asked = request({ agent, port, host: '127.0.0.1', path, method, headers }, (answer) => {
      let text = '';
      answer.on('data', (chunk) => (text += String(chunk)));
      answer.on('end', () => {
        const { code, effect } = (text === '' ? {} : JSON.parse(text)) as Partial<Told>;
        resolve({ status: answer.statusCode ?? 0, code, effect, retryAfter: answer.headers['retry-after'] });
      });
    });
    asked.on('error', () => resolve({ status: 0 })).end();
  });
}

const FACE = '00000000-0000-4000-8000-000000000000';
const READ = '/collections/none/users/ann/faces';

/** Opens connections until none is accepted. */
async function useUp(): Promise<Agent[]> {
  const open: Agent[] = [];
  for (let agent = client(); (await ask(agent, '/me')).status === 200; agent = client()) open.push(agent);
  expect(open.length).toBeGreaterThan(10);
  return open;
}

/** Frees all descriptors. @returns the codes of the answers until a read reaches Rekognition. */
async function codesUntilServed(open: readonly Agent[]): Promise<Set<unknown>> {
  for (const agent of open) agent.destroy();
  const codes = new Set<unknown>();
  await eventually(async () => {
    const agent = client();
    const { status, code } = await ask(agent, READ);
    // It must not use up descriptors itself.
    agent.destroy();
    codes.add(code);
    return status === 404;
  });
  return codes;
}

describe('a service without a free file descriptor', () => {
  it('answers 503 busy with effect none also if it has sent no call yet, and serves once it has some', async () => {
    const open = await useUp();
    const told = await Promise.all(
      open.slice(0, 5).map((agent, n) => ask(agent, `/collections/none/users/u${n}/faces/${FACE}`, 'DELETE')),
    );
    for (const each of told) expect(each).toEqual({ status: 503, code: 'busy', effect: 'none', retryAfter: '1' });
    const later = await codesUntilServed(open);
    later.delete(undefined);
    expect([...later].filter((code) => code !== 'busy')).toEqual(['resource-not-found']);
  });

  it('answers 503 busy with effect none, opens no breaker, and serves again once it has some', async () => {
    expect(await ask(client(), READ)).toMatchObject({ status: 404 });
    const open = await useUp();

    // The connection that the first read left open serves one attempt, and none after it while that is held.
    await engine.fail({ operation: '*', fault: 'latency', latencyMs: 60_000, times: 10 });
    const reads = open.slice(0, 5).map((agent) => ask(agent, READ));
    const writes = open
      .slice(5, 10)
      .map((agent, n) => ask(agent, `/collections/none/users/u${n}/faces/${FACE}`, 'DELETE'));
    const short: Told[] = [];
    for (const answer of [...reads, ...writes]) void answer.then((told) => short.push(told));
    await eventually(() => short.length >= 9);
    for (const each of short) expect(each).toEqual({ status: 503, code: 'busy', effect: 'none', retryAfter: '1' });

    engine.release();
    await engine.heal();
    const later = await codesUntilServed(open);
    later.delete(undefined);
    expect([...later].filter((code) => code !== 'busy')).toEqual(['resource-not-found']);
  });
});
