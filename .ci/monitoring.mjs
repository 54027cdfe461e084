// The service with Redis, an engine and a collector of traces, scraped by Prometheus under load: every query of the
// dashboard and of the alert rules has a result, an alert fires, and one request is followed from its problem to its trace.
//
// usage: monitoring.mjs FOLDER [COMMAND…]   COMMAND starts the service; default: node dist/main.js
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';

const [, , folder, ...given] = process.argv;
const SERVICE = given.length > 0 ? given : [process.execPath, 'dist/main.js'];
const MONITORING = 'helm/rekognition-facade/monitoring';
const OWN = { accountId: '444455556666', accessKeyId: 'AKIDOWN', secretAccessKey: 'own secret' };
const ACME = { accountId: '111122223333', accessKeyId: 'AKIDACME', secretAccessKey: 'secret of acme' };
const ROLE = 'arn:aws:iam::777788889999:role/faces';
const MISSING_ROLE = 'arn:aws:iam::888899990000:role/missing';
const KEY_EXPIRES_AT = new Date(Date.now() + 3 * 86_400_000).toISOString();
/** Load goes on while queries run, because rates need it. */
const LOAD_MS = 15_000;
const VARIABLES = { $__rate_interval: '10s', $instance: '.*' };

const spans = [];
const children = new Set();
let passed = 0;
let failed = 0;

try {
  await main();
} catch (error) {
  count('the walk ends', false, error.stack);
} finally {
  for (const child of children) child.kill('SIGKILL');
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

async function main() {
  const collector = await startCollector();
  const redisPort = await freePort();
  const redis = ['--port', redisPort, '--bind', '127.0.0.1', '--save', '', '--dir', folder];
  await start('redis-server', redis, {}, /Ready to accept/);
  const roles = [{ roleArn: ROLE, trusts: [OWN.accountId] }];
  const accounts = file('accounts.json', JSON.stringify([OWN, ACME, ...roles]));
  const engineCommand = ['dist/cli/engine.js', '--port', '0', '--accounts', accounts, '--control'];
  const { said: engine } = await start(process.execPath, engineCommand, {}, /engine on (\S+)/);
  const [port, metricsPort, prometheusPort] = [await freePort(), await freePort(), await freePort()];
  const service = await start(
    SERVICE[0],
    SERVICE.slice(1),
    settings({ engine, redisPort, port, metricsPort, collector }),
    /"port":(\d+)/,
  );
  const prometheus = await startPrometheus(prometheusPort, metricsPort);
  const url = `http://127.0.0.1:${port}`;

  await until(async () => (await value(prometheus, 'up')) === 1, 'the first scrape');
  const people = await prepare(url);
  const load = startLoad(url, engine, people);
  await new Promise((go) => setTimeout(go, LOAD_MS));
  await countMetrics(`http://127.0.0.1:${metricsPort}/metrics`);
  await countQueries(prometheus);
  await countRules(prometheus);
  await until(async () => (await firing(prometheus)).includes('FacadeTenantClosed'), 'an alert that fires');
  count('the alert of a tenant whose settings are wrong fires', true);
  await load.stop();
  await follow(url, engine, service);
  service.child.kill('SIGTERM');
  const [code] = service.child.exitCode === null ? await once(service.child, 'exit') : [service.child.exitCode];
  count('the service ends with 0', code === 0);
}

function settings({ engine, redisPort, port, metricsPort, collector }) {
  const tenant = (id, awsAccount, credentials, key = {}) => ({
    id,
    awsAccount,
    region: 'eu-west-1',
    credentials,
    apiKeys: [{ id, sha256: sha256(`${id}-key`), scopes: ['read', 'write', 'admin'], ...key }],
  });
  const keys = { accessKeyIdEnv: 'ACME_ID', secretAccessKeyEnv: 'ACME_SECRET' };
  const tenants = [
    tenant('acme', ACME.accountId, { static: keys }, { expiresAt: KEY_EXPIRES_AT }),
    tenant('role', '777788889999', { assumeRole: { roleArn: ROLE, externalId: 'faces' } }),
    tenant('denied', '888899990000', { assumeRole: { roleArn: MISSING_ROLE, externalId: 'faces' } }),
    tenant('wrong', '999900001111', { static: keys }),
    tenant('incomplete', '222233334444', { static: { accessKeyIdEnv: 'MISSING', secretAccessKeyEnv: 'MISSING' } }),
  ];
  return {
    REKOGNITION: engine,
    TENANTS_FILE: file('tenants.json', JSON.stringify({ tenants })),
    SECRETS_FILE: file('secrets', `${sha256('secret')}\n`),
    REDIS_URL: `redis://127.0.0.1:${redisPort}`,
    HOST: '127.0.0.1',
    PORT: String(port),
    METRICS_PORT: String(metricsPort),
    OTEL_EXPORTER_OTLP_ENDPOINT: collector,
    AUDIT: join(folder, 'audit.log'),
    DRAIN_DELAY_MS: '0',
    LOG_LEVEL: 'info',
    AWS_ACCESS_KEY_ID: OWN.accessKeyId,
    AWS_SECRET_ACCESS_KEY: OWN.secretAccessKey,
    ACME_ID: ACME.accessKeyId,
    ACME_SECRET: ACME.secretAccessKey,
  };
}

async function startCollector() {
  const server = createHttpServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      for (const { scopeSpans } of JSON.parse(body).resourceSpans)
        spans.push(...scopeSpans.flatMap((scope) => scope.spans));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${server.address().port}`;
}

async function startPrometheus(port, metricsPort) {
  const config = `global: { scrape_interval: 1s, evaluation_interval: 1s }
rule_files: [${resolve(MONITORING, 'alerts.yaml')}]
scrape_configs:
  - job_name: facade
    static_configs: [{ targets: ['127.0.0.1:${metricsPort}'] }]
`;
  mkdirSync(join(folder, 'prometheus'));
  await start(
    'prometheus',
    [
      `--config.file=${file('prometheus.yaml', config)}`,
      `--storage.tsdb.path=${join(folder, 'prometheus')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    {},
    /Server is ready/,
  );
  return `http://127.0.0.1:${port}/api/v1`;
}

/** A collection with users who have faces. */
async function prepare(url) {
  await expect(201, ask(url, 'POST', '/collections', { body: { collectionId: 'staff' } }));
  const image = readFileSync('docs/tasks/ann.png').toString('base64');
  const users = Array.from({ length: 20 }, (_, n) => `user-${n}`);
  for (const userId of users.slice(0, 4)) {
    await expect(201, ask(url, 'POST', '/collections/staff/users', { body: { userId } }));
  }
  const { body } = await expect(
    201,
    ask(url, 'POST', '/collections/staff/faces', { body: { image: { bytes: image }, externalImageId: 'ann' } }),
  );
  return { users, faceId: body.faceRecords[0].face.faceId };
}

/** Requests of each kind that the dashboard and the alerts tell apart, until they are stopped. */
function startLoad(url, engine, { users, faceId }) {
  const errors = [];
  let isOver = false;
  const users1 = '/collections/staff/users';
  const disassociate = (userId, wait) =>
    ask(url, 'DELETE', `${users1}/${userId}/faces/${faceId}`, { headers: { prefer: `wait=${wait}` } });
  const rounds = {
    reads: () => ask(url, 'GET', users1),
    missing: () => ask(url, 'GET', '/collections/nowhere/users'),
    keyed: () =>
      ask(url, 'POST', '/collections', { body: { collectionId: 'staff' }, headers: { 'idempotency-key': 'one' } }),
    merged: () => Promise.all(Array.from({ length: 6 }, () => disassociate(users[0], 5))),
    flood: () => Promise.all(users.map((userId) => disassociate(userId, 1))),
    roles: () => ask(url, 'GET', '/collections', { key: 'role-key' }),
    denied: () => ask(url, 'GET', '/collections', { key: 'denied-key' }),
    closed: () => ask(url, 'GET', '/collections', { key: 'wrong-key' }),
    incomplete: () => ask(url, 'GET', '/collections', { key: 'incomplete-key' }),
    strangers: () => ask(url, 'GET', '/me', { key: 'unknown-key' }),
  };
  const faults = [
    { operation: 'ListUsers', fault: 'ProvisionedThroughputExceededException', share: 0.3 },
    { operation: 'ListFaces', fault: 'html-502', share: 0.5 },
  ];
  const work = async (round) => {
    while (!isOver) {
      await round().catch((error) => errors.push(error));
      await new Promise((go) => setTimeout(go, 250));
    }
  };
  const working = setFaults(engine, faults).then(() =>
    Promise.all([...Object.values(rounds), () => ask(url, 'GET', '/collections/staff/faces')].map(work)),
  );
  return {
    stop: async () => {
      isOver = true;
      await working;
      count('no request of the load was left without an answer', errors.length === 0, errors.slice(0, 3).join(', '));
    },
  };
}

async function setFaults(engine, faults) {
  const response = await fetch(`${engine}/_engine/faults`, { method: 'PUT', body: JSON.stringify(faults) });
  if (!response.ok) throw new Error(await response.text());
}

/** The scrape is clean, and the documentation has each metric of it and no other. */
async function countMetrics(url) {
  const text = await (await fetch(url)).text();
  const linted = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
  count('promtool check metrics finds nothing', linted.status === 0, `${linted.stdout}${linted.stderr}`);
  const live = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name).sort();
  const page = readFileSync('docs/observability.md', 'utf8');
  const documented = [...page.matchAll(/^\| `(\w+)` +\| (?:counter|gauge|histogram) /gm)].map(([, name]) => name);
  const different = [...new Set(live).symmetricDifference(new Set(documented))];
  count('the documentation has the metrics of the scrape and no other', different.length === 0, different.join(' '));
}

async function countQueries(prometheus) {
  const dashboard = JSON.parse(readFileSync(join(MONITORING, 'dashboard.json'), 'utf8'));
  const queries = dashboard.panels.flatMap(({ title, targets = [] }) =>
    targets.map((target) => ({ title, ...target })),
  );
  const labels = new Set(await get(`${prometheus}/labels`));
  const empty = [];
  for (const { title, expr, legendFormat = '' } of queries) {
    const used = [...labelsIn(expr), ...[...legendFormat.matchAll(/{{(\w+)}}/g)].map(([, label]) => label)];
    for (const label of used) if (!labels.has(label)) empty.push(`${title}: no label ${label}`);
    const query = Object.entries(VARIABLES).reduce((text, [name, by]) => text.replaceAll(name, by), expr);
    const isThere = async () => (await samples(prometheus, query)).some(({ value: [, at] }) => at !== 'NaN');
    if (!(await eventually(isThere))) empty.push(`${title}: ${query}`);
  }
  for (const { query } of dashboard.templating.list) {
    const metric = /^label_values\((\w+), \w+\)$/.exec(query.query ?? '')?.[1];
    if (metric !== undefined && (await samples(prometheus, metric)).length === 0) empty.push(query.query);
  }
  count(
    `each of the ${queries.length} queries of the dashboard has a result`,
    queries.length > 20 && empty.length === 0,
    empty.join('\n'),
  );
}

/** A label that does not exist would not make a query empty. */
function labelsIn(query) {
  return [...query.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, names]) => names.split(/, */));
}

/** With `bool`, a comparison that does not hold has the value 0 in place of no result. */
async function countRules(prometheus) {
  const { groups } = await get(`${prometheus}/rules`);
  const rules = groups.flatMap((group) => group.rules);
  const labels = new Set(await get(`${prometheus}/labels`));
  const empty = [];
  for (const { name, query, health, lastError } of rules) {
    for (const label of labelsIn(query)) if (!labels.has(label)) empty.push(`${name}: no label ${label}`);
    if (health !== 'ok') empty.push(`${name}: ${lastError ?? health}`);
    const unfiltered = query.replace(/ (==|!=|>=|<=|>|<) /g, ' $1 bool ');
    if (!(await eventually(async () => (await samples(prometheus, unfiltered)).length > 0)))
      empty.push(`${name}: ${unfiltered}`);
  }
  count(`each of the ${rules.length} rules has a result`, rules.length > 20 && empty.length === 0, empty.join('\n'));
}

/** From a problem as callers see it: its id leads to the log, and the log to the trace. */
async function follow(url, engine, service) {
  // An operation that the load leaves alone, so that its circuit breaker is closed.
  const faults = [{ operation: 'DescribeCollection', fault: 'InternalServerError', times: 10 }];
  await setFaults(engine, faults);
  const { body } = await ask(url, 'GET', '/collections/staff');
  const lines = () =>
    service
      .output()
      .split('\n')
      .filter((line) => line.includes(body.requestId) && line.endsWith('}'))
      .map((line) => JSON.parse(line));
  await until(() => lines().length >= 2, 'the lines of the request');
  const call = lines().find(({ msg }) => msg === 'call');
  const request = lines().find(({ msg }) => msg === 'request');
  count(
    "the id of a problem finds the line of its request, and of its call with AWS's exception",
    request?.code === body.code && call?.awsException === 'InternalServerError' && call.awsRequestId !== undefined,
    JSON.stringify([request, call]),
  );
  const attribute = ({ attributes }, key) => attributes.find((each) => each.key === key)?.value.stringValue;
  const trace = () => spans.filter(({ traceId }) => traceId === call?.traceId);
  await until(() => trace().some((span) => attribute(span, 'aws.request_id') === call?.awsRequestId), 'the trace');
  const [root] = trace().filter((span) => attribute(span, 'facade.request_id') === body.requestId);
  const attempts = trace().filter(({ name }) => name === 'Rekognition/DescribeCollection');
  count(
    'its trace arrives, with each attempt below the request',
    attempts.length > 0 &&
      attempts.length === call?.attempts &&
      attempts.every(({ parentSpanId }) => parentSpanId === root?.spanId),
  );
}

async function firing(prometheus) {
  const { alerts } = await get(`${prometheus}/alerts`);
  return alerts.filter(({ state }) => state === 'firing').map(({ labels }) => labels.alertname);
}

async function value(prometheus, query) {
  return Number((await samples(prometheus, query))[0]?.value[1]);
}

async function samples(prometheus, query) {
  const { result } = await get(`${prometheus}/query?query=${encodeURIComponent(query)}`);
  return Array.isArray(result?.[0]) || result === undefined ? [] : result;
}

async function get(url) {
  const { status, data, error } = await (await fetch(url)).json();
  if (status !== 'success') throw new Error(`${url}: ${error}`);
  return data;
}

async function ask(url, method, path, { body, headers = {}, key = 'acme-key' } = {}) {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { 'x-api-key': key, ...headers, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(60_000),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  return { status: response.status, body: isJson && text !== '' ? JSON.parse(text) : {} };
}

async function expect(status, asked) {
  const answer = await asked;
  if (answer.status !== status) throw new Error(`expected ${status}: ${JSON.stringify(answer)}`);
  return answer;
}

async function start(command, args, env, pattern) {
  const child = spawn(command, args, { env: { PATH: process.env.PATH, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  children.add(child);
  child.once('exit', () => children.delete(child));
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => (output = (output + chunk).slice(-1_000_000)));
  while (!pattern.test(output)) {
    if (child.exitCode !== null) throw new Error(`${command} ended:\n${output}`);
    await new Promise((go) => setTimeout(go, 20));
  }
  return { child, said: pattern.exec(output)[1], output: () => output };
}

async function eventually(fact) {
  for (let nth = 0; nth < 50; nth += 1) {
    if (await fact()) return true;
    await new Promise((go) => setTimeout(go, 200));
  }
  return false;
}

async function until(fact, what) {
  if (!(await eventually(fact)) && !(await eventually(fact))) throw new Error(`waited in vain for ${what}`);
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

function file(name, text) {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function sha256(text) {
  return createHash('sha256').update(text).digest('hex');
}

function count(title, isGood, details = '') {
  if (isGood) passed += 1;
  else failed += 1;
  console.log(`${isGood ? 'ok     ' : 'FAILED '} ${title}${isGood || details === '' ? '' : `: ${details}`}`);
}
