import {
  InvalidPaginationTokenException,
  ListUsersCommand,
  ResourceNotFoundException,
  paginateListUsers,
} from '@aws-sdk/client-rekognition';
import { describe, expect, it } from '@jest/globals';
import { TestEngine, itEngine, newCollection, newId, newUser, userWithFaces, VALIDATION } from '../kit.js';
import { withTarget } from '../with-engine.js';

const { client } = withTarget({ settleMs: 1000, nowMs: () => 0 });

describe('ListUsers', () => {
  it("answers like AWS's example: a page of users with their status, and a token for more", async () => {
    const CollectionId = await newCollection(client);
    for (const user of ['demoUser4', 'demoUser2', 'demoUser1']) await newUser(client, CollectionId, user);
    const answer = await client.send(new ListUsersCommand({ CollectionId, MaxResults: 2 }));
    expect(answer.NextToken).toEqual(expect.any(String));
    expect(answer.Users!.map(({ UserStatus }) => UserStatus)).toEqual(['CREATED', 'CREATED']);
  });

  it('lists every user exactly once over all pages, even if users are created meanwhile', async () => {
    const CollectionId = await newCollection(client);
    for (const user of ['a', 'b', 'c']) await newUser(client, CollectionId, user);
    const users: unknown[] = [];
    for await (const page of paginateListUsers({ client, pageSize: 2 }, { CollectionId })) {
      if (users.length === 0) await newUser(client, CollectionId, 'd');
      users.push(...page.Users!.map(({ UserId }) => UserId));
    }
    expect(users.sort()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('lists at most 500 users per page; rejects a page size of 0 or 501 with ValidationException', async () => {
    const CollectionId = await newCollection(client);
    expect((await client.send(new ListUsersCommand({ CollectionId, MaxResults: 500 }))).Users).toEqual([]);
    for (const MaxResults of [0, 501]) {
      const command = new ListUsersCommand({ CollectionId, MaxResults });
      await expect(client.send(command)).rejects.toMatchObject(VALIDATION);
    }
  });

  itEngine('lists 500 users by default', async () => {
    const CollectionId = await newCollection(client);
    for (let number = 0; number < 501; number += 1) await newUser(client, CollectionId, `u${number}`);
    const first = await client.send(new ListUsersCommand({ CollectionId }));
    expect(first.Users).toHaveLength(500);
    const rest = new ListUsersCommand({ CollectionId, NextToken: first.NextToken });
    expect((await client.send(rest)).Users).toEqual([{ UserId: 'u500', UserStatus: 'CREATED' }]);
  });

  itEngine('shows a changed user as UPDATING until its change is processed, then as ACTIVE', async () => {
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

  it('rejects a token of another collection, and an invalid token, with InvalidPaginationTokenException', async () => {
    const [here, there] = [await newCollection(client), await newCollection(client)];
    for (const user of ['a', 'b']) await newUser(client, here, user);
    const { NextToken } = await client.send(new ListUsersCommand({ CollectionId: here, MaxResults: 1 }));
    const elsewhere = new ListUsersCommand({ CollectionId: there, NextToken });
    const invented = new ListUsersCommand({ CollectionId: here, NextToken: 'AAAA' });
    for (const command of [elsewhere, invented])
      await expect(client.send(command)).rejects.toBeInstanceOf(InvalidPaginationTokenException);
  });

  it('rejects a missing collection with ResourceNotFoundException', async () => {
    const command = new ListUsersCommand({ CollectionId: newId() });
    await expect(client.send(command)).rejects.toBeInstanceOf(ResourceNotFoundException);
  });
});
