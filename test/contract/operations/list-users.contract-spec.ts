import { CreateCollectionCommand, ListUsersCommand, paginateListUsers } from '@aws-sdk/client-rekognition';
import type { RekognitionClient } from '@aws-sdk/client-rekognition';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestEngine, newCollection, newUser, refusal, userWithFaces } from '../kit.js';

let engine: TestEngine;
let client: RekognitionClient;

beforeAll(async () => {
  engine = await TestEngine.start({ settleMs: 1000, nowMs: () => 0 });
  client = engine.client();
});
afterAll(() => engine.close());

describe('ListUsers', () => {
  it("answers AWS's example: a page of users with their status, and a token for more", async () => {
    await client.send(new CreateCollectionCommand({ CollectionId: 'MyCollection' }));
    for (const user of ['demoUser4', 'demoUser2', 'demoUser1']) await newUser(client, 'MyCollection', user);
    expect(await client.send(new ListUsersCommand({ CollectionId: 'MyCollection', MaxResults: 2 }))).toMatchObject({
      NextToken: expect.any(String),
      Users: [
        { UserId: 'demoUser4', UserStatus: 'CREATED' },
        { UserId: 'demoUser2', UserStatus: 'CREATED' },
      ],
    });
  });

  it('gives every user exactly once over all pages, whoever joins meanwhile', async () => {
    const CollectionId = await newCollection(client);
    for (const user of ['a', 'b', 'c']) await newUser(client, CollectionId, user);
    const users: unknown[] = [];
    for await (const page of paginateListUsers({ client, pageSize: 2 }, { CollectionId })) {
      if (users.length === 0) await newUser(client, CollectionId, 'd');
      users.push(...page.Users!.map(({ UserId }) => UserId));
    }
    expect(users).toEqual(['a', 'b', 'c', 'd']);
  });

  it('shows a changed user UPDATING until its change is worked in, then ACTIVE', async () => {
    const moving = await TestEngine.start({ settleMs: 500, nowMs: () => 0 });
    try {
      const mover = moving.client();
      const { CollectionId } = await userWithFaces(mover, 1);
      const status = async () => (await mover.send(new ListUsersCommand({ CollectionId }))).Users![0]!.UserStatus;
      expect(await status()).toBe('UPDATING');
      await moving.control('POST', 'clock', { advanceMs: 499 });
      expect(await status()).toBe('UPDATING');
      await moving.control('POST', 'clock', { advanceMs: 1 });
      expect(await status()).toBe('ACTIVE');
    } finally {
      await moving.close();
    }
  });

  it('refuses a token of another collection with InvalidPaginationTokenException', async () => {
    const [here, there] = [await newCollection(client), await newCollection(client)];
    for (const user of ['a', 'b']) await newUser(client, here, user);
    const { NextToken } = await client.send(new ListUsersCommand({ CollectionId: here, MaxResults: 1 }));
    const elsewhere = new ListUsersCommand({ CollectionId: there, NextToken });
    expect(await refusal(client.send(elsewhere))).toMatchObject({ name: 'InvalidPaginationTokenException' });
  });

  it('refuses an absent collection as ResourceNotFoundException', async () => {
    const command = new ListUsersCommand({ CollectionId: 'nowhere' });
    expect(await refusal(client.send(command))).toMatchObject({ name: 'ResourceNotFoundException', status: 400 });
  });
});
