import { once } from 'node:events';
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AssociateFacesCommand,
  CreateCollectionCommand,
  CreateUserCommand,
  DisassociateFacesCommand,
  IndexFacesCommand,
  ListFacesCommand,
  RekognitionClient,
  SearchFacesCommand,
  SearchUsersCommand,
} from '@aws-sdk/client-rekognition';
import { eachOf, percentile, timesOf } from './figures.js';
import type { Figure } from './figures.js';
import { jpeg } from './images.js';
import { startEngine } from './processes.js';
import type { Running } from './processes.js';

const FACES_PER_IMAGE = 100;
const FACES_PER_PERSON = 10;
/** One in this many users has faces. */
const USERS_PER_PERSON = 5;
const CALLS_AT_ONCE = 8;
const ROUNDS = 1000;
/** This share of the rounds runs first and is not counted, because the first calls of a process are slow. */
const ROUNDS_PER_WARM_UP = 10;
const SEARCH_ROUNDS = 100;
/** The benchmark ends after this time in any case. */
const MAX_MS = 60 * 60_000;
const PAGES_OF_A_CHANGE_BYTES = 10 * 4096;
const MEGABYTE = 1e6;

interface RunningEngine {
  readonly process: Running;
  readonly client: RekognitionClient;
  readonly startMs: number;
}

/**
 * Fills a data file over the wire and measures an engine on it: one collection has `faces` faces and `users` users,
 * another one a tenth of the faces.
 */
export async function benchmarkEngine({ faces = 0, users = 0 }: Readonly<Record<string, number>>): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const file = join(folder, 'engine.db');
  const leave = () => {
    rmSync(folder, { recursive: true, force: true });
    process.exit(1);
  };
  const ending = setTimeout(leave, MAX_MS);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, leave);
  try {
    const filling = await measured(file, (engine) => fill(engine, faces, users));
    const size = { name: 'Data file', value: (await stat(file)).size / MEGABYTE, unit: 'MB' } as const;
    const figures = await measured(file, (engine) => measure(engine, faces, users));
    return [...filling, size, ...both('Flush of the disk alone', flushTimes(folder)), ...figures];
  } finally {
    clearTimeout(ending);
    await rm(folder, { recursive: true });
  }
}

async function measured(file: string, work: (engine: RunningEngine) => Promise<Figure[]>): Promise<Figure[]> {
  const engine = await start(file);
  try {
    return await work(engine);
  } finally {
    engine.client.destroy();
    await engine.process.stop();
  }
}

async function start(dataFile: string): Promise<RunningEngine> {
  const started = performance.now();
  const engine = await startEngine({ dataFile, settleMs: 0 });
  const startMs = performance.now() - started;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new RekognitionClient({ endpoint: engine.url, region: 'us-east-1', credentials, maxAttempts: 1 });
  return { process: engine, client, startMs };
}

async function rssMegabytes({ process: { child } }: RunningEngine): Promise<number> {
  child.send('memory');
  const [{ rssBytes }] = (await once(child, 'message')) as [{ rssBytes: number }];
  return rssBytes / MEGABYTE;
}

async function fill({ client }: RunningEngine, faces: number, users: number): Promise<Figure[]> {
  const indexing = performance.now();
  await indexPeople(client, 'large', faces);
  await indexPeople(client, 'small', faces / 10);
  const indexed = (performance.now() - indexing) / 1000;

  const creating = performance.now();
  const UserIds = Array.from({ length: users }, (_, number) => `user-${number}`);
  await eachOf(users, CALLS_AT_ONCE, (number) =>
    client.send(new CreateUserCommand({ CollectionId: 'large', UserId: UserIds[number] })),
  );
  const created = (performance.now() - creating) / 1000;

  const people = await firstPeople(client, Math.min(users, faces / FACES_PER_PERSON) / USERS_PER_PERSON);
  const associating = performance.now();
  await eachOf(people.length, CALLS_AT_ONCE, (number) =>
    client.send(new AssociateFacesCommand({ CollectionId: 'large', UserId: UserIds[number], FaceIds: people[number] })),
  );
  const associated = (performance.now() - associating) / 1000;
  return [
    { name: 'IndexFaces, 100 faces an image: faces', value: (faces * 1.1) / indexed, unit: 'per second' },
    { name: 'CreateUser', value: users / created, unit: 'per second' },
    { name: 'AssociateFaces, 10 faces a call', value: people.length / associated, unit: 'per second' },
  ];
}

/** Images with 100 faces: ten faces of each of ten people. */
async function indexPeople(client: RekognitionClient, CollectionId: string, faces: number): Promise<void> {
  await client.send(new CreateCollectionCommand({ CollectionId }));
  const images = Math.ceil(faces / FACES_PER_IMAGE);
  await eachOf(images, 2, (image) => {
    const names = Array.from(
      { length: FACES_PER_IMAGE },
      (_, face) => `p${image * FACES_PER_PERSON + Math.floor(face / FACES_PER_PERSON)}`,
    );
    return client.send(new IndexFacesCommand({ CollectionId, Image: { Bytes: jpeg(`faces=${names.join(',')}`) } }));
  });
}

/** Returns the face ids of the first people in the large collection, ten of each. */
async function firstPeople(client: RekognitionClient, count: number): Promise<string[][]> {
  const people: string[][] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(new ListFacesCommand({ CollectionId: 'large', MaxResults: 4000, NextToken }));
    const ids = (page.Faces ?? []).map(({ FaceId = '' }) => FaceId);
    for (let at = 0; at < ids.length; at += FACES_PER_PERSON) people.push(ids.slice(at, at + FACES_PER_PERSON));
    NextToken = page.NextToken;
  } while (NextToken !== undefined && people.length < count);
  return people.slice(0, Math.floor(count));
}

async function measure(engine: RunningEngine, faces: number, users: number): Promise<Figure[]> {
  const { client, startMs } = engine;
  const [small, large] = [await someFaces(client, 'small'), await someFaces(client, 'large')];
  const before = await rssMegabytes(engine);
  const people = (await firstPeople(client, Math.min(ROUNDS, users / USERS_PER_PERSON))).map((FaceIds, number) => ({
    UserId: `user-${number}`,
    FaceIds: FaceIds.slice(0, 1),
  }));
  const takeOff = await timesOf(people.length, (round) =>
    client.send(new DisassociateFacesCommand({ CollectionId: 'large', ...people[round]! })),
  );
  const search = (CollectionId: string, ids: string[]) => (round: number) =>
    client.send(new SearchFacesCommand({ CollectionId, FaceId: ids[round % ids.length] }));
  const searchUsers = (round: number) =>
    client.send(new SearchUsersCommand({ CollectionId: 'large', FaceId: large[round % large.length] }));
  const [firstSmall = 0] = await timesOf(1, search('small', small));
  const inSmall = await timesOf(SEARCH_ROUNDS, search('small', small));
  const [firstLarge = 0] = await timesOf(1, search('large', large));
  const inLarge = await timesOf(SEARCH_ROUNDS, search('large', large));
  const after = await rssMegabytes(engine);
  const [firstUsers = 0] = await timesOf(1, searchUsers);
  const amongUsers = await timesOf(SEARCH_ROUNDS, searchUsers);
  const indexing = await timesOf(ROUNDS, () =>
    client.send(new IndexFacesCommand({ CollectionId: 'large', Image: { Bytes: jpeg('faces=newcomer') } })),
  );
  const [few, many, found] = [faces / 10, faces, Math.floor(users / USERS_PER_PERSON)].map((n) =>
    n.toLocaleString('en'),
  );
  return [
    { name: 'Start until listening', value: startMs / 1000, unit: 's', target: 10 },
    ...both('DisassociateFaces', takeOff.slice(takeOff.length / ROUNDS_PER_WARM_UP), 5),
    ...both('IndexFaces, one face', indexing),
    { name: `First SearchFaces over ${few}`, value: firstSmall, unit: 'ms' },
    ...both(`SearchFaces over ${few}`, inSmall, 60),
    { name: `First SearchFaces over ${many}`, value: firstLarge, unit: 'ms' },
    ...both(`SearchFaces over ${many}`, inLarge),
    { name: `First SearchUsers over ${found} with faces`, value: firstUsers, unit: 'ms' },
    ...both(`SearchUsers over ${found} with faces`, amongUsers),
    { name: 'Memory before the first search', value: before, unit: 'MB' },
    { name: 'Memory with all vectors', value: after, unit: 'MB' },
  ];
}

function both(name: string, times: readonly number[], target?: number): Figure[] {
  return [
    { name: `${name}, p50`, value: percentile(times, 0.5), unit: 'ms' },
    { name: `${name}, p99`, value: percentile(times, 0.99), unit: 'ms', ...(target === undefined ? {} : { target }) },
  ];
}

/** Measures the time of one fsync, the lower bound for any durable change on this disk. */
function flushTimes(folder: string): number[] {
  const descriptor = openSync(join(folder, 'flush'), 'w');
  const times = Array.from({ length: ROUNDS }, () => {
    writeSync(descriptor, Buffer.alloc(PAGES_OF_A_CHANGE_BYTES));
    const started = performance.now();
    fdatasyncSync(descriptor);
    return performance.now() - started;
  });
  closeSync(descriptor);
  return times;
}

async function someFaces(client: RekognitionClient, CollectionId: string): Promise<string[]> {
  const { Faces = [] } = await client.send(new ListFacesCommand({ CollectionId, MaxResults: SEARCH_ROUNDS * 37 }));
  return Faces.map(({ FaceId = '' }) => FaceId).filter((_, index) => index % 37 === 0);
}
