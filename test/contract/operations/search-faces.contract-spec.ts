import {
  AssociateFacesCommand,
  DeleteFacesCommand,
  InvalidParameterException,
  ResourceNotFoundException,
  SearchFacesCommand,
} from '@aws-sdk/client-rekognition';
import type { SearchFacesCommandInput } from '@aws-sdk/client-rekognition';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { indexPeople, itEngine, newCollection, newId, newUser, picture, VALIDATION } from '../kit.js';
import { withTarget } from '../with-engine.js';

const UNKNOWN_FACE = '00000000-0000-0000-0000-000000000000';

const { client } = withTarget();
let CollectionId: string;
let [ann1, ann2, ann3, bob]: string[] = [];

beforeAll(async () => {
  CollectionId = await newCollection(client);
  [ann1, ann2, ann3, bob] = await indexPeople(client, CollectionId, ['ann', 'ann', 'ann', 'bob']);
});
async function search(input: Partial<SearchFacesCommandInput> = {}) {
  return client.send(new SearchFacesCommand({ CollectionId, FaceId: ann1, ...input }));
}

async function found(input: Partial<SearchFacesCommandInput> = {}) {
  return (await search(input)).FaceMatches!.map(({ Face }) => Face!.FaceId);
}

describe('SearchFaces', () => {
  it("answers in the shape of AWS's example: similar faces with their details, most similar first", async () => {
    const answer = await search({ FaceMatchThreshold: 90, MaxFaces: 10 });
    expect(answer.SearchedFaceId).toBe(ann1);
    expect(answer.FaceModelVersion).toMatch(/^\d+(\.\d+)?$/);
    expect(answer.FaceMatches!.map(({ Face }) => Face!.FaceId).sort()).toEqual([ann2, ann3].sort());
    for (const { Similarity, Face } of answer.FaceMatches!) {
      expect(Similarity).toBeGreaterThanOrEqual(90);
      expect(Similarity).toBeLessThanOrEqual(100);
      expect(Object.keys(Face!)).toEqual(expect.arrayContaining(['FaceId', 'ImageId', 'BoundingBox', 'Confidence']));
    }
    const similarities = answer.FaceMatches!.map(({ Similarity = -1 }) => Similarity);
    expect(similarities).toEqual(similarities.toSorted((a, b) => b - a));
  });

  it('omits the searched face itself, at every threshold', async () => {
    expect(await found({ FaceMatchThreshold: 0 })).not.toContain(ann1);
    expect((await found({ FaceMatchThreshold: 0 })).toSorted()).toEqual([ann2, ann3, bob].toSorted());
  });

  it('uses a threshold of 80 by default', async () => {
    expect(await found()).toEqual(await found({ FaceMatchThreshold: 80 }));
    expect(await found()).not.toContain(bob);
  });

  it('returns the MaxFaces most similar faces', async () => {
    const all = await found({ FaceMatchThreshold: 0 });
    expect(await found({ FaceMatchThreshold: 0, MaxFaces: 1 })).toEqual(all.slice(0, 1));
    expect(await found({ FaceMatchThreshold: 0, MaxFaces: 2 })).toEqual(all.slice(0, 2));
  });

  it('finds nothing for an unknown person', async () => {
    expect(await search({ FaceId: bob })).toMatchObject({ SearchedFaceId: bob, FaceMatches: [] });
  });

  it('finds a face from the moment it is indexed until it is deleted', async () => {
    const [later] = await indexPeople(client, CollectionId, ['bob']);
    expect(await found({ FaceId: bob })).toEqual([later]);
    await client.send(new DeleteFacesCommand({ CollectionId, FaceIds: [later!] }));
    expect(await found({ FaceId: bob })).toEqual([]);
  });

  it('finds only faces of the same collection', async () => {
    const other = await newCollection(client);
    const [here] = await indexPeople(client, other, ['ann']);
    expect(await found({ CollectionId: other, FaceId: here })).toEqual([]);
    expect(await found()).not.toContain(here);
  });

  it('returns the ExternalImageId and the user of a face', async () => {
    const collection = await newCollection(client);
    const image = { Bytes: picture('ann') };
    const [FaceId] = await indexPeople(client, collection, ['ann']);
    const [other] = await indexPeople(client, collection, ['ann'], { Image: image, ExternalImageId: 'badge' });
    const UserId = await newUser(client, collection);
    await client.send(new AssociateFacesCommand({ CollectionId: collection, UserId, FaceIds: [other!] }));
    const { FaceMatches } = await search({ CollectionId: collection, FaceId });
    expect(FaceMatches).toMatchObject([{ Face: { FaceId: other, ExternalImageId: 'badge', UserId } }]);
  });

  it.each<[string, Partial<SearchFacesCommandInput>]>([
    ['an invalid face id', { FaceId: 'ann' }],
    ['a threshold above 100', { FaceMatchThreshold: 101 }],
    ['a threshold below 0', { FaceMatchThreshold: -1 }],
    ['MaxFaces of 0', { MaxFaces: 0 }],
    ['MaxFaces above 4,096', { MaxFaces: 4097 }],
  ])('rejects %s with ValidationException', async (_, input) => {
    await expect(search(input)).rejects.toMatchObject(VALIDATION);
  });

  it('rejects a face that is not in the collection with InvalidParameterException', async () => {
    await expect(search({ FaceId: UNKNOWN_FACE })).rejects.toBeInstanceOf(InvalidParameterException);
  });

  it('rejects a missing collection with ResourceNotFoundException', async () => {
    await expect(search({ CollectionId: newId() })).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  itEngine('returns equally similar faces in the order in which they were indexed', async () => {
    const collection = await newCollection(client);
    const Image = { Bytes: picture('ann') };
    const ids: string[] = [];
    for (let copy = 0; copy < 5; copy += 1) ids.push(...(await indexPeople(client, collection, [], { Image })));
    const { FaceMatches } = await search({ CollectionId: collection, FaceId: ids[2] });
    expect(FaceMatches!.map(({ Face }) => Face!.FaceId)).toEqual(ids.filter((id) => id !== ids[2]));
    expect(new Set(FaceMatches!.map(({ Similarity }) => Similarity))).toEqual(new Set([100]));
  });
});
