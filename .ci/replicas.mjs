// Three replicas of the service behind haproxy, with Redis, under load: they are stopped and killed one after another.
//
// usage: replicas.mjs FOLDER ROUNDS
import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

const [, , folder, roundsText] = process.argv;
const ROUNDS = Number(roundsText);
const WORKERS = 8;
const ACCOUNT = { accountId: '111122223333', accessKeyId: 'AKIDACME', secretAccessKey: 'secret of acme' };
/** Far above any deadline here: an answer that takes longer never comes. */
const NEVER_MS = 60_000;

const file = (name, text) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const accounts = file('accounts.json', JSON.stringify([ACCOUNT]));
const secrets = file('secrets', `${createHash('sha256').update('secret').digest('hex')}\n`);
const tenants = file(
  'tenants.json',
  JSON.stringify({
    tenants: [
      {
        id: 'acme',
        awsAccount: ACCOUNT.accountId,
        region: 'eu-west-1',
        credentials: { static: { accessKeyIdEnv: 'ACME_ID', secretAccessKeyEnv: 'ACME_SECRET' } },
        apiKeys: [
          {
            id: 'acme',
            sha256: createHash('sha256').update('acme-key').digest('hex'),
            scopes: ['read', 'write', 'admin'],
          },
        ],
      },
    ],
  }),
);

const children = new Set();
let passed = 0;
let failed = 0;
try {
  await main();
} finally {
  for (const child of children) child.kill('SIGKILL');
}
console.log(`${passed} passed, ${failed} failed`);

async function main() {
  const redisPort = await freePort();
  await start(
    'redis-server',
    ['--port', redisPort, '--bind', '127.0.0.1', '--save', '', '--dir', folder],
    {},
    /Ready to accept/,
  );
  const [, engine] = await start(
    process.execPath,
    ['dist/cli/engine.js', '--port', '0', '--accounts', accounts],
    {},
    /engine on (\S+)/,
  );
  const ports = [await freePort(), await freePort(), await freePort()];
  const env = {
    REKOGNITION: engine,
    TENANTS_FILE: tenants,
    SECRETS_FILE: secrets,
    REDIS_URL: `redis://127.0.0.1:${redisPort}`,
    HOST: '127.0.0.1',
    QUOTAS: 'off',
    DRAIN_DELAY_MS: '1500',
    ACME_ID: ACCOUNT.accessKeyId,
    ACME_SECRET: ACCOUNT.secretAccessKey,
  };
  const begin = async (port) =>
    (await start(process.execPath, ['dist/main.js'], { ...env, PORT: String(port) }, /"port":(\d+)/))[0];
  const replicas = [];
  for (const port of ports) replicas.push(await begin(port));
  const frontPort = await freePort();
  await start('haproxy', ['-db', '-f', file('haproxy.cfg', proxyConfig(frontPort, ports))], {}, undefined);
  const url = `http://127.0.0.1:${frontPort}`;
  await until(async () => (await ask(url, 'GET', '/collections')).status === 200);
  for (const port of ports) await until(() => isReady(port));

  const restart = async (nth, signal) => {
    const child = replicas[nth];
    child.kill(signal);
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    replicas[nth] = await begin(ports[nth]);
    await until(() => isReady(ports[nth]));
  };

  const stopped = await underLoad(url, 'stopped', async () => {
    for (let round = 0; round < ROUNDS; round += 1) await restart(round % 3, 'SIGTERM');
  });
  count(
    `of ${stopped.first} writes while a replica was stopped ${ROUNDS} times none failed (${stopped.late} found Redis too slow): ${stopped.failures.join(' ')}`,
    stopped.first > ROUNDS * 10 && stopped.failures.length === 0,
  );

  const killed = await underLoad(url, 'killed', async () => {
    for (let round = 0; round < ROUNDS; round += 1) await restart(round % 3, 'SIGKILL');
  });
  count(
    `of ${killed.first} writes while a replica was killed ${ROUNDS} times ${killed.failures.length} failed, at most those in flight (${killed.late} found Redis too slow)`,
    killed.first > ROUNDS * 10 && killed.failures.length <= ROUNDS * WORKERS,
  );
  count(
    `each that failed, repeated with its key, ended with 201 or 409 outcome-unknown: ${killed.odd.join(' ')}`,
    killed.odd.length === 0 && stopped.odd.length === 0,
  );

  const exist = new Set(await collections(url));
  const made = [...stopped.made, ...killed.made];
  const maybe = new Set([...stopped.unknown, ...killed.unknown]);
  const missing = made.filter((name) => !exist.has(name));
  count(`every acknowledged write is in the engine: ${missing.join(' ')}`, missing.length === 0);
  const known = new Set(made);
  const surplus = [...exist].filter((name) => !known.has(name) && !maybe.has(name));
  count(`nothing else is there but writes of unknown outcome: ${surplus.join(' ')}`, surplus.length === 0);
  const replayed = [];
  for (const { name, key } of killed.keys.slice(-50)) {
    let answer = await ask(url, 'POST', '/collections', { collectionId: name }, key);
    for (let repeat = 0; isRetryable(answer) && repeat < 50; repeat += 1) {
      await new Promise((go) => setTimeout(go, 200));
      answer = await ask(url, 'POST', '/collections', { collectionId: name }, key);
    }
    replayed.push(answer);
  }
  count(
    'every answer is replayed at any replica',
    replayed.every(({ status, replayed: isReplay }) => status === 201 && isReplay),
  );
}

/** Writes with a key each while `disturb` runs; a write that failed is repeated until it has a definite end. */
async function underLoad(url, prefix, disturb) {
  const result = { first: 0, late: 0, failures: [], odd: [], made: [], unknown: [], keys: [] };
  let isOver = false;
  const work = async (worker) => {
    for (let nth = 0; !isOver; nth += 1) {
      const name = `${prefix}-${worker}-${nth}`;
      const key = randomUUID();
      let answer = await ask(url, 'POST', '/collections', { collectionId: name }, key);
      result.first += 1;
      // On a machine that is too busy, Redis takes longer than 50 ms: the write was not sent, and is repeated below.
      if (answer.code === 'idempotency-unavailable') result.late += 1;
      else if (answer.status !== 201) result.failures.push(`${answer.status} ${answer.code}`);
      for (let repeat = 0; isRetryable(answer) && repeat < 200; repeat += 1) {
        await new Promise((go) => setTimeout(go, 200));
        answer = await ask(url, 'POST', '/collections', { collectionId: name }, key);
      }
      if (answer.status === 201) {
        result.made.push(name);
        result.keys.push({ name, key });
      } else if (answer.code === 'outcome-unknown') result.unknown.push(name);
      else result.odd.push(`${answer.status} ${answer.code}`);
    }
  };
  const workers = Array.from({ length: WORKERS }, (_, worker) => work(worker));
  await disturb();
  isOver = true;
  await Promise.all(workers);
  return result;
}

function isRetryable({ status, code }) {
  return status === 0 || status >= 500 || code === 'request-in-progress';
}

async function collections(url) {
  const names = [];
  for (let cursor = ''; cursor !== undefined;) {
    const { body } = await ask(
      url,
      'GET',
      `/collections?limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    names.push(...body.items.map(({ collectionId }) => collectionId));
    cursor = body.nextCursor;
  }
  return names;
}

async function ask(url, method, path, body, key) {
  try {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        'x-api-key': 'acme-key',
        prefer: 'wait=5',
        ...(key && { 'idempotency-key': key }),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(NEVER_MS),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    const parsed = isJson && text !== '' ? JSON.parse(text) : {};
    const replayed = response.headers.get('idempotency-replayed') === 'true';
    return { status: response.status, code: parsed.code ?? '', body: parsed, replayed };
  } catch (error) {
    return { status: 0, code: error.cause?.code ?? error.name, body: {} };
  }
}

async function isReady(port) {
  const { status, body } = await ask(`http://127.0.0.1:${port}`, 'GET', '/health/ready');
  return status === 200 && body.details?.redis === 'up';
}

/** Ejects a replica with its first failed probe, and tries another one only if a request never reached the first. */
function proxyConfig(port, replicas) {
  const servers = replicas.map((each, nth) => `  server pod${nth} 127.0.0.1:${each} check inter 100ms fall 1 rise 1`);
  return `defaults
  mode http
  timeout connect 1s
  timeout client 75s
  timeout server 75s
  timeout check 10s
  option redispatch
  retries 3
  retry-on conn-failure
frontend front
  bind 127.0.0.1:${port}
  default_backend pods
backend pods
  balance roundrobin
  option httpchk GET /health/ready
${servers.join('\n')}
`;
}

async function start(command, args, env, pattern) {
  const child = spawn(command, args, { env: { PATH: process.env.PATH, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  children.add(child);
  child.once('exit', () => children.delete(child));
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => (output = (output + chunk).slice(-20_000)));
  if (pattern === undefined) return [child];
  while (!pattern.test(output)) {
    if (child.exitCode !== null) throw new Error(`${command} ended:\n${output}`);
    await new Promise((go) => setTimeout(go, 20));
  }
  return [child, pattern.exec(output)[1]];
}

async function until(fact) {
  for (let nth = 0; nth < 3_000; nth += 1) {
    if (await fact()) return;
    await new Promise((go) => setTimeout(go, 20));
  }
  throw new Error('waited in vain');
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

function count(title, isGood) {
  if (isGood) passed += 1;
  else failed += 1;
  console.log(`${isGood ? 'ok     ' : 'FAILED '} ${title}`);
}
