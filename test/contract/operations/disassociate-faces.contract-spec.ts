import { randomUUID } from 'node:crypto';
import {
  AssociateFacesCommand,
  ConflictException,
  DisassociateFacesCommand,
  IdempotentParameterMismatchException,
  ListFacesCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-rekognition';
import { describe, expect, it } from '@jest/globals';
import { TestEngine, indexPeople, itEngine, newId, newUser, userWithFaces, VALIDATION } from '../kit.js';
import { withTarget } from '../with-engine.js';

const { client } = withTarget({ settleMs: 1000, nowMs: () => 0 });

describe('DisassociateFaces', () => {
  it("answers in the shape of AWS's example: one face is disassociated, one without a user is in neither list", async () => {
    const { CollectionId, UserId, FaceIds } = await userWithFaces(client, 2);
    const [stranger] = await indexPeople(client, CollectionId, ['cid']);
    const answer = await client.send(
      new DisassociateFacesCommand({
        ClientRequestToken: randomUUID(),
        CollectionId,
        UserId,
        FaceIds: [stranger!, FaceIds[0]!],
      }),
    );
    expect(answer).toMatchObject({
      DisassociatedFaces: [{ FaceId: FaceIds[0] }],
      UnsuccessfulFaceDisassociations: [],
      UserStatus: 'UPDATING',
    });
  });

  it('disassociates the face and leaves it in the collection', async () => {
    const { CollectionId, UserId, FaceIds } = await userWithFaces(client, 2);
    await client.send(new DisassociateFacesCommand({ CollectionId, UserId, FaceIds: FaceIds.slice(0, 1) }));
    const ofUser = await client.send(new ListFacesCommand({ CollectionId, UserId }));
    const all = await client.send(new ListFacesCommand({ CollectionId }));
    expect(ofUser.Faces?.map(({ FaceId }) => FaceId)).toEqual(FaceIds.slice(1));
    expect(all.Faces?.map(({ FaceId, UserId: user }) => [FaceId, user])).toEqual([
      [FaceIds[0], undefined],
      [FaceIds[1], UserId],
    ]);
  });

  it('lists a face that is not associated in neither list, and changes nothing', async () => {
    const { CollectionId, UserId, FaceIds } = await userWithFaces(client, 2);
    const command = () => new DisassociateFacesCommand({ CollectionId, UserId, FaceIds: FaceIds.slice(0, 1) });
    await client.send(command());
    expect(await client.send(command())).toMatchObject({ DisassociatedFaces: [], UnsuccessfulFaceDisassociations: [] });
  });

  it('lists a face of another user as unsuccessful with that user, and does not disassociate it', async () => {
    const { CollectionId, UserId } = await userWithFaces(client, 1);
    const other = await newUser(client, CollectionId, 'bob');
    const FaceIds = await indexPeople(client, CollectionId, ['bob']);
    await client.send(new AssociateFacesCommand({ CollectionId, UserId: other, FaceIds }));
    expect(await client.send(new DisassociateFacesCommand({ CollectionId, UserId, FaceIds }))).toMatchObject({
      DisassociatedFaces: [],
      UnsuccessfulFaceDisassociations: [
        { FaceId: FaceIds[0], UserId: other, Reasons: ['ASSOCIATED_TO_A_DIFFERENT_USER'] },
      ],
    });
    const { Faces } = await client.send(new ListFacesCommand({ CollectionId, UserId: other }));
    expect(Faces).toHaveLength(1);
  });

  it('reports a face that is not in the collection, and disassociates the others', async () => {
    const { CollectionId, UserId, FaceIds } = await userWithFaces(client, 1);
    const unknown = randomUUID();
    const answer = await client.send(
      new DisassociateFacesCommand({ CollectionId, UserId, FaceIds: [unknown, ...FaceIds] }),
    );
    expect(answer.UnsuccessfulFaceDisassociations).toEqual([{ FaceId: unknown, Reasons: ['FACE_NOT_FOUND'] }]);
    expect(answer.DisassociatedFaces).toEqual([{ FaceId: FaceIds[0] }]);
  });

  it('counts a duplicate id once', async () => {
    const { CollectionId, UserId, FaceIds } = await userWithFaces(client, 1);
    const unknown = randomUUID();
    const answer = await client.send(
      new DisassociateFacesCommand({ CollectionId, UserId, FaceIds: [...FaceIds, unknown, ...FaceIds, unknown] }),
    );
    expect(answer.DisassociatedFaces).toHaveLength(1);
    expect(answer.UnsuccessfulFaceDisassociations).toHaveLength(1);
  });

  it('sets the status of a user without faces to CREATED', async () => {
    const { CollectionId, UserId, FaceIds } = await userWithFaces(client, 2);
    const off = (FaceId: string) =>
      client.send(new DisassociateFacesCommand({ CollectionId, UserId, FaceIds: [FaceId] }));
    expect((await off(FaceIds[0]!)).UserStatus).toBe('UPDATING');
    expect((await off(FaceIds[1]!)).UserStatus).toBe('CREATED');
  });

  it('disassociates 100 faces at once', async () => {
    const { CollectionId, UserId, FaceIds } = await userWithFaces(client, 100);
    const answer = await client.send(new DisassociateFacesCommand({ CollectionId, UserId, FaceIds }));
    expect(answer.DisassociatedFaces?.map(({ FaceId }) => FaceId)).toEqual(FaceIds);
  });

  it('rejects a missing user and a missing collection with ResourceNotFoundException', async () => {
    const { CollectionId, UserId, FaceIds } = await userWithFaces(client, 1);
    const absentUser = new DisassociateFacesCommand({ CollectionId, UserId: 'nobody', FaceIds });
    const absentCollection = new DisassociateFacesCommand({ CollectionId: newId(), UserId, FaceIds });
    for (const command of [absentUser, absentCollection])
      await expect(client.send(command)).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  it('rejects an empty list, 101 ids and invalid ids with ValidationException, without an effect', async () => {
    const { CollectionId, UserId, FaceIds } = await userWithFaces(client, 1);
    const tooMany = [...FaceIds, ...Array.from({ length: 100 }, () => randomUUID())];
    for (const ids of [[], tooMany, [...FaceIds, 'x']]) {
      const command = new DisassociateFacesCommand({ CollectionId, UserId, FaceIds: ids });
      await expect(client.send(command)).rejects.toMatchObject(VALIDATION);
    }
    expect((await client.send(new ListFacesCommand({ CollectionId, UserId }))).Faces).toHaveLength(1);
  });

  it('replays the answer for the same token and input', async () => {
    const { CollectionId, UserId, FaceIds } = await userWithFaces(client, 1);
    const input = { CollectionId, UserId, FaceIds, ClientRequestToken: randomUUID() };
    for (let time = 0; time < 2; time += 1)
      expect((await client.send(new DisassociateFacesCommand(input))).DisassociatedFaces).toHaveLength(1);
  });

  it('rejects a token with other input with IdempotentParameterMismatchException, without an effect', async () => {
    const { CollectionId, UserId, FaceIds } = await userWithFaces(client, 2);
    const ClientRequestToken = randomUUID();
    const off = (face: number) =>
      client.send(
        new DisassociateFacesCommand({ CollectionId, UserId, FaceIds: [FaceIds[face]!], ClientRequestToken }),
      );
    await off(0);
    await expect(off(1)).rejects.toBeInstanceOf(IdempotentParameterMismatchException);
    expect((await client.send(new ListFacesCommand({ CollectionId, UserId }))).Faces).toHaveLength(1);
  });

  itEngine('rejects a user with another change in progress with ConflictException, without an effect', async () => {
    const engine = await TestEngine.start({ conflicts: 'updating', nowMs: () => 0 });
    try {
      const busy = engine.client();
      const { CollectionId, UserId, FaceIds } = await userWithFaces(busy, 1);
      const command = new DisassociateFacesCommand({ CollectionId, UserId, FaceIds });
      await expect(busy.send(command)).rejects.toBeInstanceOf(ConflictException);
      const { Faces } = await busy.send(new ListFacesCommand({ CollectionId, UserId }));
      expect(Faces!.map(({ FaceId }) => FaceId)).toEqual(FaceIds);
    } finally {
      await engine.close();
    }
  });
});
