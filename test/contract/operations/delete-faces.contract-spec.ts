import { randomUUID } from 'node:crypto';
import {
  DeleteFacesCommand,
  ListFacesCommand,
  ListUsersCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-rekognition';
import { describe, expect, it } from '@jest/globals';
import { indexPeople, newCollection, newId, picture, userWithFaces, VALIDATION } from '../kit.js';
import { withTarget } from '../with-engine.js';

const { client } = withTarget();

function deleteFaces(CollectionId: string, FaceIds: string[]) {
  return client.send(new DeleteFacesCommand({ CollectionId, FaceIds }));
}

async function facesOf(CollectionId: string) {
  return (await client.send(new ListFacesCommand({ CollectionId }))).Faces!.map(({ FaceId }) => FaceId);
}

describe('DeleteFaces', () => {
  it("answers like AWS's example: the ids of the deleted faces", async () => {
    const CollectionId = await newCollection(client);
    const [gone, kept] = await indexPeople(client, CollectionId, ['ann', 'bob']);
    expect((await deleteFaces(CollectionId, [gone!])).DeletedFaces).toEqual([gone]);
    expect(await facesOf(CollectionId)).toEqual([kept]);
  });

  it("keeps a user's face, names the user, and deletes the rest", async () => {
    const { CollectionId, UserId, FaceIds } = await userWithFaces(client, 1);
    const [free] = await indexPeople(client, CollectionId, ['bob']);
    expect(await deleteFaces(CollectionId, [...FaceIds, free!])).toMatchObject({
      DeletedFaces: [free],
      UnsuccessfulFaceDeletions: [{ FaceId: FaceIds[0], UserId, Reasons: ['ASSOCIATED_TO_AN_EXISTING_USER'] }],
      $metadata: { httpStatusCode: 200 },
    });
    expect(await facesOf(CollectionId)).toEqual(FaceIds);
  });

  it('reports a face that is not in the collection, even if it is in another one, as FACE_NOT_FOUND', async () => {
    const [here, there] = [await newCollection(client), await newCollection(client)];
    const elsewhere = await indexPeople(client, there, ['ann']);
    const unknown = [randomUUID(), elsewhere[0]!];
    expect(await deleteFaces(here, unknown)).toMatchObject({
      DeletedFaces: [],
      UnsuccessfulFaceDeletions: unknown.map((FaceId) => ({ FaceId, Reasons: ['FACE_NOT_FOUND'] })),
    });
    expect(await facesOf(there)).toEqual(elsewhere);
  });

  it('does not find a face that was deleted before', async () => {
    const CollectionId = await newCollection(client);
    const FaceIds = await indexPeople(client, CollectionId, ['ann']);
    await deleteFaces(CollectionId, FaceIds);
    expect((await deleteFaces(CollectionId, FaceIds)).UnsuccessfulFaceDeletions).toEqual([
      { FaceId: FaceIds[0], Reasons: ['FACE_NOT_FOUND'] },
    ]);
  });

  it('counts a duplicate id once', async () => {
    const CollectionId = await newCollection(client);
    const [face] = await indexPeople(client, CollectionId, ['ann']);
    const unknown = randomUUID();
    const answer = await deleteFaces(CollectionId, [face!, unknown, face!, unknown]);
    expect(answer.DeletedFaces).toEqual([face]);
    expect(answer.UnsuccessfulFaceDeletions).toHaveLength(1);
  });

  it('lets the same image be indexed again under the same ExternalImageId, as a new face', async () => {
    const CollectionId = await newCollection(client);
    const once = { ExternalImageId: 'once', Image: { Bytes: picture('ann') } };
    const [first] = await indexPeople(client, CollectionId, [], once);
    await deleteFaces(CollectionId, [first!]);
    const [second] = await indexPeople(client, CollectionId, [], once);
    expect(second).not.toBe(first);
    expect(await facesOf(CollectionId)).toEqual([second]);
  });

  it('does not change users', async () => {
    const { CollectionId, FaceIds } = await userWithFaces(client, 1);
    const users = async () => (await client.send(new ListUsersCommand({ CollectionId }))).Users!.length;
    await deleteFaces(CollectionId, FaceIds);
    expect(await users()).toBe(1);
  });

  it('accepts 4,096 ids', async () => {
    const CollectionId = await newCollection(client);
    const known = await indexPeople(client, CollectionId, ['ann', 'bob']);
    const unknown = Array.from({ length: 4094 }, () => randomUUID());
    const answer = await deleteFaces(CollectionId, [...unknown, ...known]);
    expect(answer.DeletedFaces).toEqual(known);
    expect(answer.UnsuccessfulFaceDeletions).toHaveLength(4094);
  });

  it('rejects an empty list, 4,097 ids and invalid ids with ValidationException, and deletes nothing', async () => {
    const CollectionId = await newCollection(client);
    const known = await indexPeople(client, CollectionId, ['ann']);
    const tooMany = [...known, ...Array.from({ length: 4096 }, () => randomUUID())];
    for (const ids of [[], tooMany, [...known, 'x'], [...known, randomUUID().toUpperCase()]])
      await expect(deleteFaces(CollectionId, ids)).rejects.toMatchObject(VALIDATION);
    expect(await facesOf(CollectionId)).toEqual(known);
  });

  it('rejects a missing collection with ResourceNotFoundException', async () => {
    await expect(deleteFaces(newId(), [randomUUID()])).rejects.toBeInstanceOf(ResourceNotFoundException);
  });
});
