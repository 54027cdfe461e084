// Steps the wall clock of a running service with libfaketime and asks it for reads, writes and calls that hang. Nobody
// may wait for ever, and nobody may be refused for the step: credentials and signatures have to recover by themselves.
//
// usage: clock-steps.mjs LIBFAKETIME FOLDER
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

const [, , libfaketime, folder] = process.argv;
const STEPS = ['+10s', '-10s', '+90s', '-90s', '+1h', '-1h'];
const OWN = { accountId: '999900001111', accessKeyId: 'AKIDOWN', secretAccessKey: 'own secret' };
const ACME = { accountId: '111122223333', accessKeyId: 'AKIDACME', secretAccessKey: 'secret of acme' };
const ROLE = 'arn:aws:iam::111122223333:role/faces';
const HASH = createHash('sha256').update('key').digest('hex');
/** Far above any deadline here: an answer that takes longer never comes. */
const NEVER_MS = 60_000;
const CALLS = 20;

const apiKeys = (id) => [
  { id, sha256: createHash('sha256').update(`${id}-key`).digest('hex'), scopes: ['read', 'write', 'admin'] },
];
const tenants = [
  {
    id: 'keys',
    awsAccount: ACME.accountId,
    region: 'eu-west-1',
    sharedWith: 'all',
    credentials: { static: { accessKeyIdEnv: 'ACME_ID', secretAccessKeyEnv: 'ACME_SECRET' } },
    apiKeys: apiKeys('keys'),
  },
  {
    id: 'role',
    awsAccount: ACME.accountId,
    region: 'eu-west-1',
    sharedWith: 'all',
    credentials: { assumeRole: { roleArn: ROLE, durationSeconds: 900 } },
    apiKeys: apiKeys('role'),
  },
];
const files = {
  accounts: join(folder, 'accounts.json'),
  tenants: join(folder, 'tenants.json'),
  time: join(folder, 'time'),
  secrets: join(folder, 'secrets'),
};
writeFileSync(files.accounts, JSON.stringify([OWN, ACME, { roleArn: ROLE, trusts: [OWN.accountId] }]));
writeFileSync(files.tenants, JSON.stringify({ tenants }));
writeFileSync(files.secrets, `${HASH}\n`);
setClock('+0s');

const children = [];
let passed = 0;
let failed = 0;
try {
  const engine = await start(
    ['dist/cli/engine.js', '--port', '0', '--control', '--accounts', files.accounts],
    {},
    /engine on (\S+)/,
  );
  const port = await start(
    ['dist/main.js'],
    {
      LD_PRELOAD: libfaketime,
      FAKETIME_TIMESTAMP_FILE: files.time,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      REKOGNITION: engine,
      TENANTS_FILE: files.tenants,
      SECRETS_FILE: files.secrets,
      HOST: '127.0.0.1',
      PORT: '0',
      QUOTAS: 'off',
      ACME_ID: ACME.accessKeyId,
      ACME_SECRET: ACME.secretAccessKey,
      AWS_ACCESS_KEY_ID: OWN.accessKeyId,
      AWS_SECRET_ACCESS_KEY: OWN.secretAccessKey,
    },
    /"port":(\d+)/,
  );
  await run(engine, `http://127.0.0.1:${port}`);
} finally {
  for (const child of children) child.kill('SIGKILL');
}
console.log(`${passed} passed, ${failed} failed`);

async function run(engine, url) {
  const ask = async (tenant, method, path, { body, wait = 10 } = {}) => {
    const startedMs = performance.now();
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: {
        'x-api-key': `${tenant}-key`,
        prefer: `wait=${wait}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(NEVER_MS),
    }).then(
      async (response) => ({ status: response.status, code: JSON.parse((await response.text()) || '{}').code ?? '' }),
      (error) => ({ status: 0, code: error.name }),
    );
    return { ...answer, tookMs: performance.now() - startedMs };
  };
  const fault = (faults) =>
    fetch(`${engine}/_engine/faults`, {
      method: faults.length > 0 ? 'PUT' : 'DELETE',
      ...(faults.length > 0 && { body: JSON.stringify(faults) }),
    });

  count(
    'the collection is created',
    (await ask('keys', 'POST', '/collections', { body: { collectionId: 'staff' } })).status === 201,
  );
  count('a role is assumed', (await ask('role', 'GET', '/collections')).status === 200);
  for (const [number, step] of STEPS.entries()) {
    // A call that hangs while the clock steps ends at its own deadline, neither before nor never.
    await fault([{ operation: 'ListFaces', fault: 'latency', latencyMs: NEVER_MS, times: 2 }]);
    const hanging = [
      ask('keys', 'GET', '/collections/staff/faces', { wait: 2 }),
      ask('role', 'GET', '/collections/staff/faces', { wait: 2 }),
    ];
    await seen(engine, 'ListFaces', 2 * (number + 1));
    setClock(step);
    const hung = await Promise.all(hanging);
    count(
      `${step}: calls that hung while the clock stepped end with 504: ${told(hung)}`,
      hung.every(({ status }) => status === 504),
    );
    count(
      `${step}: they were not ended before their deadline`,
      hung.every(({ tookMs }) => tookMs >= 1_990),
    );
    await fault([]);
    const reads = await Promise.all(
      Array.from({ length: CALLS }, (_, n) => ask(n % 2 === 0 ? 'keys' : 'role', 'GET', '/collections/staff/users')),
    );
    count(
      `${step}: reads are served: ${told(reads)}`,
      reads.every(({ status }) => status === 200),
    );
    const writes = await Promise.all(
      Array.from({ length: CALLS }, (_, n) =>
        ask(n % 2 === 0 ? 'keys' : 'role', 'POST', '/collections/staff/users', { body: { userId: `u${number}-${n}` } }),
      ),
    );
    count(
      `${step}: writes are served: ${told(writes)}`,
      writes.every(({ status }) => status === 201),
    );
    setClock('+0s');
    const back = await Promise.all(['keys', 'role'].map((tenant) => ask(tenant, 'GET', '/collections/staff/users')));
    count(
      `${step}: calls are served when the clock is set right again: ${told(back)}`,
      back.every(({ status }) => status === 200),
    );
  }
}

async function seen(engine, operation, times) {
  for (;;) {
    const { calls } = await (await fetch(`${engine}/_engine/calls`)).json();
    if (calls.filter((call) => call.operation === operation).length >= times) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

// Renamed into place: the service must never read half a line.
function setClock(offset) {
  writeFileSync(`${files.time}.new`, `${offset}\n`);
  renameSync(`${files.time}.new`, files.time);
}

function start(args, env, ready) {
  return new Promise((resolve, reject) => {
    const child = spawn('node_modules/.bin/node', args, {
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    let output = '';
    const hear = (chunk) => {
      output += chunk;
      const found = ready.exec(output);
      if (found) resolve(found[1]);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', () => reject(new Error(`${args[0]} ended:\n${output}`)));
  });
}

function told(answers) {
  const counts = {};
  for (const { status, code } of answers)
    counts[`${status} ${code}`.trim()] = (counts[`${status} ${code}`.trim()] ?? 0) + 1;
  const slowestMs = Math.max(...answers.map(({ tookMs }) => tookMs));
  return `${Object.entries(counts)
    .map(([what, times]) => `${times} x ${what}`)
    .join(', ')}, slowest ${Math.round(slowestMs)} ms`;
}

function count(title, ok) {
  if (ok) passed += 1;
  else failed += 1;
  console.log(`${ok ? 'ok     ' : 'FAILED '} ${title}`);
}
