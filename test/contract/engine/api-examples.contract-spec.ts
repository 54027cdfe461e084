import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as sdk from '@aws-sdk/client-rekognition';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { apiExamples } from '../api-examples.js';
import type { ApiExample } from '../api-examples.js';
import { TestEngine, indexPeople, newUser, png } from '../kit.js';
import { MODEL } from '../model.js';

/** Members that AWS returns only for its first face model. */
const LEFT_BEHIND = 'OrientationCorrection';

/** The S3 objects in the examples, and the people in them, the largest face first. */
const PICTURES = {
  'mybucket/myphoto': 'ann,bob',
  'mybucket/mysourceimage': 'ann',
  'mybucket/mytargetimage': 'ann',
  'bucket/input.jpg': 'ann,bob,cid',
};

const PHOTOS = 'myphotos';
const COLLECTION = 'MyCollection';
const USER = 'DemoUser';
const PAGE_OF_USERS = 500;

let folder: string;
let engine: TestEngine;
let client: sdk.RekognitionClient;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 's3-'));
  for (const [key, people] of Object.entries(PICTURES)) {
    await mkdir(join(folder, key, '..'), { recursive: true });
    await writeFile(join(folder, key), png(`faces=${people}`));
  }
});
afterAll(() => rm(folder, { recursive: true }));

beforeEach(async () => {
  engine = await TestEngine.start({ s3Folder: folder });
  client = engine.client();
});
afterEach(() => engine.close());

const faces = (collection: string, ...people: string[]) => indexPeople(client, collection, people);

async function create(CollectionId: string): Promise<void> {
  await client.send(new sdk.CreateCollectionCommand({ CollectionId }));
}

async function user(UserId: string, FaceIds: string[], CollectionId = COLLECTION): Promise<void> {
  await newUser(client, CollectionId, UserId);
  await client.send(new sdk.AssociateFacesCommand({ CollectionId, UserId, FaceIds }));
}

async function twoAlike(): Promise<void> {
  await create(COLLECTION);
  await user(USER, await faces(COLLECTION, 'ann'));
  await user('demoUser1', await faces(COLLECTION, 'ann'));
}

/**
 * Creates what an operation's example requires. If its input names faces, returns the ids of ours in the same order.
 */
const PREPARATIONS: Readonly<Record<string, () => Promise<unknown>>> = {
  ListCollections: () => create(PHOTOS),
  DeleteCollection: () => create(PHOTOS),
  IndexFaces: () => create(PHOTOS),
  ListFaces: async () => {
    await create(PHOTOS);
    await user('demoUser2', await faces(PHOTOS, 'ann'), PHOTOS);
    await faces(PHOTOS, 'bob', 'cid');
  },
  DeleteFaces: async () => {
    await create(PHOTOS);
    return faces(PHOTOS, 'ann');
  },
  SearchFaces: async () => {
    await create(PHOTOS);
    const [searched] = await faces(PHOTOS, 'ann', 'ann', 'ann', 'ann');
    return [searched!];
  },
  SearchFacesByImage: async () => {
    await create(PHOTOS);
    await faces(PHOTOS, 'ann');
  },
  CreateUser: () => create(COLLECTION),
  DeleteUser: twoAlike,
  ListUsers: async () => {
    await create(COLLECTION);
    for (let number = 0; number <= PAGE_OF_USERS; number += 1) await newUser(client, COLLECTION, `demoUser${number}`);
  },
  AssociateFaces: async () => {
    await create(COLLECTION);
    await user(USER, await faces(COLLECTION, 'ann'));
    const [unlike, others, like] = await faces(COLLECTION, 'cid', 'bob', 'ann');
    await user('demoUser2', [others!]);
    return [unlike!, others!, like!];
  },
  DisassociateFaces: async () => {
    await create(COLLECTION);
    const [others, own, more] = await faces(COLLECTION, 'bob', 'ann', 'ann');
    await user('demoUser1', [others!]);
    await user(USER, [own!, more!]);
    return [others!, own!];
  },
  SearchUsers: twoAlike,
  SearchUsersByImage: twoAlike,
};

/** The example's input with our faces in place of AWS's. */
function withOurFaces({ input }: ApiExample, ids: readonly string[]): object {
  let next = 0;
  const ours = (value: unknown) =>
    typeof value === 'string' ? ids[next++] : (value as unknown[]).map(() => ids[next++]);
  return Object.fromEntries(
    Object.entries(input).map(([member, value]) => [member, /^FaceIds?$/.test(member) ? ours(value) : value]),
  );
}

/** The names of a response's members; the items of a list are combined. */
function members(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap((item) => members(item, `${path}[]`)))];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, of]) => [`${path}.${name}`, ...members(of, `${path}.${name}`)]);
}

const EXAMPLES = apiExamples(Object.keys(MODEL.ops));

describe("An example of AWS's API reference", () => {
  it('exists for all operations but four', () => {
    const without = Object.keys(MODEL.ops).filter((name) => !EXAMPLES.some(({ operation }) => operation === name));
    expect(without).toEqual(['DescribeCollection', 'ListTagsForResource', 'TagResource', 'UntagResource']);
  });

  it.each(EXAMPLES)('of $operation succeeds with all of its members: $title', async (example) => {
    const ids = ((await PREPARATIONS[example.operation]?.()) ?? []) as string[];
    const Command = (sdk as unknown as Record<string, new (input: object) => sdk.ListFacesCommand>)[
      `${example.operation}Command`
    ]!;
    const { $metadata, ...answer } = await client.send(new Command(withOurFaces(example, ids)));
    expect($metadata.httpStatusCode).toBe(200);
    const expected = members(example.answer).filter((path) => !path.endsWith(LEFT_BEHIND));
    expect(members(answer)).toEqual(expect.arrayContaining(expected));
  });
});
