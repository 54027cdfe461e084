import {
  CreateCollectionCommand,
  DeleteFacesCommand,
  DeleteUserCommand,
  DescribeCollectionCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-rekognition';
import { describe, expect, it } from '@jest/globals';
import {
  VALIDATION,
  TestEngine,
  indexPeople,
  itEngine,
  newCollection,
  newId,
  newUser,
  picture,
  rawCall,
  userWithFaces,
} from '../kit.js';
import { withTarget } from '../with-engine.js';

const MINUTES_MS = 60_000;

const { client } = withTarget();

function describeCollection(CollectionId: string) {
  return client.send(new DescribeCollectionCommand({ CollectionId }));
}

describe('DescribeCollection', () => {
  it('returns ARN, model version, time of creation and zero counts of a new collection', async () => {
    const CollectionId = newId('myphotos');
    const { FaceModelVersion } = await client.send(new CreateCollectionCommand({ CollectionId }));
    const answer = await describeCollection(CollectionId);
    const region = await client.config.region();
    expect(answer).toMatchObject({ FaceCount: 0, UserCount: 0, FaceModelVersion });
    expect(answer.CollectionARN).toMatch(
      new RegExp(`^arn:aws:rekognition:${region}:\\d{12}:collection/${CollectionId}$`),
    );
    expect(Math.abs(answer.CreationTimestamp!.getTime() - Date.now())).toBeLessThan(5 * MINUTES_MS);
  });

  it('counts indexed faces that were not deleted, including those of users', async () => {
    const { CollectionId } = await userWithFaces(client, 2);
    const FaceIds = await indexPeople(client, CollectionId, ['bob', 'cid']);
    expect((await describeCollection(CollectionId)).FaceCount).toBe(4);
    await client.send(new DeleteFacesCommand({ CollectionId, FaceIds: FaceIds.slice(0, 1) }));
    expect((await describeCollection(CollectionId)).FaceCount).toBe(3);
  });

  it('counts created users that were not deleted, with and without faces', async () => {
    const { CollectionId, UserId } = await userWithFaces(client, 1);
    await newUser(client, CollectionId, 'bob');
    expect(await describeCollection(CollectionId)).toMatchObject({ UserCount: 2, FaceCount: 1 });
    await client.send(new DeleteUserCommand({ CollectionId, UserId }));
    expect(await describeCollection(CollectionId)).toMatchObject({ UserCount: 1, FaceCount: 1 });
  });

  it('does not count a face twice if its image is indexed again under its ExternalImageId', async () => {
    const CollectionId = await newCollection(client);
    const once = { ExternalImageId: 'once', Image: { Bytes: picture('ann') } };
    for (let time = 0; time < 2; time += 1) await indexPeople(client, CollectionId, [], once);
    expect((await describeCollection(CollectionId)).FaceCount).toBe(1);
  });

  it('rejects a missing collection with ResourceNotFoundException', async () => {
    await expect(describeCollection(newId())).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  it('rejects an id with invalid characters with ValidationException', async () => {
    await expect(describeCollection('a b')).rejects.toMatchObject(VALIDATION);
  });

  itEngine('returns the time of creation as epoch seconds with a fraction', async () => {
    const engine = await TestEngine.start({ nowMs: () => 1_500_000_000_123 });
    try {
      const CollectionId = await newCollection(engine.client());
      const body = JSON.stringify({ CollectionId });
      const { json } = await rawCall(engine.url, { target: 'DescribeCollection', body });
      expect(json['CreationTimestamp']).toBe(1_500_000_000.123);
    } finally {
      await engine.close();
    }
  });
});
