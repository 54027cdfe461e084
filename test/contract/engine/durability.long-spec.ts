import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  AssociateFacesCommand,
  CreateCollectionCommand,
  CreateUserCommand,
  DeleteCollectionCommand,
  DeleteFacesCommand,
  DeleteUserCommand,
  DescribeCollectionCommand,
  DisassociateFacesCommand,
  IndexFacesCommand,
  ListCollectionsCommand,
  RekognitionClient,
  paginateListFaces,
  paginateListUsers,
} from '@aws-sdk/client-rekognition';
import type { Face } from '@aws-sdk/client-rekognition';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startEngine } from '../../../src/engine/index.js';
import { caseCount } from '../../harness/case-count.js';
import { indexPeople, png } from '../kit.js';

const PROGRAM = join(import.meta.dirname, '../../../dist/cli/engine.js');
const CollectionId = 'staff';
const ROUNDS = caseCount(20, 100);
const WRITERS = 4;
/**
 * The number of answers after which the engine is killed. It grows with each round, so that the kills happen at
 * different points.
 */
const ANSWERS_BEFORE_KILL = 30;
const FACES_PER_PERSON = 4;

/** Processes that a failing test left running; ended after the test. */
const started: EngineProcess[] = [];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'engine-'));
});
afterAll(async () => {
  for (const { process: child, client } of started) {
    child.kill('SIGKILL');
    client.destroy();
  }
  await rm(folder, { recursive: true });
});

interface EngineProcess {
  readonly process: ChildProcess;
  readonly client: RekognitionClient;
}

async function startProcess(file: string): Promise<EngineProcess> {
  const args = [PROGRAM, '--port', '0', '--data', file, '--settle-ms', '0'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    output += chunk.toString();
    if (output.includes('\n')) break;
  }
  const endpoint = /http:\/\/[\w.:]+/.exec(output)![0];
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new RekognitionClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  started.push({ process: child, client });
  return { process: child, client };
}

/** A person of one round's collection. All their faces have the id as ExternalImageId. */
interface Person {
  readonly CollectionId: string;
  readonly UserId: string;
  FaceIds: string[];
}

/**
 * The calls for one person, each with the state after its answer: the user, if it exists, the faces of the user, and
 * the faces without a user, by their positions in the picture.
 */
const LIFE: readonly { call: (client: RekognitionClient, person: Person) => Promise<unknown>; leaves: string }[] = [
  { call: () => Promise.resolve(), leaves: 'nobody -/-' },
  {
    call: (client, { CollectionId, UserId }) => client.send(new CreateUserCommand({ CollectionId, UserId })),
    leaves: 'user -/-',
  },
  {
    call: async (client, person) => {
      const people = Array<string>(FACES_PER_PERSON).fill(person.UserId);
      person.FaceIds = await indexPeople(client, person.CollectionId, people, { ExternalImageId: person.UserId });
    },
    leaves: 'user -/0123',
  },
  { call: (client, person) => client.send(new AssociateFacesCommand(person)), leaves: 'user 0123/-' },
  {
    call: (client, { FaceIds, ...user }) =>
      client.send(new DisassociateFacesCommand({ ...user, FaceIds: FaceIds.slice(0, 2) })),
    leaves: 'user 23/01',
  },
  {
    call: (client, { CollectionId, FaceIds }) =>
      client.send(new DeleteFacesCommand({ CollectionId, FaceIds: FaceIds.slice(0, 1) })),
    leaves: 'user 23/1',
  },
  {
    call: (client, { CollectionId, UserId }) => client.send(new DeleteUserCommand({ CollectionId, UserId })),
    leaves: 'nobody -/123',
  },
  {
    call: (client, { CollectionId, FaceIds }) =>
      client.send(new DeleteFacesCommand({ CollectionId, FaceIds: FaceIds.slice(1) })),
    leaves: 'nobody -/-',
  },
];

/** What was answered in a round: the progress of each person, and the next step that was requested. */
interface Ledger {
  readonly CollectionId: string;
  readonly lives: Map<string, { answered: number; asked: number }>;
  /** A collection of many faces with a requested deletion, and whether that was answered. */
  readonly doomed: { readonly CollectionId: string; deleted: boolean };
}

/** Writes with several clients concurrently, and kills the engine at one of the answers. */
async function writeUntilKilled({ process: child, client }: EngineProcess, round: number): Promise<Ledger> {
  const doomed = { CollectionId: `doomed${round}`, deleted: false };
  const ledger: Ledger = { CollectionId: `round${round}`, lives: new Map(), doomed };
  for (const id of [ledger.CollectionId, doomed.CollectionId])
    await client.send(new CreateCollectionCommand({ CollectionId: id }));
  let answers = 0;
  const answered = () => {
    answers += 1;
    if (answers === ANSWERS_BEFORE_KILL + round) child.kill('SIGKILL');
  };
  const live = async (UserId: string, steps: number) => {
    const life = { answered: 0, asked: 0 };
    ledger.lives.set(UserId, life);
    const person = { CollectionId: ledger.CollectionId, UserId, FaceIds: [] };
    for (let step = 1; step <= steps; step += 1) {
      life.asked = step;
      await LIFE[step]!.call(client, person);
      life.answered = step;
      answered();
    }
  };
  const writer = async (number: number) => {
    for (let born = 0; ; born += 1) await live(`w${number}p${born}`, 1 + ((round + number + born) % (LIFE.length - 1)));
  };
  const doom = async () => {
    for (let image = 0; image < 3; image += 1)
      await indexPeople(client, doomed.CollectionId, Array<string>(100).fill('ann'));
    await client.send(new DeleteCollectionCommand({ CollectionId: doomed.CollectionId }));
    doomed.deleted = true;
  };
  const exit = once(child, 'exit');
  await Promise.allSettled([doom(), ...Array.from({ length: WRITERS }, (_, number) => writer(number))]);
  expect(await exit).toEqual([null, 'SIGKILL']);
  return ledger;
}

/** The state of all persons of a collection. Also checks the counts of the collection. */
async function peopleOf(client: RekognitionClient, CollectionId: string): Promise<Map<string, string>> {
  const users = new Set<string>();
  for await (const { Users = [] } of paginateListUsers({ client }, { CollectionId }))
    for (const { UserId } of Users) users.add(UserId!);
  const faces: Face[] = [];
  for await (const { Faces = [] } of paginateListFaces({ client }, { CollectionId })) faces.push(...Faces);
  const { FaceCount, UserCount } = await client.send(new DescribeCollectionCommand({ CollectionId }));
  expect({ FaceCount, UserCount }).toEqual({ FaceCount: faces.length, UserCount: users.size });

  const places = (person: string, owner: string | undefined) =>
    faces
      .filter(({ ExternalImageId, UserId }) => ExternalImageId === person && UserId === owner)
      .map(({ BoundingBox }) => Math.floor(BoundingBox!.Left! * FACES_PER_PERSON))
      .join('') || '-';
  const people = new Set([...users, ...faces.map(({ ExternalImageId }) => ExternalImageId!)]);
  return new Map(
    [...people].map((person) => [
      person,
      `${users.has(person) ? 'user' : 'nobody'} ${places(person, person)}/${places(person, undefined)}`,
    ]),
  );
}

async function expectKept(client: RekognitionClient, { CollectionId, lives, doomed }: Ledger): Promise<void> {
  const found = await peopleOf(client, CollectionId);
  expect([...found.keys()].filter((person) => !lives.has(person))).toEqual([]);
  for (const [person, { answered, asked }] of lives) {
    const possible = [answered, asked].map((step) => LIFE[step]!.leaves);
    expect({ person, possible, found: found.get(person) ?? 'nobody -/-' }).toEqual({
      person,
      possible,
      found: expect.stringMatching(new RegExp(`^(${possible.join('|')})$`)),
    });
  }
  const { CollectionIds } = await client.send(new ListCollectionsCommand({}));
  if (doomed.deleted) expect(CollectionIds).not.toContain(doomed.CollectionId);
}

/** Inspects a copy, so that only the next engine repairs what the kill left. */
async function checkIntegrity(file: string): Promise<unknown> {
  const copy = join(folder, 'copy.db');
  for (const part of ['', '-wal']) await copyFile(`${file}${part}`, `${copy}${part}`);
  const database = new DatabaseSync(copy);
  try {
    return database.prepare('PRAGMA integrity_check').all().concat(database.prepare('PRAGMA foreign_key_check').all());
  } finally {
    database.close();
  }
}

describe('A data file', () => {
  it('loses no answered change and contains no partial one, even if the engine is repeatedly killed while writing', async () => {
    const file = join(folder, 'killed.db');
    const ledgers: Ledger[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const engine = await startProcess(file);
      for (const ledger of ledgers.slice(-1)) await expectKept(engine.client, ledger);
      ledgers.push(await writeUntilKilled(engine, round));
      expect({ round, faults: await checkIntegrity(file) }).toEqual({ round, faults: [{ integrity_check: 'ok' }] });
    }
    const last = await startProcess(file);
    for (const ledger of ledgers) await expectKept(last.client, ledger);
    last.process.kill('SIGTERM');
    expect(await once(last.process, 'exit')).toEqual([0, null]);

    const lives = ledgers.flatMap((ledger) => [...ledger.lives.values()]);
    const steps = new Set(lives.map(({ answered }) => answered));
    expect([...steps].sort()).toEqual(LIFE.map((_, step) => step));
    expect(ledgers.some(({ doomed }) => doomed.deleted)).toBe(true);
  });

  it('is continued by the next engine, with its sequences of ids and its replays', async () => {
    const options = { dataFile: join(folder, 'again.db'), seed: 5 };
    const run = async (first: boolean) => {
      const engine = await startEngine(options);
      const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
      const client = new RekognitionClient({ endpoint: engine.url, region: 'us-east-1', credentials });
      if (first) await client.send(new CreateCollectionCommand({ CollectionId }));
      await client.send(new CreateUserCommand({ CollectionId, UserId: 'ann', ClientRequestToken: 'token' }));
      const { FaceRecords } = await client.send(new IndexFacesCommand({ CollectionId, Image: { Bytes: png() } }));
      client.destroy();
      await engine.close();
      return FaceRecords![0]!.Face!.FaceId;
    };
    expect(await run(true)).not.toBe(await run(false));
  });

  it('belongs to one engine at a time', async () => {
    const dataFile = join(folder, 'shared.db');
    const engine = await startEngine({ dataFile });
    await expect(startEngine({ dataFile })).rejects.toThrow(/locked/);
    await engine.close();
  });

  it('is rejected if it is not a data file of the engine', async () => {
    await expect(startEngine({ dataFile: PROGRAM })).rejects.toThrow(/not a database/);
  });
});
