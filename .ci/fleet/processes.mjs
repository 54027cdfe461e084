// Redis, an engine, three replicas and haproxy, as processes on free ports of this machine.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';

export const ACCOUNT = { accountId: '111122223333', accessKeyId: 'AKIDACME', secretAccessKey: 'secret of acme' };
export const REGION = 'eu-west-1';
export const BASE_PATH = '/faces';
/** The rate of the one operation with a quota. Nothing but the check of quotas uses it. */
export const LIMITED_PER_SECOND = 0.25;
/** The load must not be rejected: it would otherwise depend on how much of it the machine can do. */
const UNUSED_PER_SECOND = 100_000;
const QUOTAS = {
  DescribeCollection: LIMITED_PER_SECOND,
  AssociateFaces: UNUSED_PER_SECOND,
  CreateCollection: UNUSED_PER_SECOND,
  CreateUser: UNUSED_PER_SECOND,
  DisassociateFaces: UNUSED_PER_SECOND,
  IndexFaces: UNUSED_PER_SECOND,
  ListCollections: UNUSED_PER_SECOND,
  ListFaces: UNUSED_PER_SECOND,
  ListUsers: UNUSED_PER_SECOND,
};
/** Far above any deadline here: an answer that takes longer never comes. */
const NEVER_MS = 60_000;
const hashOf = (text) => createHash('sha256').update(text).digest('hex');

/** Ends with `stop`, which ends every process. */
export class Fleet {
  #children = new Set();
  #replicas = [];

  constructor(folder) {
    this.folder = folder;
  }

  async start() {
    const redisPort = await freePort();
    const redis = ['--port', redisPort, '--bind', '127.0.0.1', '--save', '', '--dir', this.folder];
    await this.#run('redis-server', redis, {}, /Ready to accept/);
    const accounts = this.#file('accounts.json', JSON.stringify([ACCOUNT]));
    const engine = ['dist/cli/engine.js', '--port', '0', '--accounts', accounts, '--control'];
    [, this.engine] = await this.#run(process.execPath, engine, {}, /engine on (\S+)/);
    this.ports = [await freePort(), await freePort(), await freePort()];
    this.settings = {
      REKOGNITION: this.engine,
      TENANTS_FILE: this.#file('tenants.json', JSON.stringify(TENANTS)),
      SECRETS_FILE: this.#file('secrets', `${hashOf('secret')}\n`),
      REDIS_URL: `redis://127.0.0.1:${redisPort}`,
      HOST: '127.0.0.1',
      BASE_PATH,
      DRAIN_DELAY_MS: '1500',
      ACME_ID: ACCOUNT.accessKeyId,
      ACME_SECRET: ACCOUNT.secretAccessKey,
    };
    for (const nth of this.ports.keys()) await this.#begin(nth);
    const frontPort = await freePort();
    this.url = `http://127.0.0.1:${frontPort}`;
    await this.#balance(frontPort);
    await until(async () => (await ask(this.url, 'GET', '/collections')).status === 200);
  }

  get urls() {
    return this.ports.map((port) => `http://127.0.0.1:${port}`);
  }

  /** Ends one replica and starts it again. */
  async restart(nth, signal) {
    const child = this.#replicas[nth];
    child.kill(signal);
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    await this.#begin(nth);
  }

  stop() {
    for (const child of this.#children) child.kill('SIGKILL');
  }

  async #begin(nth) {
    const env = { ...this.settings, PORT: String(this.ports[nth]) };
    [this.#replicas[nth]] = await this.#run(process.execPath, ['dist/main.js'], env, /"port":\d+/);
    await until(() => this.#isReady(nth));
  }

  /** With the configuration of the compose file. */
  async #balance(port) {
    const replicas = Object.fromEntries(this.ports.map((each, nth) => [`REPLICA_${nth + 1}`, `127.0.0.1:${each}`]));
    const env = { FRONT: `127.0.0.1:${port}`, PATH_DEPTH: '5', BASE_PATH, ...replicas };
    await this.#run('haproxy', ['-db', '-f', resolve('docs/compose/haproxy.cfg')], env);
  }

  async #isReady(nth) {
    const { status, body } = await ask(this.urls[nth], 'GET', '/health/ready');
    return status === 200 && body.details?.redis === 'up';
  }

  #file(name, text) {
    const path = join(this.folder, name);
    writeFileSync(path, text);
    return path;
  }

  async #run(command, args, env, pattern) {
    const child = spawn(command, args, { env: { PATH: process.env.PATH, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#children.add(child);
    child.once('exit', () => this.#children.delete(child));
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => (output = (output + chunk).slice(-20_000)));
    await until(() => {
      if (child.exitCode !== null) throw new Error(`${command} ended:\n${output}`);
      return pattern?.test(output) ?? true;
    });
    return [child, pattern?.exec(output)[1]];
  }
}

const TENANTS = {
  accounts: { [ACCOUNT.accountId]: { quotas: QUOTAS } },
  tenants: [
    {
      id: 'acme',
      awsAccount: ACCOUNT.accountId,
      region: REGION,
      credentials: { static: { accessKeyIdEnv: 'ACME_ID', secretAccessKeyEnv: 'ACME_SECRET' } },
      apiKeys: [{ id: 'acme', sha256: hashOf('acme-key'), scopes: ['read', 'write', 'admin'] }],
    },
  ],
};

/** Sends a request. Status 0: no answer came. A Buffer is sent as an image, other bodies as JSON. */
export async function ask(url, method, path, body, headers = {}) {
  const isImage = Buffer.isBuffer(body);
  try {
    const response = await fetch(`${url}${BASE_PATH}${path}`, {
      method,
      headers: {
        'x-api-key': 'acme-key',
        prefer: 'wait=5',
        ...(body && { 'content-type': isImage ? 'image/jpeg' : 'application/json' }),
        ...headers,
      },
      ...(body && { body: isImage ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(NEVER_MS),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    const parsed = isJson && text !== '' ? JSON.parse(text) : {};
    return { status: response.status, code: parsed.code ?? '', body: parsed, headers: response.headers };
  } catch (error) {
    return { status: 0, code: error.cause?.code ?? error.name, body: {}, headers: new Map() };
  }
}

/** Whether Redis took too long: on a machine that is too busy, any command may. Nothing was sent to Rekognition. */
export function isRedisLate({ code }) {
  return code === 'idempotency-unavailable';
}

export async function until(fact) {
  for (let nth = 0; nth < 3_000; nth += 1) {
    if (await fact()) return;
    await pause(20);
  }
  throw new Error('waited in vain');
}

export function pause(ms) {
  return new Promise((go) => setTimeout(go, ms));
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
