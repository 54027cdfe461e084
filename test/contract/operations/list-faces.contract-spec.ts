import { randomUUID } from 'node:crypto';
import {
  InvalidPaginationTokenException,
  ListFacesCommand,
  ResourceNotFoundException,
  paginateListFaces,
} from '@aws-sdk/client-rekognition';
import { describe, expect, it } from '@jest/globals';
import { indexPeople, newCollection, newId, newUser, userWithFaces, VALIDATION } from '../kit.js';
import { withTarget } from '../with-engine.js';

const { client } = withTarget();

describe('ListFaces', () => {
  it("answers like AWS's example: each face with its details and user", async () => {
    const CollectionId = await newCollection(client);
    const [face] = await indexPeople(client, CollectionId, ['ann'], { ExternalImageId: 'myphotoid' });
    const answer = await client.send(new ListFacesCommand({ CollectionId, MaxResults: 20 }));
    expect(answer.FaceModelVersion).toMatch(/^\d+\.\d+$/);
    const part: unknown = expect.any(Number);
    expect(answer.Faces).toEqual([
      {
        FaceId: face,
        ImageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        ExternalImageId: 'myphotoid',
        Confidence: expect.any(Number),
        BoundingBox: { Width: part, Height: part, Left: part, Top: part },
        IndexFacesModelVersion: answer.FaceModelVersion,
      },
    ]);
  });

  it('filters by user, by ids, and by both', async () => {
    const { CollectionId, UserId, FaceIds } = await userWithFaces(client, 2);
    const [stranger] = await indexPeople(client, CollectionId, ['bob']);
    const list = async (filter: { UserId?: string; FaceIds?: string[] }) =>
      (await client.send(new ListFacesCommand({ CollectionId, ...filter }))).Faces!.map(({ FaceId }) => FaceId);
    expect(await list({ UserId })).toEqual(FaceIds);
    expect(await list({})).toEqual([...FaceIds, stranger]);
    expect(await list({ FaceIds: [stranger!, randomUUID()] })).toEqual([stranger]);
    expect(await list({ UserId, FaceIds: [stranger!, FaceIds[1]!] })).toEqual([FaceIds[1]]);
  });

  it('lists every face exactly once over all pages of a filter', async () => {
    const { CollectionId, UserId, FaceIds } = await userWithFaces(client, 5);
    await indexPeople(client, CollectionId, ['bob']);
    const pages: unknown[] = [];
    for await (const page of paginateListFaces({ client, pageSize: 2 }, { CollectionId, UserId }))
      pages.push(page.Faces!.map(({ FaceId }) => FaceId));
    expect(pages).toEqual([FaceIds.slice(0, 2), FaceIds.slice(2, 4), FaceIds.slice(4)]);
  });

  it('returns an empty list for a user without faces, and rejects a missing one with ResourceNotFoundException', async () => {
    const CollectionId = await newCollection(client);
    const UserId = await newUser(client, CollectionId);
    expect((await client.send(new ListFacesCommand({ CollectionId, UserId }))).Faces).toEqual([]);
    const absent = new ListFacesCommand({ CollectionId, UserId: 'nobody' });
    await expect(client.send(absent)).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  it('rejects a missing collection with ResourceNotFoundException', async () => {
    const command = new ListFacesCommand({ CollectionId: newId() });
    await expect(client.send(command)).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  it('rejects a page size of 4,097 and invalid ids with ValidationException', async () => {
    const CollectionId = await newCollection(client);
    for (const input of [{ MaxResults: 4097 }, { MaxResults: -1 }, { FaceIds: [] }, { FaceIds: ['x'] }]) {
      const command = new ListFacesCommand({ CollectionId, ...input });
      await expect(client.send(command)).rejects.toMatchObject(VALIDATION);
    }
    const largest = new ListFacesCommand({ CollectionId, MaxResults: 4096 });
    expect((await client.send(largest)).Faces).toEqual([]);
  });

  it('binds a token to its filter, not to the page size', async () => {
    const { CollectionId, UserId, FaceIds } = await userWithFaces(client, 3);
    const { NextToken } = await client.send(new ListFacesCommand({ CollectionId, UserId, MaxResults: 1 }));
    const unfiltered = new ListFacesCommand({ CollectionId, NextToken, MaxResults: 1 });
    await expect(client.send(unfiltered)).rejects.toBeInstanceOf(InvalidPaginationTokenException);
    const rest = await client.send(new ListFacesCommand({ CollectionId, UserId, NextToken, MaxResults: 9 }));
    expect(rest.Faces!.map(({ FaceId }) => FaceId)).toEqual(FaceIds.slice(1));
  });
});
