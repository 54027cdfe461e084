import {
  AssociateFacesCommand,
  ResourceNotFoundException,
  SearchUsersByImageCommand,
} from '@aws-sdk/client-rekognition';
import type { Image, SearchUsersByImageCommandInput } from '@aws-sdk/client-rekognition';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { describeEngine, eventually, indexPeople, newCollection, newId, newUser, picture, png } from '../kit.js';
import { withTarget } from '../with-engine.js';

const MEBIBYTES = 1024 * 1024;

const { client } = withTarget({ settleMs: 0 });
let CollectionId: string;

beforeAll(async () => {
  CollectionId = await newCollection(client);
  for (const UserId of ['ann', 'bob']) {
    await newUser(client, CollectionId, UserId);
    const FaceIds = await indexPeople(client, CollectionId, [UserId]);
    await client.send(new AssociateFacesCommand({ CollectionId, UserId, FaceIds }));
    await eventually(
      () => search({ Bytes: picture(UserId) }),
      ({ UserMatches }) => UserMatches!.some(({ User }) => User!.UserId === UserId && User!.UserStatus === 'ACTIVE'),
    );
  }
});
function search(Image: Image, input: Partial<SearchUsersByImageCommandInput> = {}) {
  return client.send(new SearchUsersByImageCommand({ CollectionId, Image, ...input }));
}

async function found(bytes: Buffer, input: Partial<SearchUsersByImageCommandInput> = {}) {
  return (await search({ Bytes: bytes }, input)).UserMatches!.map(({ User }) => User!.UserId);
}

describe('SearchUsersByImage', () => {
  it("answers in the shape of AWS's example: the user, the searched face, and no unsearched faces", async () => {
    const options = { MaxUsers: 2, QualityFilter: 'MEDIUM', UserMatchThreshold: 70 } as const;
    const answer = await search({ Bytes: picture('ann') }, options);
    expect(answer).toMatchObject({
      FaceModelVersion: expect.stringMatching(/^\d+(\.\d+)?$/),
      UserMatches: [{ Similarity: expect.any(Number), User: { UserId: 'ann', UserStatus: 'ACTIVE' } }],
      UnsearchedFaces: [],
    });
    expect(answer.UserMatches![0]!.Similarity).toBeGreaterThanOrEqual(70);
    expect(answer.SearchedFace!.FaceDetail!.BoundingBox!.Width).toBeGreaterThan(0);
    expect(answer.SearchedFace!.FaceDetail!.Confidence).toBeGreaterThan(90);
  });

  it('searches only for the largest face, and lists the others as FACE_NOT_LARGEST', async () => {
    const { SearchedFace, UnsearchedFaces, UserMatches } = await search({ Bytes: picture('ann', 'bob') });
    expect(UserMatches).toHaveLength(1);
    expect(UnsearchedFaces).toMatchObject([{ Reasons: ['FACE_NOT_LARGEST'] }]);
    const areas = [SearchedFace!.FaceDetail!, UnsearchedFaces![0]!.FaceDetails!].map(
      ({ BoundingBox }) => BoundingBox!.Width! * BoundingBox!.Height!,
    );
    expect(areas[0]).toBeGreaterThan(areas[1]!);
  });

  it('uses a threshold of 80 by default, and finds all users at 0, most similar first', async () => {
    expect(await found(picture('bob'))).toEqual(['bob']);
    expect(await found(picture('bob'), { UserMatchThreshold: 0 })).toEqual(['bob', 'ann']);
  });

  it('returns the MaxUsers most similar users', async () => {
    expect(await found(picture('ann'), { UserMatchThreshold: 0, MaxUsers: 1 })).toEqual(['ann']);
  });

  it('finds nothing for an unknown person', async () => {
    expect(await found(picture('cid'))).toEqual([]);
  });

  it('answers an image without faces without a SearchedFace', async () => {
    const answer = await search({ Bytes: picture() });
    expect(answer.UserMatches).toEqual([]);
    expect(answer.SearchedFace).toBeUndefined();
  });

  it('rejects a missing collection with ResourceNotFoundException', async () => {
    const call = search({ Bytes: picture('ann') }, { CollectionId: newId() });
    await expect(call).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  const refused: [string, Image, string][] = [
    ['smaller than 80 by 80 pixels', { Bytes: png('', { width: 79, height: 80 }) }, 'InvalidParameterException'],
    ['given neither as bytes nor in S3', {}, 'InvalidParameterException'],
    ['in no bucket', { S3Object: { Bucket: 'no-such-bucket-anywhere', Name: 'x.jpg' } }, 'InvalidS3ObjectException'],
    ['neither JPEG nor PNG', { Bytes: Buffer.from('GIF89a') }, 'InvalidImageFormatException'],
    ['of more than 5 MiB', { Bytes: Buffer.concat([png(), Buffer.alloc(5 * MEBIBYTES)]) }, 'ValidationException'],
  ];
  it.each(refused)('rejects an image %s with its own exception', async (_, image, name) => {
    await expect(search(image)).rejects.toMatchObject({ name });
  });

  describeEngine('of an engine', () => {
    it('treats the first face in the comment as the largest', async () => {
      expect(await found(picture('bob', 'ann'))).toEqual(['bob']);
    });

    it('lists faces that a QualityFilter excludes as LOW_FACE_QUALITY, and searches for the largest other one', async () => {
      const { UserMatches, UnsearchedFaces } = await search(
        { Bytes: picture('bob:1', 'ann', 'cid') },
        { QualityFilter: 'LOW' },
      );
      expect(UserMatches).toMatchObject([{ User: { UserId: 'ann' } }]);
      expect(UnsearchedFaces!.map(({ Reasons }) => Reasons)).toEqual([['LOW_FACE_QUALITY'], ['FACE_NOT_LARGEST']]);
    });

    it('searches for no face if the filter excludes all, and for any face without a filter', async () => {
      const poor = { Bytes: picture('bob:1') };
      const answer = await search(poor, { QualityFilter: 'LOW' });
      expect(answer).toMatchObject({ UserMatches: [], UnsearchedFaces: [{ Reasons: ['LOW_FACE_QUALITY'] }] });
      expect(answer.SearchedFace).toBeUndefined();
      expect((await search(poor)).UserMatches).toHaveLength(1);
    });
  });
});
