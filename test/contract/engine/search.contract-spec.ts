import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AssociateFacesCommand,
  CreateCollectionCommand,
  CreateUserCommand,
  DeleteCollectionCommand,
  DeleteUserCommand,
  DisassociateFacesCommand,
  IndexFacesCommand,
  SearchFacesByImageCommand,
  SearchUsersByImageCommand,
  SearchUsersCommand,
} from '@aws-sdk/client-rekognition';
import type { RekognitionClient } from '@aws-sdk/client-rekognition';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TestEngine, indexPeople, picture } from '../kit.js';

const LAG_MS = 1000;
const CollectionId = 'staff';

let folder: string;
let engine: TestEngine;
let client: RekognitionClient;
/** Start of the engine's clock, which its control route advances. */
let nowMs: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'engine-'));
  nowMs = 0;
  await start();
  await client.send(new CreateCollectionCommand({ CollectionId }));
});
afterEach(async () => {
  await engine.close();
  await rm(folder, { recursive: true });
});

async function start(): Promise<void> {
  const dataFile = join(folder, 'engine.db');
  engine = await TestEngine.start({ dataFile, searchLagMs: LAG_MS, nowMs: () => nowMs, settleMs: 0 });
  client = engine.client();
}

async function restart(): Promise<void> {
  await engine.close();
  await start();
}

async function advance(advanceMs: number): Promise<void> {
  await engine.control('POST', 'clock', { advanceMs });
}

async function person(UserId: string, ...people: string[]): Promise<string[]> {
  await client.send(new CreateUserCommand({ CollectionId, UserId }));
  return addFaces(UserId, ...people);
}

async function addFaces(UserId: string, ...people: string[]): Promise<string[]> {
  const FaceIds = await indexPeople(client, CollectionId, people);
  await client.send(new AssociateFacesCommand({ CollectionId, UserId, FaceIds, UserMatchThreshold: 0 }));
  return FaceIds;
}

/** The users that a picture of a person finds, and whether all or some of their faces are of that person. */
async function found(who: string): Promise<Record<string, 'all' | 'some'>> {
  const search = { CollectionId, Image: { Bytes: picture(who) }, UserMatchThreshold: 15 };
  const { UserMatches } = await client.send(new SearchUsersByImageCommand(search));
  const share = (similarity: number) => (similarity > 90 ? 'all' : 'some');
  return Object.fromEntries(UserMatches!.map(({ User, Similarity }) => [User!.UserId!, share(Similarity!)]));
}

describe('The search lag', () => {
  it('hides a new user until it has passed, but never the faces of that user', async () => {
    await person('ann', 'ann');
    await advance(LAG_MS - 1);
    expect(await found('ann')).toEqual({});
    const faces = new SearchFacesByImageCommand({ CollectionId, Image: { Bytes: picture('ann') } });
    expect((await client.send(faces)).FaceMatches).toMatchObject([{ Face: { UserId: 'ann' } }]);
    await advance(1);
    expect(await found('ann')).toEqual({ ann: 'all' });
  });

  it('shows each version of a changed user as soon as its lag has passed', async () => {
    await person('mix', 'ann');
    await advance(600);
    await addFaces('mix', 'bob');
    expect(await found('ann')).toEqual({});
    await advance(400);
    expect(await found('ann')).toEqual({ mix: 'all' });
    expect(await found('bob')).toEqual({});
    await advance(599);
    expect(await found('bob')).toEqual({});
    await advance(1);
    expect(await found('ann')).toEqual({ mix: 'some' });
    expect(await found('bob')).toEqual({ mix: 'some' });
  });

  it('searches a user by the version that is visible to searches', async () => {
    await person('ann', 'ann');
    const first = await person('other', 'ann');
    const alike = async () => {
      const { UserMatches } = await client.send(new SearchUsersCommand({ CollectionId, UserId: 'other' }));
      return UserMatches!.map(({ User }) => User!.UserId);
    };
    expect(await alike()).toEqual([]);
    await advance(LAG_MS);
    expect(await alike()).toEqual(['ann']);
    await addFaces('other', 'bob');
    await client.send(new DisassociateFacesCommand({ CollectionId, UserId: 'other', FaceIds: first }));
    expect(await alike()).toEqual(['ann']);
    await advance(LAG_MS);
    expect(await alike()).toEqual([]);
  });

  it('survives a restart: the previous version is found until the lag of the new one has passed', async () => {
    const [ann] = await person('mix', 'ann');
    await advance(LAG_MS);
    await addFaces('mix', 'bob');
    await client.send(new DisassociateFacesCommand({ CollectionId, UserId: 'mix', FaceIds: [ann!] }));
    nowMs = 2 * LAG_MS - 1;
    await restart();
    expect([await found('ann'), await found('bob')]).toEqual([{ mix: 'all' }, {}]);
    await advance(1);
    expect([await found('ann'), await found('bob')]).toEqual([{}, { mix: 'all' }]);
  });

  it('does not keep a user that was deleted or has no more faces', async () => {
    const [FaceId] = await person('ann', 'ann');
    await person('anna', 'ann');
    await advance(LAG_MS);
    expect(await found('ann')).toEqual({ ann: 'all', anna: 'all' });
    await client.send(new DisassociateFacesCommand({ CollectionId, UserId: 'ann', FaceIds: [FaceId!] }));
    await client.send(new DeleteUserCommand({ CollectionId, UserId: 'anna' }));
    expect(await found('ann')).toEqual({});
  });
});

describe('A search', () => {
  it('finds the data that a previous engine stored in a data file', async () => {
    await person('ann', 'ann');
    nowMs = LAG_MS;
    await restart();
    expect(await found('ann')).toEqual({ ann: 'all' });
    await addFaces('ann', 'ann');
    expect(await found('ann')).toEqual({ ann: 'all' });
  });

  it('finds nothing of a collection that was deleted and created again', async () => {
    const search = () => client.send(new SearchFacesByImageCommand({ CollectionId, Image: { Bytes: picture('ann') } }));
    await indexPeople(client, CollectionId, ['ann']);
    expect((await search()).FaceMatches).toHaveLength(1);
    await client.send(new DeleteCollectionCommand({ CollectionId }));
    await client.send(new CreateCollectionCommand({ CollectionId }));
    expect((await search()).FaceMatches).toEqual([]);
    await indexPeople(client, CollectionId, ['ann']);
    expect((await search()).FaceMatches).toHaveLength(1);
  });

  it('uses the face with the largest box, in every operation', async () => {
    const Image = { Bytes: picture('ann', 'bob', 'cid') };
    const { FaceRecords } = await client.send(new IndexFacesCommand({ CollectionId, Image }));
    const areas = FaceRecords!.map(({ Face }) => Face!.BoundingBox!.Width! * Face!.BoundingBox!.Height!);
    expect(areas).toEqual(areas.toSorted((a, b) => b - a));
    const { FaceMatches, SearchedFaceBoundingBox } = await client.send(
      new SearchFacesByImageCommand({ CollectionId, Image }),
    );
    expect(FaceMatches).toMatchObject([{ Similarity: 100, Face: { FaceId: FaceRecords![0]!.Face!.FaceId } }]);
    expect(SearchedFaceBoundingBox).toEqual(FaceRecords![0]!.Face!.BoundingBox);
  });
});
