import {
  InvalidParameterException,
  ResourceNotFoundException,
  SearchFacesByImageCommand,
} from '@aws-sdk/client-rekognition';
import type { Image, SearchFacesByImageCommandInput } from '@aws-sdk/client-rekognition';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { describeEngine, indexPeople, newCollection, newId, picture, png } from '../kit.js';
import { withTarget } from '../with-engine.js';

const MEBIBYTES = 1024 * 1024;

const { client } = withTarget();
let CollectionId: string;
let [ann1, ann2, bob]: string[] = [];

beforeAll(async () => {
  CollectionId = await newCollection(client);
  [ann1, ann2, bob] = await indexPeople(client, CollectionId, ['ann', 'ann', 'bob']);
});
function search(Image: Image, input: Partial<SearchFacesByImageCommandInput> = {}) {
  return client.send(new SearchFacesByImageCommand({ CollectionId, Image, ...input }));
}

async function found(bytes: Buffer, input: Partial<SearchFacesByImageCommandInput> = {}) {
  return (await search({ Bytes: bytes }, input)).FaceMatches!.map(({ Face }) => Face!.FaceId);
}

describe('SearchFacesByImage', () => {
  it("answers in the shape of AWS's example: the position of the searched face, and similar faces", async () => {
    const answer = await search({ Bytes: picture('ann') }, { FaceMatchThreshold: 90, MaxFaces: 5 });
    expect(answer.SearchedFaceBoundingBox).toEqual({
      Width: expect.any(Number),
      Height: expect.any(Number),
      Left: expect.any(Number),
      Top: expect.any(Number),
    });
    expect(answer.SearchedFaceConfidence).toBeGreaterThan(90);
    expect(answer.FaceModelVersion).toMatch(/^\d+(\.\d+)?$/);
    expect(answer.FaceMatches!.map(({ Face }) => Face!.FaceId).sort()).toEqual([ann1, ann2].sort());
    const similarities = answer.FaceMatches!.map(({ Similarity = -1 }) => Similarity);
    expect(similarities).toEqual(similarities.toSorted((a, b) => b - a));
    expect(similarities.at(-1)).toBeGreaterThanOrEqual(90);
  });

  it('finds the face of the same image with a similarity of 100', async () => {
    const collection = await newCollection(client);
    const Image = { Bytes: picture('ann') };
    const [FaceId] = await indexPeople(client, collection, ['ann'], { Image });
    const { FaceMatches } = await search(Image, { CollectionId: collection });
    expect(FaceMatches).toMatchObject([{ Face: { FaceId } }]);
    expect(FaceMatches![0]!.Similarity).toBeCloseTo(100, 1);
  });

  it('uses a threshold of 80 by default, and finds all faces at 0', async () => {
    expect(await found(picture('bob'))).toEqual([bob]);
    expect((await found(picture('bob'), { FaceMatchThreshold: 0 })).toSorted()).toEqual([ann1, ann2, bob].toSorted());
  });

  it('returns the MaxFaces most similar faces', async () => {
    expect(await found(picture('bob'), { FaceMatchThreshold: 0, MaxFaces: 1 })).toEqual([bob]);
  });

  it('finds nothing for an unknown person', async () => {
    expect(await found(picture('cid'))).toEqual([]);
  });

  it('rejects an image without faces with InvalidParameterException', async () => {
    await expect(search({ Bytes: picture() })).rejects.toBeInstanceOf(InvalidParameterException);
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
    it('searches only for the largest face, which is the first in the comment', async () => {
      expect(await found(picture('bob', 'ann'))).toEqual([bob]);
      const { SearchedFaceBoundingBox } = await search({ Bytes: picture('ann', 'bob') });
      expect(SearchedFaceBoundingBox!.Left).toBeLessThan(0.5);
    });

    it('does not filter by quality by default, and searches for the largest face that passes a filter', async () => {
      expect(await found(picture('bob:1', 'ann'))).toEqual([bob]);
      const filtered = await found(picture('bob:1', 'ann'), { QualityFilter: 'LOW' });
      expect(filtered.toSorted()).toEqual([ann1, ann2].toSorted());
      const none = search({ Bytes: picture('bob:30') }, { QualityFilter: 'AUTO' });
      await expect(none).rejects.toBeInstanceOf(InvalidParameterException);
    });
  });
});
