// Writes of all kinds, each with a key of its own, and the model of what they must have done.
import { randomUUID } from 'node:crypto';

import { GALLERY, jpeg, STAFF } from './people.mjs';
import { ask, isRedisLate, pause } from './processes.mjs';

const WORKERS = 8;
const REPEAT_MS = 200;
/** Longer than a lease of a key, at these intervals. */
const MAX_REPEATS = 200;

/** What acknowledged writes did, and what writes of unknown outcome may have done. */
export class Model {
  /** By kind, the things that must be there. */
  made = { collection: new Set(), user: new Set(), face: new Set() };
  /** By kind, how many more may be there; names where the caller chose them. */
  unknown = { collection: new Set(), user: new Set(), face: new Set() };
  taken = new Set();
  maybeTaken = new Set();
}

/** Takes turns over users, so that each gets writes from all workers. */
export function* disassociationsOf(faces) {
  const users = [...faces.keys()];
  for (let nth = 0; nth < faces.get(users[0]).length; nth += 1)
    for (const user of users) yield { user, face: faces.get(user)[nth] };
}

/** Kinds that Rekognition recognizes by a token when they are sent again. */
const REPEATABLE = new Set(['disassociate', 'user']);
const KINDS = ['disassociate', 'face', 'user', 'disassociate', 'collection', 'disassociate'];

/** The next write of a worker: how to send it, and how its end changes the model. */
function writeOf(kind, name, disassociations, model) {
  const next = kind === 'disassociate' ? disassociations.next().value : undefined;
  if (next !== undefined) {
    const { user, face } = next;
    return {
      request: ['DELETE', `/collections/${STAFF}/users/${user}/faces/${face}`, undefined],
      done: () => model.taken.add(`${user}/${face}`),
      unknown: () => model.maybeTaken.add(`${user}/${face}`),
    };
  }
  if (kind === 'face') {
    return {
      request: ['POST', `/collections/${GALLERY}/faces`, jpeg(`faces=${name}`)],
      done: ({ faceRecords }) => model.made.face.add(faceRecords[0].face.faceId),
      unknown: () => model.unknown.face.add(name),
    };
  }
  const isUser = kind === 'user';
  return {
    request: isUser
      ? ['POST', `/collections/${GALLERY}/users`, { userId: name }]
      : ['POST', '/collections', { collectionId: name }],
    done: () => model.made[isUser ? 'user' : 'collection'].add(name),
    unknown: () => model.unknown[isUser ? 'user' : 'collection'].add(name),
  };
}

/** Sends writes while `disturb` runs; each that failed is repeated with its key until it has a definite end. */
export async function underLoad({ url, prefix, disassociations, model }, disturb) {
  const result = { sent: 0, late: 0, failures: [], odd: [], answered: [] };
  let isOver = false;
  const work = async (worker) => {
    for (let nth = 0; !isOver; nth += 1) {
      const kind = KINDS[(worker + nth) % KINDS.length];
      const write = writeOf(kind, `${prefix}-${worker}-${nth}`, disassociations, model);
      const headers = { 'idempotency-key': randomUUID() };
      const first = await ask(url, ...write.request, headers);
      result.sent += 1;
      if (isRedisLate(first)) result.late += 1;
      else if (!isDone(first)) result.failures.push(`${kind} ${first.status} ${first.code}`);
      const last = await settled(first, () => ask(url, ...write.request, headers));
      if (isDone(last)) {
        write.done(last.body);
        result.answered.push({ kind, write, headers, status: last.status });
      } else if (last.code === 'outcome-unknown') write.unknown();
      else result.odd.push(`${kind} ${last.status} ${last.code}`);
    }
  };
  const workers = Array.from({ length: WORKERS }, (_, worker) => work(worker));
  try {
    await disturb();
  } finally {
    isOver = true;
  }
  await Promise.all(workers);
  return result;
}

/**
 * Repeats the last answered writes, which must be answered from their records. While Redis is too slow, a replica records
 * writes that may be repeated for itself; another one then runs them again, without a second effect.
 */
export async function notReplayed(url, answered) {
  const wrong = [];
  let harmless = 0;
  for (const { kind, write, headers, status } of answered) {
    const again = () => ask(url, ...write.request, headers);
    const answer = await settled(await again(), again);
    const isReplay = answer.headers.get('idempotency-replayed') === 'true';
    if (answer.status === status && isReplay) continue;
    if (answer.status === status && REPEATABLE.has(kind)) harmless += 1;
    else wrong.push(`${kind} ${answer.status} ${answer.code}`);
  }
  return { wrong, harmless };
}

function isDone({ status }) {
  return status >= 200 && status < 300;
}

async function settled(answer, again) {
  for (let repeat = 0; isUnsettled(answer) && repeat < MAX_REPEATS; repeat += 1) {
    await pause(REPEAT_MS);
    answer = await again();
  }
  return answer;
}

function isUnsettled({ status, code }) {
  return status === 0 || status >= 500 || code === 'request-in-progress';
}

/** Compares the engine with the model. @returns what is missing and what nobody asked for. */
export function differences(model, state, associations) {
  const found = [];
  for (const kind of ['collection', 'user', 'face']) {
    const made = model.made[kind];
    for (const name of made) if (!state[kind].has(name)) found.push(`${kind} ${name} is missing`);
    const surplus = [...state[kind]].filter((name) => !made.has(name));
    const unasked = kind === 'face' ? [] : surplus.filter((name) => !model.unknown[kind].has(name));
    found.push(...unasked.map((name) => `nobody made ${kind} ${name}`));
    // Rekognition chooses the ids of faces: each write of unknown outcome may have stored one.
    if (surplus.length > model.unknown[kind].size) found.push(`${surplus.length} more of kind ${kind} than asked for`);
  }
  for (const each of associations) {
    const isThere = state.association.has(each);
    if (model.taken.has(each) && isThere) found.push(`${each} is still associated`);
    if (!model.taken.has(each) && !model.maybeTaken.has(each) && !isThere) found.push(`nobody disassociated ${each}`);
  }
  return found;
}
