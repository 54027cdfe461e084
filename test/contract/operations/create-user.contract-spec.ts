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
  it("answers AWS's example with nothing but metadata", async () => {
    const CollectionId = await newCollection(client);
    const answer = await client.send(new CreateUserCommand({ CollectionId, UserId: 'DemoUser' }));
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
    await expect(client.send(again)).rejects.toBeInstanceOf(ConflictException);
    await client.send(new CreateUserCommand({ CollectionId: there, UserId: 'ann' }));
  });

  it('refuses an absent collection as ResourceNotFoundException', async () => {
    const command = new CreateUserCommand({ CollectionId: newId(), UserId: 'ann' });
    await expect(client.send(command)).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  it('takes ids of 128 characters, with every character that ids have, and refuses others', async () => {
    const CollectionId = await newCollection(client);
    const longest = 'Az09_.-:'.padEnd(128, 'x');
    await client.send(new CreateUserCommand({ CollectionId, UserId: longest }));
    for (const UserId of ['', `${longest}x`, 'a b', 'a/b', 'é']) {
      const command = new CreateUserCommand({ CollectionId, UserId });
      await expect(client.send(command)).rejects.toMatchObject(VALIDATION);
    }
  });

  it('answers the same token and input again without ConflictException, and makes one user', async () => {
    const CollectionId = await newCollection(client);
    const input = { CollectionId, UserId: 'ann', ClientRequestToken: randomUUID() };
    for (let time = 0; time < 2; time += 1) await client.send(new CreateUserCommand(input));
    expect((await client.send(new ListUsersCommand({ CollectionId }))).Users).toHaveLength(1);
  });

  it('refuses a token with other input as IdempotentParameterMismatchException, and makes no user', async () => {
    const CollectionId = await newCollection(client);
    const ClientRequestToken = randomUUID();
    await client.send(new CreateUserCommand({ CollectionId, UserId: 'ann', ClientRequestToken }));
    const other = new CreateUserCommand({ CollectionId, UserId: 'bob', ClientRequestToken });
    await expect(client.send(other)).rejects.toBeInstanceOf(IdempotentParameterMismatchException);
    expect((await client.send(new ListUsersCommand({ CollectionId }))).Users).toHaveLength(1);
  });
});
