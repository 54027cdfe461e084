import { CreateCollectionCommand, CreateUserCommand, ListUsersCommand } from '@aws-sdk/client-rekognition';
import type { RekognitionClient } from '@aws-sdk/client-rekognition';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestEngine, newCollection, refusal } from '../kit.js';

let engine: TestEngine;
let client: RekognitionClient;

beforeAll(async () => {
  engine = await TestEngine.start();
  client = engine.client();
});
afterAll(() => engine.close());

describe('CreateUser', () => {
  it("answers AWS's example with nothing but metadata", async () => {
    await client.send(new CreateCollectionCommand({ CollectionId: 'MyCollection' }));
    const answer = await client.send(new CreateUserCommand({ CollectionId: 'MyCollection', UserId: 'DemoUser' }));
    expect(Object.keys(answer)).toEqual(['$metadata']);
  });

  it('makes a user that is CREATED', async () => {
    const CollectionId = await newCollection(client);
    await client.send(new CreateUserCommand({ CollectionId, UserId: 'ann' }));
    const { Users } = await client.send(new ListUsersCommand({ CollectionId }));
    expect(Users).toEqual([{ UserId: 'ann', UserStatus: 'CREATED' }]);
  });

  it('refuses an id that is taken with ConflictException, in its own collection only', async () => {
    const [here, there] = [await newCollection(client), await newCollection(client)];
    await client.send(new CreateUserCommand({ CollectionId: here, UserId: 'ann' }));
    const again = new CreateUserCommand({ CollectionId: here, UserId: 'ann' });
    expect(await refusal(client.send(again))).toMatchObject({ name: 'ConflictException', status: 400 });
    await client.send(new CreateUserCommand({ CollectionId: there, UserId: 'ann' }));
  });

  it('refuses an absent collection as ResourceNotFoundException', async () => {
    const command = new CreateUserCommand({ CollectionId: 'nowhere', UserId: 'ann' });
    expect(await refusal(client.send(command))).toMatchObject({ name: 'ResourceNotFoundException', status: 400 });
  });
});
