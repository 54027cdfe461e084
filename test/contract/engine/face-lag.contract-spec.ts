import {
  AssociateFacesCommand,
  ListFacesCommand,
  SearchFacesByImageCommand,
  SearchFacesCommand,
  SearchUsersCommand,
  type RekognitionClient,
} from '@aws-sdk/client-rekognition';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { indexPeople, newCollection, newUser, picture, refusal, TestEngine } from '../kit.js';

const FACE_LAG_MS = 2000;
const NOT_FOUND = { name: 'InvalidParameterException', message: 'faceId was not found in the collection.' };

let engine: TestEngine;
let client: RekognitionClient;
let CollectionId: string;
let FaceId: string;

beforeAll(async () => {
  engine = await TestEngine.start({ faceLagMs: FACE_LAG_MS });
  client = engine.client();
});
afterAll(() => engine.close());
beforeEach(async () => {
  CollectionId = await newCollection(client);
  [FaceId = ''] = await indexPeople(client, CollectionId, ['ann']);
});

const passLag = () => engine.control('POST', 'clock', { advanceMs: FACE_LAG_MS });

describe('A face that was just indexed', () => {
  it('is not found by SearchFaces until the lag has passed', async () => {
    const search = () => client.send(new SearchFacesCommand({ CollectionId, FaceId }));
    expect(await refusal(search())).toMatchObject(NOT_FOUND);
    await engine.control('POST', 'clock', { advanceMs: FACE_LAG_MS - 1 });
    expect(await refusal(search())).toMatchObject(NOT_FOUND);
    await engine.control('POST', 'clock', { advanceMs: 1 });
    expect(await search()).toMatchObject({ SearchedFaceId: FaceId });
  });

  it('is not found by SearchUsers until the lag has passed', async () => {
    const search = () => client.send(new SearchUsersCommand({ CollectionId, FaceId }));
    expect(await refusal(search())).toMatchObject(NOT_FOUND);
    await passLag();
    expect(await search()).toMatchObject({ SearchedFace: { FaceId } });
  });

  it('cannot be associated until the lag has passed', async () => {
    const UserId = await newUser(client, CollectionId);
    const associate = () => client.send(new AssociateFacesCommand({ CollectionId, UserId, FaceIds: [FaceId] }));
    expect(await associate()).toMatchObject({
      AssociatedFaces: [],
      UnsuccessfulFaceAssociations: [{ FaceId, Reasons: ['FACE_NOT_FOUND'] }],
    });
    await passLag();
    expect((await associate()).AssociatedFaces).toEqual([{ FaceId }]);
  });

  it('is no match of a search until the lag has passed, although the collection lists it', async () => {
    const search = async () => {
      const command = new SearchFacesByImageCommand({ CollectionId, Image: { Bytes: picture('ann') } });
      return (await client.send(command)).FaceMatches!.map(({ Face }) => Face!.FaceId);
    };
    expect(await search()).toEqual([]);
    expect((await client.send(new ListFacesCommand({ CollectionId }))).Faces).toMatchObject([{ FaceId }]);
    await passLag();
    expect(await search()).toEqual([FaceId]);
  });
});
