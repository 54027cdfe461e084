import { CreateCollectionCommand, ListCollectionsCommand } from '@aws-sdk/client-rekognition';
import type { RekognitionClient } from '@aws-sdk/client-rekognition';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestEngine, refusal } from '../kit.js';

let engine: TestEngine;
let client: RekognitionClient;

beforeAll(async () => {
  engine = await TestEngine.start();
  client = engine.client();
});
afterAll(() => engine.close());

describe('CreateCollection', () => {
  it("answers AWS's example", async () => {
    expect(await client.send(new CreateCollectionCommand({ CollectionId: 'myphotos' }))).toMatchObject({
      CollectionArn: 'aws:rekognition:us-west-2:123456789012:collection/myphotos',
      StatusCode: 200,
      FaceModelVersion: '7.0',
    });
  });

  it('refuses an id that is taken with ResourceAlreadyExistsException', async () => {
    const command = () => new CreateCollectionCommand({ CollectionId: 'taken' });
    await client.send(command());
    expect(await refusal(client.send(command()))).toMatchObject({
      name: 'ResourceAlreadyExistsException',
      status: 400,
    });
  });

  it('takes ids that differ in case only for different ones', async () => {
    await client.send(new CreateCollectionCommand({ CollectionId: 'Case' }));
    await client.send(new CreateCollectionCommand({ CollectionId: 'case' }));
    const { CollectionIds } = await client.send(new ListCollectionsCommand({}));
    expect(CollectionIds).toEqual(expect.arrayContaining(['Case', 'case']));
  });

  it('takes tags of any script and refuses those that AWS keeps to itself', async () => {
    const Tags = { größe: 'grün', 名前: '東京 1' };
    const answer = await client.send(new CreateCollectionCommand({ CollectionId: 'tagged', Tags }));
    expect(answer.StatusCode).toBe(200);
    const reserved = new CreateCollectionCommand({ CollectionId: 'reserved', Tags: { 'aws:mine': '' } });
    expect(await refusal(client.send(reserved))).toMatchObject({ name: 'InvalidParameterException' });
  });
});
