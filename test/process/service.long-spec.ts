import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';

import { exchange, head } from '../harness/raw-http.js';
import { ServiceProcess } from '../harness/service-process.js';

const TENANTS = `
tenants:
  - id: acme
    awsAccount: "111122223333"
    region: eu-west-1
    credentials: { static: { accessKeyIdEnv: ACME_ID, secretAccessKeyEnv: ACME_SECRET } }
    apiKeys: [{ id: console, sha256: "${createHash('sha256').update('acme-key').digest('hex')}", scopes: [read, write] }]
`;

let folder: string;
let embedded: Record<string, string>;
let service: ServiceProcess | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facade-'));
  await writeFile(join(folder, 'tenants.yaml'), TENANTS);
  await writeFile(join(folder, 'secrets'), `${'s'.repeat(32)}\n`);
  embedded = {
    PORT: '0',
    HOST: '127.0.0.1',
    NODE_ENV: 'production',
    REKOGNITION: 'embedded',
    DRAIN_DELAY_MS: '300',
    TENANTS_FILE: join(folder, 'tenants.yaml'),
    SECRETS_FILE: join(folder, 'secrets'),
    ACME_ID: 'AKIAACME',
    ACME_SECRET: 'secret',
  };
});

afterEach(async () => {
  await service?.ends('SIGKILL');
  service = undefined;
});

afterAll(() => rm(folder, { recursive: true }));

function start(entry: string, env: Record<string, string>): ServiceProcess {
  service = ServiceProcess.start(entry, env);
  return service;
}

/** Ports that were free a moment ago. */
async function freePorts(count: number): Promise<string[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, () => {
      const server = createServer();
      return new Promise<typeof server>((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
    }),
  );
  const ports = servers.map((server) => String((server.address() as AddressInfo).port));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

describe('the service', () => {
  it("uses the embedded engine, which accepts the tenants' static keys", async () => {
    const port = await start('main.js', embedded).says(/"port":(\d+)/);
    const headers = { 'x-api-key': 'acme-key' };
    const answer = await fetch(`http://127.0.0.1:${port}/collections/staff/users/ann/faces`, { headers });
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([404, 'resource-not-found']);
  });

  it.each([
    ['aws', '"ListFaces";q=50;w=1'],
    ['off', null],
  ])('applies quotas to itself and the embedded engine if they are configured: %s', async (QUOTAS, policy) => {
    const port = await start('main.js', { ...embedded, QUOTAS }).says(/"port":(\d+)/);
    const headers = { 'x-api-key': 'acme-key' };
    const answer = await fetch(`http://127.0.0.1:${port}/collections/staff/users/ann/faces`, { headers });
    expect(answer.headers.get('ratelimit-policy')).toBe(policy);
  });

  it('serves metrics and documentation on their own ports', async () => {
    const [METRICS_PORT = '', DOCS_PORT = ''] = await freePorts(2);
    const port = await start('main.js', { ...embedded, METRICS_PORT, DOCS_PORT }).says(/"port":(\d+)/);
    const paths = ['/metrics', '/docs', '/openapi.json', '/health/live'];
    const statuses = (on: string): Promise<number[]> =>
      Promise.all(paths.map(async (path) => (await fetch(`http://127.0.0.1:${on}${path}`)).status));
    expect(await Promise.all([port, METRICS_PORT, DOCS_PORT].map(statuses))).toEqual([
      [404, 404, 404, 200],
      [200, 404, 404, 404],
      [404, 200, 200, 200],
    ]);
    expect(await service?.ends('SIGTERM')).toBe(0);
  });

  it('serves metrics on their port for any spelling of their path', async () => {
    const [METRICS_PORT = ''] = await freePorts(1);
    await start('main.js', { ...embedded, METRICS_PORT }).says(/"port":(\d+)/);
    const targets = ['/metrics', '/metrics?x=1', '/metrics#x', '/%6detrics', 'http://host/metrics', '/', '/metricsx'];
    const answers = await Promise.all(
      targets.map((target) => exchange(`http://127.0.0.1:${METRICS_PORT}`, head(`GET ${target} HTTP/1.1`))),
    );
    expect(answers.map(([answer]) => answer?.status)).toEqual([200, 200, 200, 200, 200, 404, 404]);
    const headed = await fetch(`http://127.0.0.1:${METRICS_PORT}/metrics?x=1`, { method: 'HEAD' });
    expect([headed.status, await headed.text()]).toEqual([200, '']);
  });

  it('serves while it drains, then exits with 0', async () => {
    // Long enough for one request, on a busy machine too.
    const running = start('main.js', { ...embedded, DRAIN_DELAY_MS: '3000' });
    const port = await running.says(/"port":(\d+)/);
    const ended = running.ends('SIGTERM');
    const outcomes: (number | string)[] = [];
    for (let code: number | string = 200; typeof code === 'number'; outcomes.push(code)) {
      code = await fetch(`http://127.0.0.1:${port}/health/ready`).then(
        ({ status }) => status,
        () => 'closed',
      );
    }
    expect(await ended).toBe(0);
    // Readiness may be 200 only until the signal arrives, and must then be 503 until the end.
    expect(outcomes).toContain(503);
    expect(outcomes.filter((outcome) => ![200, 503, 'closed'].includes(outcome))).toEqual([]);
  });

  it('opens no debugger on SIGUSR1', async () => {
    const running = start('main.js', embedded);
    await running.says(/"port":(\d+)/);
    running.signal('SIGUSR1');
    // During the drain, Node would have had time to print the address of the debugger.
    expect(await running.ends('SIGTERM')).toBe(0);
    expect(running.output).not.toMatch(/debugger|inspector/i);
  });

  it('exits at once on a signal before it listens', async () => {
    // Null if the signal arrived before any of our code ran.
    expect([0, null]).toContain(await start('main.js', embedded).ends('SIGTERM'));
  });

  it('does not start with invalid settings, and lists all of them', async () => {
    const running = start('main.js', { PORT: 'nonsense', REDIS_URL: 'redis://secret-host' });
    expect(await running.ends()).toBe(1);
    for (const name of ['PORT', 'REDIS_URL', 'TENANTS_FILE']) expect(running.output).toContain(name);
    expect(running.output).not.toMatch(/nonsense|secret-host|at .*\.js/);
  });

  it('does not start the demo tenant in production', async () => {
    const without = { ...embedded, TENANTS_FILE: '' };
    const running = start('main.js', without);
    expect(await running.ends()).toBe(1);
    expect(running.output).toContain('TENANTS_FILE');
  });
});

describe('the demo', () => {
  it('prints a token of its own issuer that works with curl as pasted, and removes its files at the end', async () => {
    const running = start('cli/demo.js', { PORT: '0', TMPDIR: folder });
    const command = await running.says(/curl -H 'Authorization: Bearer .*/);
    const { stdout } = await promisify(execFile)('/bin/bash', ['-c', `${command} --silent`]);
    expect(JSON.parse(stdout)).toEqual({
      tenant: 'demo',
      subject: 'ann',
      scopes: ['read', 'write', 'admin'],
      sharedKeys: false,
    });
    const files = (): string[] => readdirSync(folder).filter((name) => name.startsWith('rekognition-facade-demo-'));
    expect(files()).toHaveLength(1);
    expect([await running.ends('SIGTERM'), files()]).toEqual([0, []]);
  });

  it('has its users before it listens, prints its URL, and exits with 0', async () => {
    const running = start('cli/demo.js', { PORT: '0' });
    const url = await running.says(/Swagger UI +(http:\S+)\/docs/);
    const answer = await fetch(`${url}/collections/staff/users/ann/faces`, { headers: { 'x-api-key': 'demo-key' } });
    expect(((await answer.json()) as { items: object[] }).items).toHaveLength(3);
    expect(await running.ends('SIGINT')).toBe(0);
  });

  it('listens only when its users have settled, so that all with faces are ACTIVE', async () => {
    const running = start('cli/demo.js', { PORT: '0' });
    const url = await running.says(/Swagger UI +(http:\S+)\/docs/);
    const answer = await fetch(`${url}/collections/staff/users`, { headers: { 'x-api-key': 'demo-key' } });
    const { items } = (await answer.json()) as { items: { userId: string; userStatus: string }[] };
    expect(await running.ends('SIGINT')).toBe(0);
    expect(items.filter(({ userStatus }) => userStatus === 'ACTIVE').map(({ userId }) => userId)).toEqual([
      'ann',
      'bob',
      'carla',
      'dan',
      'eve',
      'fay',
      'kim',
      'lou',
    ]);
  });
});
