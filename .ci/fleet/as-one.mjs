// What shows that replicas act as one: where paths go, changes of one user, and quotas.
import { performance } from 'node:perf_hooks';

import { AssociateFacesCommand, CreateUserCommand, IndexFacesCommand } from '@aws-sdk/client-rekognition';

import { jpeg, STAFF } from './people.mjs';
import { ask, BASE_PATH, LIMITED_PER_SECOND, pause, until } from './processes.mjs';

const CLIENTS = 20;
const FACES_PER_CLIENT = 4;
/** On a machine on which Redis is too slow for this, nothing is found out about replicas. */
const MAX_RUNS = 5;
const LATENCY_MS = 30;
const TURN_MS = 1_000 / LIMITED_PER_SECOND;

/** Asks for each user's faces and status. @returns the users whose requests reached several replicas. */
export async function pathsThatMove(url, users) {
  const all = new Set();
  const moved = [];
  for (const user of users) {
    const found = new Set();
    for (const path of ['', '/faces', '/faces?limit=1', '']) {
      const { headers } = await ask(url, 'GET', `/collections/${STAFF}/users/${user}${path}`);
      found.add(headers.get('x-replica'));
    }
    if (found.size !== 1) moved.push(user);
    for (const replica of found) all.add(replica);
  }
  return all.size === 3 ? moved : [...moved, `only ${[...all].join(' and ')} were reached`];
}

/** Clients at all replicas change one user, each with patience for 30 s. */
export async function conflictsOnOneUser({ urls, engine }, client) {
  const { FaceRecords } = await client.send(new IndexFacesCommand({ CollectionId: STAFF, Image: crowd() }));
  const faces = FaceRecords.map(({ Face }) => Face.FaceId);
  await setLatency(engine, LATENCY_MS);
  for (let run = 0; run < MAX_RUNS; run += 1) {
    const user = { CollectionId: STAFF, UserId: `one-${run}` };
    await client.send(new CreateUserCommand(user));
    await client.send(new AssociateFacesCommand({ ...user, FaceIds: faces }));
    await Promise.all(urls.map((url) => until(() => isRedisUp(url))));
    const failuresBefore = await redisFailures(urls);
    const answers = await Promise.all(
      Array.from({ length: CLIENTS }, (_, nth) => changes(urls[nth % urls.length], user.UserId, faces, nth)),
    );
    const faults = answers.flat().filter(({ status }) => status < 200 || status > 299);
    // While Redis is too slow, two replicas may change the user at once: that says nothing about leases.
    if (faults.length > 0 && (await redisFailures(urls)) > failuresBefore) continue;
    await setLatency(engine, 0);
    return {
      writes: answers.flat().length,
      faults: faults.map(({ status, code }) => `${status} ${code}`),
      slowRuns: run,
    };
  }
  await setLatency(engine, 0);
  return { writes: 0, faults: [], slowRuns: MAX_RUNS };
}

function crowd() {
  const people = Array.from({ length: CLIENTS * FACES_PER_CLIENT }, (_, nth) => `crowd-${nth}`);
  return { Bytes: jpeg(`faces=${people.join(',')}`) };
}

/** Takes faces off the user and puts them back, one after another. */
async function changes(url, user, faces, nth) {
  const path = `/collections/${STAFF}/users/${user}/faces`;
  const headers = { prefer: 'wait=30' };
  const answers = [];
  for (const face of faces.slice(nth * FACES_PER_CLIENT, (nth + 1) * FACES_PER_CLIENT)) {
    answers.push(await ask(url, 'DELETE', `${path}/${face}`, undefined, headers));
    answers.push(await ask(url, 'POST', path, { faceIds: [face] }, headers));
  }
  return answers;
}

async function setLatency(engine, ms) {
  const rules = ms === 0 ? [] : [{ operation: '*', fault: 'latency', share: 1, latencyMs: ms }];
  const { ok, status } = await fetch(`${engine}/_engine/faults`, { method: 'PUT', body: JSON.stringify(rules) });
  if (!ok) throw new Error(`the engine answered ${status}`);
}

async function isRedisUp(url) {
  return /^facade_redis_up 1$/m.test(await metricsOf(url));
}

/** Commands that failed, at all replicas. */
async function redisFailures(urls) {
  const texts = await Promise.all(urls.map(metricsOf));
  const lines = texts.flatMap((text) => [
    ...text.matchAll(/^facade_redis_commands_total\{.*outcome="failed".*\} (\d+)$/gm),
  ]);
  return lines.reduce((sum, [, number]) => sum + Number(number), 0);
}

async function metricsOf(url) {
  return (await fetch(`${url}${BASE_PATH}/metrics`)).text();
}

/** Of an operation whose calls all replicas share, far apart. @returns faults by title. */
export async function quotaFaults({ urls }) {
  const path = `/collections/${STAFF}`;
  const get = (nth) => ask(urls[nth % urls.length], 'GET', path, undefined, { prefer: 'wait=1' });
  const shared = [];
  const held = [];
  let conclusive = 0;
  for (let round = 0; conclusive < 2 && round < 2 * MAX_RUNS; round += 1) {
    await pause(1.1 * TURN_MS);
    const startedMs = performance.now();
    const one = await get(round);
    const other = await get(round + 1);
    const again = await get(round + 1);
    if (one.status !== 200) shared.push(`the first call was answered ${one.status} ${one.code}`);
    // A machine that needs longer has earned another turn meanwhile, or the patience of the last call reaches it.
    if (performance.now() - startedMs > TURN_MS - 1_500) continue;
    conclusive += 1;
    // 429 comes at once, unless the machine stands still until the caller's patience has ended.
    if (![429, 504].includes(other.status)) shared.push(`a call at another replica was answered ${other.status}`);
    for (const { headers } of [other, again]) {
      const told = headers.get('ratelimit') ?? '';
      if (!/;r=0;/.test(told)) shared.push(`another replica says ${told}`);
    }
    const seconds = Number(again.headers.get('retry-after'));
    if (again.status !== 429) held.push(`the next call was answered ${again.status}`);
    await pause(seconds * 1_000);
    const later = await get(round + 2);
    if (later.status !== 200) held.push(`${later.status} after ${seconds} s`);
  }
  if (conclusive === 0 && shared.length === 0) return {};
  return {
    "a turn taken at one replica is missing in another one's RateLimit": shared,
    'who comes back to another replica after Retry-After is served': held,
  };
}
