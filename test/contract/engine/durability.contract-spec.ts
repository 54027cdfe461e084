import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AssociateFacesCommand,
  CreateCollectionCommand,
  CreateUserCommand,
  DisassociateFacesCommand,
  IndexFacesCommand,
  RekognitionClient,
  paginateListFaces,
  paginateListUsers,
} from '@aws-sdk/client-rekognition';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startEngine } from '../../../src/engine/index.js';
import { indexPeople, png } from '../kit.js';

const PROGRAM = join(import.meta.dirname, '../../../dist/engine-main.js');
const CollectionId = 'staff';
const FACES_PER_IMAGE = 4;
const WRITERS = 4;
const CALLS_PER_ROUND = 60;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'engine-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function startProcess(file: string): Promise<{ process: ChildProcess; client: RekognitionClient }> {
  const args = [PROGRAM, '--port', '0', '--data', file, '--settle-ms', '0'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    output += chunk.toString();
    if (output.includes('\n')) break;
  }
  const endpoint = /http:\S+/.exec(output)![0];
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return {
    process: child,
    client: new RekognitionClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 }),
  };
}

/** What was answered, and what was asked and never answered. */
interface Ledger {
  readonly users: Map<string, string[]>;
  readonly unanswered: Set<string>;
}

/** One person's life: created, indexed, their faces joined, the first taken off again. Ends when the engine dies. */
async function writePerson(client: RekognitionClient, UserId: string, ledger: Ledger): Promise<void> {
  ledger.unanswered.add(UserId);
  await client.send(new CreateUserCommand({ CollectionId, UserId }));
  ledger.users.set(UserId, []);
  const FaceIds = await indexPeople(client, CollectionId, Array<string>(FACES_PER_IMAGE).fill(UserId));
  await client.send(new AssociateFacesCommand({ CollectionId, UserId, FaceIds }));
  ledger.users.set(UserId, FaceIds);
  await client.send(new DisassociateFacesCommand({ CollectionId, UserId, FaceIds: FaceIds.slice(0, 1) }));
  ledger.users.set(UserId, FaceIds.slice(1));
  ledger.unanswered.delete(UserId);
}

/** Writes with several clients at once and kills the engine amid it, after so many people. */
async function writeUntilKilled(
  engine: Awaited<ReturnType<typeof startProcess>>,
  round: number,
  ledger: Ledger,
): Promise<void> {
  let written = 0;
  const writer = async (number: number) => {
    for (let person = 0; ; person += 1) {
      await writePerson(engine.client, `r${round}w${number}p${person}`, ledger);
      written += 1;
      if (written === CALLS_PER_ROUND / WRITERS) engine.process.kill('SIGKILL');
    }
  };
  await Promise.allSettled(Array.from({ length: WRITERS }, (_, number) => writer(number)));
  if (engine.process.signalCode === null) await once(engine.process, 'exit');
}

async function readAll(client: RekognitionClient) {
  const users: string[] = [];
  for await (const { Users = [] } of paginateListUsers({ client }, { CollectionId }))
    users.push(...Users.map(({ UserId }) => UserId!));
  const faces = new Map<string, string | undefined>();
  const images = new Map<string, number>();
  for await (const { Faces = [] } of paginateListFaces({ client }, { CollectionId }))
    for (const { FaceId, ImageId, UserId } of Faces) {
      faces.set(FaceId!, UserId);
      images.set(ImageId!, (images.get(ImageId!) ?? 0) + 1);
    }
  return { users, faces, images };
}

describe('A data file', () => {
  it('loses no answered change and keeps none by half when the engine is killed amid writing', async () => {
    const file = join(folder, 'killed.db');
    const ledger: Ledger = { users: new Map(), unanswered: new Set() };
    for (let round = 0; round < 4; round += 1) {
      const engine = await startProcess(file);
      if (round === 0) await engine.client.send(new CreateCollectionCommand({ CollectionId }));
      await writeUntilKilled(engine, round, ledger);
      expect(engine.process.signalCode).toBe('SIGKILL');
      engine.client.destroy();
    }
    const after = await startProcess(file);
    const { users, faces, images } = await readAll(after.client);
    after.process.kill('SIGTERM');
    expect(await once(after.process, 'exit')).toEqual([0, null]);
    after.client.destroy();

    expect(users).toEqual(expect.arrayContaining([...ledger.users.keys()]));
    const halfImages = [...images.values()].filter((count) => count !== FACES_PER_IMAGE);
    expect(halfImages).toEqual([]);
    for (const [user, expected] of ledger.users) {
      const found = [...faces].filter(([, of]) => of === user).map(([face]) => face);
      if (!ledger.unanswered.has(user)) expect(found).toEqual(expected);
      else expect([0, FACES_PER_IMAGE, FACES_PER_IMAGE - 1]).toContain(found.length);
    }
    expect(ledger.users.size).toBeGreaterThan(CALLS_PER_ROUND / WRITERS);
  });

  it('is found again by the next engine, with the next ids of its series and its replays', async () => {
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

  it('is refused when it is no data of an engine', async () => {
    await expect(startEngine({ dataFile: PROGRAM })).rejects.toThrow(/not a database/);
  });
});
