import { randomUUID } from 'node:crypto';
import {
  AssociateFacesCommand,
  ConflictException,
  IdempotentParameterMismatchException,
  ListFacesCommand,
  ResourceNotFoundException,
  ServiceQuotaExceededException,
} from '@aws-sdk/client-rekognition';
import { describe, expect, it } from '@jest/globals';
import { TestEngine, indexPeople, itEngine, newCollection, newId, newUser, userWithFaces, VALIDATION } from '../kit.js';
import { withTarget } from '../with-engine.js';

const { client } = withTarget({ settleMs: 1000, nowMs: () => 0 });

async function facesOf(CollectionId: string, UserId: string): Promise<number> {
  return (await client.send(new ListFacesCommand({ CollectionId, UserId }))).Faces!.length;
}

describe('AssociateFaces', () => {
  it("answers like AWS's example: one face is associated, one not similar enough, one of another user", async () => {
    const { CollectionId, UserId } = await userWithFaces(client, 1);
    const [unlike, others, joined] = await indexPeople(client, CollectionId, ['cid', 'bob', 'ann']);
    const other = await newUser(client, CollectionId, 'demoUser2');
    await client.send(new AssociateFacesCommand({ CollectionId, UserId: other, FaceIds: [others!] }));
    const answer = await client.send(
      new AssociateFacesCommand({
        ClientRequestToken: randomUUID(),
        CollectionId,
        UserId,
        FaceIds: [unlike!, others!, joined!],
        UserMatchThreshold: 70,
      }),
    );
    expect(answer).toMatchObject({
      AssociatedFaces: [{ FaceId: joined }],
      UnsuccessfulFaceAssociations: [
        { FaceId: unlike, Confidence: expect.any(Number), Reasons: ['LOW_MATCH_CONFIDENCE'] },
        { FaceId: others, UserId: other, Reasons: ['ASSOCIATED_TO_A_DIFFERENT_USER'] },
      ],
      UserStatus: 'UPDATING',
    });
    expect(answer.UnsuccessfulFaceAssociations![0]!.Confidence).toBeLessThan(70);
  });

  it('associates any faces, even of different people, with a user that has none yet', async () => {
    const { CollectionId, UserId } = await userWithFaces(client, 0);
    const FaceIds = await indexPeople(client, CollectionId, ['ann', 'bob', 'cid']);
    const answer = await client.send(new AssociateFacesCommand({ CollectionId, UserId, FaceIds }));
    expect(answer.AssociatedFaces).toEqual(FaceIds.map((FaceId) => ({ FaceId })));
  });

  it('uses a threshold of 75 by default, and accepts any face at threshold 0', async () => {
    const { CollectionId, UserId } = await userWithFaces(client, 1);
    const FaceIds = await indexPeople(client, CollectionId, ['bob']);
    const byDefault = await client.send(new AssociateFacesCommand({ CollectionId, UserId, FaceIds }));
    expect(byDefault.UnsuccessfulFaceAssociations?.[0]?.Reasons).toEqual(['LOW_MATCH_CONFIDENCE']);
    const atZero = new AssociateFacesCommand({ CollectionId, UserId, FaceIds, UserMatchThreshold: 0 });
    expect((await client.send(atZero)).AssociatedFaces).toHaveLength(1);
  });

  itEngine('finds another picture of the same person with a similarity of about 97', async () => {
    const { CollectionId, UserId } = await userWithFaces(client, 1);
    const FaceIds = await indexPeople(client, CollectionId, ['ann']);
    const atThreshold = (UserMatchThreshold: number) =>
      client.send(new AssociateFacesCommand({ CollectionId, UserId, FaceIds, UserMatchThreshold }));
    const { UnsuccessfulFaceAssociations } = await atThreshold(100);
    expect(UnsuccessfulFaceAssociations?.[0]?.Confidence).toBeCloseTo(97, -1);
    expect((await atThreshold(90)).AssociatedFaces).toHaveLength(1);
  });

  it('lists a face that the user already has in neither list', async () => {
    const { CollectionId, UserId, FaceIds } = await userWithFaces(client, 2);
    expect(await client.send(new AssociateFacesCommand({ CollectionId, UserId, FaceIds }))).toMatchObject({
      AssociatedFaces: [],
      UnsuccessfulFaceAssociations: [],
      UserStatus: 'UPDATING',
    });
  });

  it('reports a face that is not in the collection, and counts a duplicate once', async () => {
    const { CollectionId, UserId } = await userWithFaces(client, 0);
    const [face] = await indexPeople(client, CollectionId, ['ann']);
    const unknown = randomUUID();
    const FaceIds = [unknown, face!, unknown, face!];
    expect(await client.send(new AssociateFacesCommand({ CollectionId, UserId, FaceIds }))).toMatchObject({
      AssociatedFaces: [{ FaceId: face }],
      UnsuccessfulFaceAssociations: [{ FaceId: unknown, Reasons: ['FACE_NOT_FOUND'] }],
    });
  });

  it('lists faces beyond the limit of 100 as unsuccessful', async () => {
    const { CollectionId, UserId } = await userWithFaces(client, 99);
    const FaceIds = await indexPeople(client, CollectionId, ['ann', 'ann']);
    const answer = await client.send(new AssociateFacesCommand({ CollectionId, UserId, FaceIds }));
    expect(answer.AssociatedFaces).toHaveLength(1);
    expect(answer.UnsuccessfulFaceAssociations).toHaveLength(1);
    const lists = [...answer.AssociatedFaces!, ...answer.UnsuccessfulFaceAssociations!];
    expect(lists.map(({ FaceId }) => FaceId).toSorted()).toEqual(FaceIds.toSorted());
    expect(await facesOf(CollectionId, UserId)).toBe(100);
  });

  itEngine('associates faces in request order up to the limit of 100, and gives no reason for the rest', async () => {
    const { CollectionId, UserId } = await userWithFaces(client, 98);
    const FaceIds = await indexPeople(client, CollectionId, ['ann', 'ann', 'ann', 'ann']);
    const answer = await client.send(new AssociateFacesCommand({ CollectionId, UserId, FaceIds }));
    expect(answer.AssociatedFaces).toEqual(FaceIds.slice(0, 2).map((FaceId) => ({ FaceId })));
    expect(answer.UnsuccessfulFaceAssociations).toEqual(FaceIds.slice(2).map((FaceId) => ({ FaceId, Reasons: [] })));
  });

  it('rejects a face for a user with 100 faces with ServiceQuotaExceededException', async () => {
    const { CollectionId, UserId } = await userWithFaces(client, 100);
    const FaceIds = await indexPeople(client, CollectionId, ['ann']);
    const command = new AssociateFacesCommand({ CollectionId, UserId, FaceIds });
    await expect(client.send(command)).rejects.toBeInstanceOf(ServiceQuotaExceededException);
    expect(await facesOf(CollectionId, UserId)).toBe(100);
  });

  it('rejects a missing user and a missing collection with ResourceNotFoundException', async () => {
    const CollectionId = await newCollection(client);
    const FaceIds = await indexPeople(client, CollectionId, ['ann']);
    for (const place of [
      { CollectionId, UserId: 'nobody' },
      { CollectionId: newId(), UserId: 'ann' },
    ])
      await expect(client.send(new AssociateFacesCommand({ ...place, FaceIds }))).rejects.toBeInstanceOf(
        ResourceNotFoundException,
      );
  });

  it('accepts 100 faces at once; rejects none, 101 and invalid ids with ValidationException', async () => {
    const { CollectionId, UserId } = await userWithFaces(client, 0);
    const unknown = Array.from({ length: 101 }, () => randomUUID());
    const associate = (FaceIds: string[]) => client.send(new AssociateFacesCommand({ CollectionId, UserId, FaceIds }));
    expect((await associate(unknown.slice(1))).UnsuccessfulFaceAssociations).toHaveLength(100);
    for (const ids of [[], unknown, ['x']]) await expect(associate(ids)).rejects.toMatchObject(VALIDATION);
  });

  it('rejects a threshold outside 0 to 100 with ValidationException', async () => {
    const input = { CollectionId: newId(), UserId: 'ann', FaceIds: [randomUUID()] };
    for (const UserMatchThreshold of [-1, 101])
      await expect(client.send(new AssociateFacesCommand({ ...input, UserMatchThreshold }))).rejects.toMatchObject(
        VALIDATION,
      );
  });

  it('replays the answer for the same token and input', async () => {
    const { CollectionId, UserId } = await userWithFaces(client, 0);
    const FaceIds = await indexPeople(client, CollectionId, ['ann']);
    const input = { CollectionId, UserId, FaceIds, ClientRequestToken: randomUUID() };
    for (let time = 0; time < 2; time += 1)
      expect((await client.send(new AssociateFacesCommand(input))).AssociatedFaces).toHaveLength(1);
  });

  it('rejects a token with other input with IdempotentParameterMismatchException, without an effect', async () => {
    const { CollectionId, UserId } = await userWithFaces(client, 0);
    const [first, second] = await indexPeople(client, CollectionId, ['ann', 'ann']);
    const ClientRequestToken = randomUUID();
    const associate = (FaceId: string) =>
      client.send(new AssociateFacesCommand({ CollectionId, UserId, FaceIds: [FaceId], ClientRequestToken }));
    await associate(first!);
    await expect(associate(second!)).rejects.toBeInstanceOf(IdempotentParameterMismatchException);
    expect(await facesOf(CollectionId, UserId)).toBe(1);
  });

  itEngine('rejects a user with another change in progress with ConflictException, without an effect', async () => {
    const engine = await TestEngine.start({ conflicts: 'updating', nowMs: () => 0 });
    try {
      const busy = engine.client();
      const { CollectionId, UserId, FaceIds } = await userWithFaces(busy, 1);
      const more = await indexPeople(busy, CollectionId, ['ann']);
      const command = new AssociateFacesCommand({ CollectionId, UserId, FaceIds: more });
      await expect(busy.send(command)).rejects.toBeInstanceOf(ConflictException);
      const { Faces } = await busy.send(new ListFacesCommand({ CollectionId, UserId }));
      expect(Faces!.map(({ FaceId }) => FaceId)).toEqual(FaceIds);
    } finally {
      await engine.close();
    }
  });
});
