import { randomUUID } from 'node:crypto';
import { CreateCollectionCommand, ListFacesCommand, paginateListFaces } from '@aws-sdk/client-rekognition';
import type { RekognitionClient } from '@aws-sdk/client-rekognition';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestEngine, indexPeople, newCollection, newUser, refusal, userWithFaces } from '../kit.js';

let engine: TestEngine;
let client: RekognitionClient;

beforeAll(async () => {
  engine = await TestEngine.start();
  client = engine.client();
});
afterAll(() => engine.close());

describe('ListFaces', () => {
  it("answers AWS's example: what each face is, and whose", async () => {
    await client.send(new CreateCollectionCommand({ CollectionId: 'myphotos' }));
    const [face] = await indexPeople(client, 'myphotos', ['ann'], { ExternalImageId: 'myphotoid' });
    const answer = await client.send(new ListFacesCommand({ CollectionId: 'myphotos', MaxResults: 20 }));
    expect(answer.FaceModelVersion).toBe('7.0');
    expect(answer.Faces).toEqual([
      {
        FaceId: face,
        ImageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        ExternalImageId: 'myphotoid',
        Confidence: expect.any(Number),
        BoundingBox: { Width: 0.5, Height: 0.5, Left: 0.25, Top: 0.25 },
        IndexFacesModelVersion: '7.0',
      },
    ]);
  });

  it("narrows to a user's faces, to given ids, and to both", async () => {
    const { CollectionId, UserId, FaceIds } = await userWithFaces(client, 2);
    const [stranger] = await indexPeople(client, CollectionId, ['bob']);
    const list = async (filter: { UserId?: string; FaceIds?: string[] }) =>
      (await client.send(new ListFacesCommand({ CollectionId, ...filter }))).Faces!.map(({ FaceId }) => FaceId);
    expect(await list({ UserId })).toEqual(FaceIds);
    expect(await list({ FaceIds: [stranger!, randomUUID()] })).toEqual([stranger]);
    expect(await list({ UserId, FaceIds: [stranger!, FaceIds[1]!] })).toEqual([FaceIds[1]]);
  });

  it('gives every face exactly once over all pages of a filter', async () => {
    const { CollectionId, UserId, FaceIds } = await userWithFaces(client, 5);
    await indexPeople(client, CollectionId, ['bob']);
    const pages: unknown[] = [];
    for await (const page of paginateListFaces({ client, pageSize: 2 }, { CollectionId, UserId }))
      pages.push(page.Faces!.map(({ FaceId }) => FaceId));
    expect(pages).toEqual([FaceIds.slice(0, 2), FaceIds.slice(2, 4), FaceIds.slice(4)]);
  });

  it('lists a user without faces as nothing, and refuses an absent one as ResourceNotFoundException', async () => {
    const CollectionId = await newCollection(client);
    const UserId = await newUser(client, CollectionId);
    expect((await client.send(new ListFacesCommand({ CollectionId, UserId }))).Faces).toEqual([]);
    const absent = new ListFacesCommand({ CollectionId, UserId: 'nobody' });
    expect(await refusal(client.send(absent))).toMatchObject({ name: 'ResourceNotFoundException', status: 400 });
  });

  it('refuses an absent collection as ResourceNotFoundException', async () => {
    const command = new ListFacesCommand({ CollectionId: 'nowhere' });
    expect(await refusal(client.send(command))).toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('binds a token to its filter, not to the page size', async () => {
    const { CollectionId, UserId, FaceIds } = await userWithFaces(client, 3);
    const { NextToken } = await client.send(new ListFacesCommand({ CollectionId, UserId, MaxResults: 1 }));
    const unfiltered = new ListFacesCommand({ CollectionId, NextToken, MaxResults: 1 });
    expect(await refusal(client.send(unfiltered))).toMatchObject({ name: 'InvalidPaginationTokenException' });
    const rest = await client.send(new ListFacesCommand({ CollectionId, UserId, NextToken, MaxResults: 9 }));
    expect(rest.Faces!.map(({ FaceId }) => FaceId)).toEqual(FaceIds.slice(1));
  });
});
