import { randomUUID } from 'node:crypto';
import {
  ConflictException,
  CreateUserCommand,
  IdempotentParameterMismatchException,
  ListUsersCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-rekognition';
import { describe, expect, it } from '@jest/globals';
import { newCollection, newId, VALIDATION } from '../kit.js';
import { withTarget } from '../with-engine.js';

const { client } = withTarget();

describe('CreateUser', () => {
  it("answers like AWS's example with metadata only", async () => {
    const CollectionId = await newCollection(client);
    const answer = await client.send(new CreateUserCommand({ CollectionId, UserId: 'DemoUser' }));
    expect(Object.keys(answer)).toEqual(['$metadata']);
  });

  it('creates a user with the status CREATED', async () => {
    const CollectionId = await newCollection(client);
    await client.send(new CreateUserCommand({ CollectionId, UserId: 'ann' }));
    const { Users } = await client.send(new ListUsersCommand({ CollectionId }));
    expect(Users).toEqual([{ UserId: 'ann', UserStatus: 'CREATED' }]);
  });

  it('rejects an existing id with ConflictException, in the same collection only', async () => {
    const [here, there] = [await newCollection(client), await newCollection(client)];
    await client.send(new CreateUserCommand({ CollectionId: here, UserId: 'ann' }));
    const again = new CreateUserCommand({ CollectionId: here, UserId: 'ann' });
    await expect(client.send(again)).rejects.toBeInstanceOf(ConflictException);
    await client.send(new CreateUserCommand({ CollectionId: there, UserId: 'ann' }));
  });

  it('rejects a missing collection with ResourceNotFoundException', async () => {
    const command = new CreateUserCommand({ CollectionId: newId(), UserId: 'ann' });
    await expect(client.send(command)).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  it('accepts ids of 128 characters, with every allowed character, and rejects others', async () => {
    const CollectionId = await newCollection(client);
    const longest = 'Az09_.-:'.padEnd(128, 'x');
    await client.send(new CreateUserCommand({ CollectionId, UserId: longest }));
    for (const UserId of ['', `${longest}x`, 'a b', 'a/b', 'é']) {
      const command = new CreateUserCommand({ CollectionId, UserId });
      await expect(client.send(command)).rejects.toMatchObject(VALIDATION);
    }
  });

  it('replays the answer for the same token and input without ConflictException, and creates one user', async () => {
    const CollectionId = await newCollection(client);
    const input = { CollectionId, UserId: 'ann', ClientRequestToken: randomUUID() };
    for (let time = 0; time < 2; time += 1) await client.send(new CreateUserCommand(input));
    expect((await client.send(new ListUsersCommand({ CollectionId }))).Users).toHaveLength(1);
  });

  it('rejects a token with other input with IdempotentParameterMismatchException, and creates no user', async () => {
    const CollectionId = await newCollection(client);
    const ClientRequestToken = randomUUID();
    await client.send(new CreateUserCommand({ CollectionId, UserId: 'ann', ClientRequestToken }));
    const other = new CreateUserCommand({ CollectionId, UserId: 'bob', ClientRequestToken });
    await expect(client.send(other)).rejects.toBeInstanceOf(IdempotentParameterMismatchException);
    expect((await client.send(new ListUsersCommand({ CollectionId }))).Users).toHaveLength(1);
  });
});
