import { randomUUID } from 'node:crypto';
import {
  ConflictException,
  CreateUserCommand,
  DeleteFacesCommand,
  DeleteUserCommand,
  IdempotentParameterMismatchException,
  ListFacesCommand,
  ListUsersCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-rekognition';
import { describe, expect, it } from '@jest/globals';
import { TestEngine, itEngine, newCollection, newId, newUser, userWithFaces, VALIDATION } from '../kit.js';
import { withTarget } from '../with-engine.js';

const { client } = withTarget();

function deleteUser(CollectionId: string, UserId: string, ClientRequestToken?: string) {
  return client.send(new DeleteUserCommand({ CollectionId, UserId, ClientRequestToken }));
}

async function usersOf(CollectionId: string) {
  return (await client.send(new ListUsersCommand({ CollectionId }))).Users!.map(({ UserId }) => UserId);
}

describe('DeleteUser', () => {
  it("answers like AWS's example with metadata only", async () => {
    const CollectionId = await newCollection(client);
    const UserId = await newUser(client, CollectionId, 'DemoUser');
    expect(Object.keys(await deleteUser(CollectionId, UserId))).toEqual(['$metadata']);
  });

  it('deletes only that user', async () => {
    const CollectionId = await newCollection(client);
    for (const user of ['ann', 'bob', 'cid']) await newUser(client, CollectionId, user);
    await deleteUser(CollectionId, 'bob');
    expect((await usersOf(CollectionId)).sort()).toEqual(['ann', 'cid']);
  });

  it('disassociates the faces of the user, which stay in the collection', async () => {
    const { CollectionId, UserId, FaceIds } = await userWithFaces(client, 2);
    await deleteUser(CollectionId, UserId);
    const { Faces } = await client.send(new ListFacesCommand({ CollectionId }));
    expect(Faces!.map((face) => [face.FaceId, face.UserId])).toEqual(FaceIds.map((face) => [face, undefined]));
  });

  it('makes the faces of the user deletable', async () => {
    const { CollectionId, UserId } = await userWithFaces(client, 2);
    const { Faces } = await client.send(new ListFacesCommand({ CollectionId, UserId }));
    const erase = new DeleteFacesCommand({ CollectionId, FaceIds: Faces!.map(({ FaceId }) => FaceId!) });
    await deleteUser(CollectionId, UserId);
    expect((await client.send(erase)).UnsuccessfulFaceDeletions).toEqual([]);
    expect((await client.send(new ListFacesCommand({ CollectionId }))).Faces).toEqual([]);
  });

  it('frees the id for a new user without faces', async () => {
    const { CollectionId, UserId } = await userWithFaces(client, 1);
    await deleteUser(CollectionId, UserId);
    await client.send(new CreateUserCommand({ CollectionId, UserId }));
    expect((await client.send(new ListUsersCommand({ CollectionId }))).Users).toEqual([
      { UserId, UserStatus: 'CREATED' },
    ]);
  });

  it('replays the answer for the same token, although the user no longer exists', async () => {
    const CollectionId = await newCollection(client);
    const UserId = await newUser(client, CollectionId);
    const token = randomUUID();
    for (let time = 0; time < 2; time += 1) await deleteUser(CollectionId, UserId, token);
    await expect(deleteUser(CollectionId, UserId)).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  it('rejects a token with other parameters with IdempotentParameterMismatchException, without an effect', async () => {
    const CollectionId = await newCollection(client);
    for (const user of ['ann', 'bob']) await newUser(client, CollectionId, user);
    const token = randomUUID();
    await deleteUser(CollectionId, 'ann', token);
    await expect(deleteUser(CollectionId, 'bob', token)).rejects.toBeInstanceOf(IdempotentParameterMismatchException);
    expect(await usersOf(CollectionId)).toEqual(['bob']);
  });

  it('rejects a missing user and a missing collection with ResourceNotFoundException', async () => {
    const CollectionId = await newCollection(client);
    await expect(deleteUser(CollectionId, 'nobody')).rejects.toBeInstanceOf(ResourceNotFoundException);
    await expect(deleteUser(newId(), 'ann')).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  it('rejects an id with invalid characters with ValidationException', async () => {
    await expect(deleteUser(newId(), 'a/b')).rejects.toMatchObject(VALIDATION);
  });

  itEngine('rejects a user with a change in progress with ConflictException, without an effect', async () => {
    const engine = await TestEngine.start({ conflicts: 'updating', nowMs: () => 0 });
    try {
      const busy = engine.client();
      const { CollectionId, UserId } = await userWithFaces(busy, 1);
      const command = new DeleteUserCommand({ CollectionId, UserId });
      await expect(busy.send(command)).rejects.toBeInstanceOf(ConflictException);
      expect((await busy.send(new ListFacesCommand({ CollectionId, UserId }))).Faces).toHaveLength(1);
    } finally {
      await engine.close();
    }
  });
});
