import {
  AssociateFacesCommand,
  CreateUserCommand,
  DisassociateFacesCommand,
  ListFacesCommand,
} from '@aws-sdk/client-rekognition';
import { describe, expect, it } from '@jest/globals';
import { newCollection, refusal, userWithFaces } from '../kit.js';
import { withEnginePerTest } from '../with-engine.js';

const MINUTE_MS = 60_000;

const { engine, client } = withEnginePerTest();

describe('ClientRequestToken', () => {
  it('replays the first answer for the same call, without another effect', async () => {
    const { CollectionId, UserId, FaceIds } = await userWithFaces(client, 2);
    const input = { CollectionId, UserId, FaceIds: FaceIds.slice(0, 1) };
    const tokened = () => client.send(new DisassociateFacesCommand({ ...input, ClientRequestToken: 'token' }));
    const first = await tokened();
    await client.send(new AssociateFacesCommand(input));
    const second = await tokened();
    expect({ ...second, $metadata: {} }).toEqual({ ...first, $metadata: {} });
    expect((await client.send(new ListFacesCommand({ CollectionId, UserId }))).Faces).toHaveLength(2);
  });

  it('lets a created user be created again without ConflictException', async () => {
    const CollectionId = await newCollection(client);
    for (let time = 0; time < 2; time += 1)
      await client.send(new CreateUserCommand({ CollectionId, UserId: 'ann', ClientRequestToken: 'token' }));
  });

  it('is rejected with other parameters with IdempotentParameterMismatchException, without an effect', async () => {
    const { CollectionId, UserId, FaceIds } = await userWithFaces(client, 2);
    const off = (face: number) =>
      client.send(
        new DisassociateFacesCommand({
          CollectionId,
          UserId,
          FaceIds: [FaceIds[face]!],
          ClientRequestToken: 'token',
        }),
      );
    await off(0);
    expect(await refusal(off(1))).toMatchObject({ name: 'IdempotentParameterMismatchException', status: 400 });
    expect((await client.send(new ListFacesCommand({ CollectionId, UserId }))).Faces).toHaveLength(1);
  });

  it('is independent of the same token for another operation', async () => {
    const { CollectionId, UserId, FaceIds } = await userWithFaces(client, 1);
    const input = { CollectionId, UserId, FaceIds, ClientRequestToken: 'token' };
    expect((await client.send(new DisassociateFacesCommand(input))).DisassociatedFaces).toHaveLength(1);
    expect((await client.send(new AssociateFacesCommand(input))).AssociatedFaces).toHaveLength(1);
  });

  it('is forgotten after ten minutes, and not before', async () => {
    const { CollectionId, UserId, FaceIds } = await userWithFaces(client, 1);
    const off = async () => {
      const input = { CollectionId, UserId, FaceIds, ClientRequestToken: 'token' };
      return (await client.send(new DisassociateFacesCommand(input))).DisassociatedFaces?.length;
    };
    expect(await off()).toBe(1);
    await engine.control('POST', 'clock', { advanceMs: 9 * MINUTE_MS });
    expect(await off()).toBe(1);
    await engine.control('POST', 'clock', { advanceMs: MINUTE_MS });
    expect(await off()).toBe(0);
  });

  it('is not used up by a rejected call', async () => {
    const CollectionId = await newCollection(client);
    const create = (UserId: string) =>
      client.send(new CreateUserCommand({ CollectionId, UserId, ClientRequestToken: 'token' }));
    await client.send(new CreateUserCommand({ CollectionId, UserId: 'ann' }));
    expect(await refusal(create('ann'))).toMatchObject({ name: 'ConflictException' });
    await create('bob');
  });
});
