import {
  CreateCollectionCommand,
  DeleteCollectionCommand,
  DescribeCollectionCommand,
  ListCollectionsCommand,
  ListFacesCommand,
  ListTagsForResourceCommand,
  ListUsersCommand,
  ResourceNotFoundException,
  paginateListCollections,
} from '@aws-sdk/client-rekognition';
import { describe, expect, it } from '@jest/globals';
import { TestEngine, indexPeople, itEngine, newCollection, newId, userWithFaces, VALIDATION } from '../kit.js';
import { withTarget } from '../with-engine.js';

const { client } = withTarget();

function deleteCollection(CollectionId: string) {
  return client.send(new DeleteCollectionCommand({ CollectionId }));
}

describe('DeleteCollection', () => {
  it("answers like AWS's example: status code 200", async () => {
    expect((await deleteCollection(await newCollection(client))).StatusCode).toBe(200);
  });

  it('deletes the collection for every operation', async () => {
    const { CollectionId } = await userWithFaces(client, 1);
    await deleteCollection(CollectionId);
    for (const command of [
      new DescribeCollectionCommand({ CollectionId }),
      new ListUsersCommand({ CollectionId }),
      new ListFacesCommand({ CollectionId }),
      new DeleteCollectionCommand({ CollectionId }),
    ])
      await expect(client.send(command)).rejects.toBeInstanceOf(ResourceNotFoundException);
    const listed: string[] = [];
    for await (const { CollectionIds = [] } of paginateListCollections({ client }, {})) listed.push(...CollectionIds);
    expect(listed).not.toContain(CollectionId);
  });

  it('deletes its users, faces and tags: a new collection of the same id is empty', async () => {
    const { CollectionId } = await userWithFaces(client, 2);
    await deleteCollection(CollectionId);
    await client.send(new CreateCollectionCommand({ CollectionId }));
    const described = await client.send(new DescribeCollectionCommand({ CollectionId }));
    expect(described).toMatchObject({ FaceCount: 0, UserCount: 0 });
    expect((await client.send(new ListFacesCommand({ CollectionId }))).Faces).toEqual([]);
    expect((await client.send(new ListUsersCommand({ CollectionId }))).Users).toEqual([]);
    const tags = new ListTagsForResourceCommand({ ResourceArn: described.CollectionARN });
    expect((await client.send(tags)).Tags).toEqual({});
  });

  it('does not change other collections', async () => {
    const [kept, gone] = [await userWithFaces(client, 1), await userWithFaces(client, 1)];
    await deleteCollection(gone.CollectionId);
    const { Faces } = await client.send(new ListFacesCommand({ CollectionId: kept.CollectionId }));
    expect(Faces!.map(({ FaceId }) => FaceId)).toEqual(kept.FaceIds);
  });

  it('rejects a missing collection with ResourceNotFoundException', async () => {
    await expect(deleteCollection(newId())).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  it('rejects an id with invalid characters with ValidationException', async () => {
    await expect(deleteCollection('a b')).rejects.toMatchObject(VALIDATION);
  });

  itEngine('answers while thousands of faces of removed collections are still being deleted', async () => {
    const engine = await TestEngine.start();
    try {
      const busy = engine.client();
      for (let round = 0; round < 3; round += 1) {
        const CollectionId = 'again';
        await busy.send(new CreateCollectionCommand({ CollectionId }));
        for (let image = 0; image < 10; image += 1)
          await indexPeople(busy, CollectionId, Array<string>(100).fill('ann'));
        await busy.send(new DeleteCollectionCommand({ CollectionId }));
        expect((await busy.send(new ListCollectionsCommand({}))).CollectionIds).toEqual([]);
      }
    } finally {
      await engine.close();
    }
  });
});
