import {
  AssociateFacesCommand,
  DeleteUserCommand,
  DisassociateFacesCommand,
  InvalidParameterException,
  ResourceNotFoundException,
  SearchUsersCommand,
} from '@aws-sdk/client-rekognition';
import type { SearchUsersCommandInput } from '@aws-sdk/client-rekognition';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { describeEngine, eventually, indexPeople, newCollection, newId, newUser, VALIDATION } from '../kit.js';
import { withTarget } from '../with-engine.js';

const UNKNOWN_FACE = '00000000-0000-0000-0000-000000000000';

const { client } = withTarget({ settleMs: 0 });
let CollectionId: string;

beforeAll(async () => {
  CollectionId = await newCollection(client);
  await person('ann', 'ann', 'ann');
  await person('anna', 'ann');
  await person('bob', 'bob');
});
/** A user with faces of these people. */
async function person(UserId: string, ...people: string[]): Promise<string[]> {
  await newUser(client, CollectionId, UserId);
  const FaceIds = await indexPeople(client, CollectionId, people);
  await client.send(new AssociateFacesCommand({ CollectionId, UserId, FaceIds }));
  await eventually(
    () => client.send(new SearchUsersCommand({ CollectionId, FaceId: FaceIds[0] })),
    ({ UserMatches }) => UserMatches!.some(({ User }) => User!.UserId === UserId && User!.UserStatus === 'ACTIVE'),
  );
  return FaceIds;
}

function search(input: Partial<SearchUsersCommandInput>) {
  return client.send(new SearchUsersCommand({ CollectionId, ...input }));
}

async function found(input: Partial<SearchUsersCommandInput>) {
  return (await search(input)).UserMatches!.map(({ User }) => User!.UserId);
}

describe('SearchUsers', () => {
  it("answers like AWS's example: similar users with their status, most similar first", async () => {
    const answer = await search({ UserId: 'ann', MaxUsers: 2, UserMatchThreshold: 70 });
    expect(answer).toMatchObject({
      SearchedUser: { UserId: 'ann' },
      FaceModelVersion: expect.stringMatching(/^\d+(\.\d+)?$/),
      UserMatches: [{ Similarity: expect.any(Number), User: { UserId: 'anna', UserStatus: 'ACTIVE' } }],
    });
    expect(answer.SearchedFace).toBeUndefined();
  });

  it('returns the users similar to a face, and the searched face', async () => {
    const [FaceId] = await indexPeople(client, CollectionId, ['ann']);
    const answer = await search({ FaceId });
    expect(answer.SearchedFace).toEqual({ FaceId });
    expect(answer.SearchedUser).toBeUndefined();
    expect(answer.UserMatches!.map(({ User }) => User!.UserId).sort()).toEqual(['ann', 'anna']);
    const similarities = answer.UserMatches!.map(({ Similarity = -1 }) => Similarity);
    expect(similarities).toEqual(similarities.toSorted((a, b) => b - a));
  });

  it('omits the searched user, at every threshold', async () => {
    expect((await found({ UserId: 'ann', UserMatchThreshold: 0 })).toSorted()).toEqual(['anna', 'bob']);
  });

  it('finds the user that the searched face is associated with', async () => {
    const [FaceId] = await person('dan', 'dan');
    expect(await found({ FaceId })).toEqual(['dan']);
  });

  it('uses a threshold of 80 by default', async () => {
    expect(await found({ UserId: 'bob' })).toEqual([]);
    expect(await found({ UserId: 'bob', UserMatchThreshold: 0 })).toHaveLength(
      (await found({ UserId: 'ann', UserMatchThreshold: 0 })).length,
    );
  });

  it('returns the MaxUsers most similar users', async () => {
    expect(await found({ UserId: 'ann', UserMatchThreshold: 0, MaxUsers: 1 })).toEqual(['anna']);
  });

  it('finds no users without faces and no deleted users', async () => {
    const [FaceId] = await person('eve', 'eve');
    await client.send(new DisassociateFacesCommand({ CollectionId, UserId: 'eve', FaceIds: [FaceId!] }));
    const nobody = () =>
      eventually(
        () => found({ FaceId }),
        (users) => users.length === 0,
      );
    expect(await nobody()).toEqual([]);
    await client.send(new AssociateFacesCommand({ CollectionId, UserId: 'eve', FaceIds: [FaceId!] }));
    expect(
      await eventually(
        () => found({ FaceId }),
        (users) => users.length > 0,
      ),
    ).toEqual(['eve']);
    await client.send(new DeleteUserCommand({ CollectionId, UserId: 'eve' }));
    expect(await nobody()).toEqual([]);
  });

  it.each<[string, Partial<SearchUsersCommandInput>]>([
    ['neither a user nor a face', {}],
    ['both a user and a face', { UserId: 'ann', FaceId: UNKNOWN_FACE }],
  ])('rejects %s with InvalidParameterException', async (_, input) => {
    await expect(search(input)).rejects.toBeInstanceOf(InvalidParameterException);
  });

  it.each<[string, Partial<SearchUsersCommandInput>]>([
    ['a threshold above 100', { UserId: 'ann', UserMatchThreshold: 101 }],
    ['MaxUsers of 0', { UserId: 'ann', MaxUsers: 0 }],
    ['MaxUsers above 500', { UserId: 'ann', MaxUsers: 501 }],
  ])('rejects %s with ValidationException', async (_, input) => {
    await expect(search(input)).rejects.toMatchObject(VALIDATION);
  });

  it('rejects a missing collection with ResourceNotFoundException', async () => {
    const call = search({ CollectionId: newId(), UserId: 'ann' });
    await expect(call).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  describeEngine('where AWS is silent', () => {
    it('rejects a missing user with ResourceNotFoundException and a missing face with InvalidParameterException', async () => {
      await expect(search({ UserId: 'nobody' })).rejects.toBeInstanceOf(ResourceNotFoundException);
      await expect(search({ FaceId: UNKNOWN_FACE })).rejects.toBeInstanceOf(InvalidParameterException);
    });

    it('returns no matches for a user without faces', async () => {
      await newUser(client, CollectionId, 'faceless');
      const answer = await search({ UserId: 'faceless', UserMatchThreshold: 0 });
      expect(answer).toMatchObject({ SearchedUser: { UserId: 'faceless' }, UserMatches: [] });
    });

    it('compares a user by the mean of their faces', async () => {
      const FaceIds = await person('mix', 'fay');
      const [other] = await indexPeople(client, CollectionId, ['gus']);
      const both = { CollectionId, UserId: 'mix', FaceIds: [other!], UserMatchThreshold: 0 };
      await client.send(new AssociateFacesCommand(both));
      for (const FaceId of [FaceIds[0], other]) {
        const { UserMatches } = await search({ FaceId, UserMatchThreshold: 20 });
        expect(UserMatches).toMatchObject([{ User: { UserId: 'mix' } }]);
        expect(UserMatches![0]!.Similarity).toBeLessThan(60);
      }
    });
  });
});
