import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { eventually } from '../harness/eventually.js';
import { freePort } from '../harness/redis/redis-server.js';
import { COMPOSE_FOLDER, readCompose, replicasOf } from './compose.js';

const file = readCompose();
const { services } = file;
const HEADERS = { 'x-api-key': 'compose-key', 'content-type': 'application/json' };

const children = new Map<string, ChildProcess>();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'facade-compose-'));
});
afterEach(() => {
  for (const child of children.values()) child.kill('SIGKILL');
  children.clear();
  rmSync(folder, { recursive: true });
});

function run(name: string, command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): void {
  const child = spawn(command, args, { env: { PATH: process.env['PATH'] ?? '', ...env }, stdio: 'ignore' });
  children.set(name, child);
}

async function status(url: string, init: RequestInit = {}): Promise<Response | undefined> {
  return fetch(url, init).catch(() => undefined);
}

/** Starts the processes of the containers on free ports, each host name replaced by the address of its process. */
async function up(): Promise<string> {
  const ports = new Map<string, number>();
  for (const name of Object.keys(services)) ports.set(name, await freePort());
  const here = (text: string): string =>
    text.replaceAll(/\b([a-z]+(?:-\d)?):\d+\b/g, (whole, name: string) =>
      ports.has(name) ? `127.0.0.1:${ports.get(name)}` : whole,
    );
  const environmentOf = (name: string): Record<string, string> =>
    Object.fromEntries(Object.entries(services[name]?.environment ?? {}).map(([key, value]) => [key, here(value)]));
  const portOf = (name: string): string => String(ports.get(name));

  const [server = '', ...options] = services['redis']?.command ?? [];
  run('redis', server, [...options, '--port', portOf('redis'), '--dir', folder]);
  const [, script = ''] = services['engine']?.entrypoint ?? [];
  run('engine', process.execPath, [script, ...(services['engine']?.command ?? []), '--port', portOf('engine')]);
  const secrets = join(folder, 'secrets');
  writeFileSync(secrets, `${'s'.repeat(48)}\n`);
  const files = { TENANTS_FILE: join(COMPOSE_FOLDER, 'tenants.yaml'), SECRETS_FILE: secrets };
  for (const [name] of replicasOf(file)) {
    const settings = { ...environmentOf(name), ...files, PORT: portOf(name), NODE_ENV: 'production' };
    run(name, process.execPath, ['dist/main.js'], { ...settings, DRAIN_DELAY_MS: '1500' });
  }
  const front = { ...environmentOf('front'), FRONT: `127.0.0.1:${portOf('front')}` };
  run('front', 'haproxy', ['-db', '-f', join(COMPOSE_FOLDER, 'haproxy.cfg')], front);
  for (const [name] of replicasOf(file)) {
    await eventually(async () => {
      const ready = await status(`http://127.0.0.1:${portOf(name)}/health/ready`);
      return ready?.status === 200 && (await ready.text()).includes('"redis":"up"');
    });
  }
  const url = `http://127.0.0.1:${portOf('front')}`;
  await eventually(async () => (await status(`${url}/me`, { headers: HEADERS }))?.status === 200);
  return url;
}

describe('the processes of the compose file', () => {
  it('have a balancer whose configuration HAProxy accepts', () => {
    const environment = { PATH: process.env['PATH'] ?? '', ...services['front']?.environment };
    const { status: code, stderr } = spawnSync('haproxy', ['-c', '-f', join(COMPOSE_FOLDER, 'haproxy.cfg')], {
      env: environment,
      encoding: 'utf8',
    });
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('[ALERT]')]);
  });

  it('share keys, and answer by the other replicas when one is stopped', async () => {
    const url = await up();
    const me = await status(`${url}/me`, { headers: HEADERS });
    expect(await me?.json()).toMatchObject({ tenant: 'compose', sharedKeys: true });
    const create = (): Promise<Response | undefined> =>
      status(`${url}/collections`, {
        method: 'POST',
        headers: { ...HEADERS, 'idempotency-key': 'one' },
        body: JSON.stringify({ collectionId: 'staff' }),
      });
    await eventually(async () => (await create())?.status === 201);
    const first = await create();
    const replica = first?.headers.get('x-replica') ?? '';
    const stopped = children.get(replica)!;
    stopped.kill('SIGTERM');
    await once(stopped, 'exit');
    const second = await create();
    expect([second?.status, second?.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
    expect(second?.headers.get('x-replica')).not.toBe(replica);
  });
});
