import {
  CompareFacesCommand,
  InvalidParameterException,
  type CompareFacesCommandInput,
  type Image,
} from '@aws-sdk/client-rekognition';
import { describe, expect, it } from '@jest/globals';
import { describeEngine, picture, png } from '../kit.js';
import { withTarget } from '../with-engine.js';

const MEBIBYTES = 1024 * 1024;

const { client } = withTarget();

function compare(source: Buffer, other: Buffer, input: Partial<CompareFacesCommandInput> = {}) {
  const command = { SourceImage: { Bytes: source }, TargetImage: { Bytes: other }, ...input };
  return client.send(new CompareFacesCommand(command));
}

describe('CompareFaces', () => {
  it("answers like AWS's example: an image with itself, at a threshold of 90", async () => {
    const image = picture('ann');
    const answer = await compare(image, image, { SimilarityThreshold: 90 });
    const { SourceImageFace, FaceMatches, UnmatchedFaces } = answer;
    expect(FaceMatches).toHaveLength(1);
    expect(FaceMatches![0]!.Similarity).toBeCloseTo(100, 1);
    expect(FaceMatches![0]!.Face!.BoundingBox).toEqual(SourceImageFace!.BoundingBox);
    expect(SourceImageFace!.Confidence).toBeGreaterThan(90);
    expect(UnmatchedFaces).toEqual([]);
    expect(answer.SourceImageOrientationCorrection).toBeUndefined();
    expect(answer.TargetImageOrientationCorrection).toBeUndefined();
  });

  it('separates the faces of the target into matching and other ones, with their details', async () => {
    const { FaceMatches, UnmatchedFaces } = await compare(picture('ann'), picture('bob', 'ann', 'cid'));
    expect(FaceMatches).toHaveLength(1);
    expect(FaceMatches![0]!.Similarity).toBeGreaterThanOrEqual(80);
    expect(UnmatchedFaces).toHaveLength(2);
    for (const face of [FaceMatches![0]!.Face!, ...UnmatchedFaces!])
      expect(Object.keys(face)).toEqual(
        expect.arrayContaining(['BoundingBox', 'Confidence', 'Landmarks', 'Pose', 'Quality']),
      );
  });

  it('matches every face at a threshold of 0, the most similar first', async () => {
    const compared = await compare(picture('ann'), picture('bob', 'ann', 'cid'), { SimilarityThreshold: 0 });
    const similarities = compared.FaceMatches!.map(({ Similarity = -1 }) => Similarity);
    expect(similarities).toHaveLength(3);
    expect(similarities).toEqual(similarities.toSorted((a, b) => b - a));
    expect(compared.UnmatchedFaces).toEqual([]);
  });

  it('uses a threshold of 80 by default', async () => {
    const [ann, both] = [picture('ann'), picture('ann', 'bob')];
    const byDefault = await compare(ann, both);
    const by80 = await compare(ann, both, { SimilarityThreshold: 80 });
    expect(byDefault.FaceMatches).toEqual(by80.FaceMatches);
    expect(byDefault.UnmatchedFaces).toEqual(by80.UnmatchedFaces);
  });

  it('rejects a source and a target without faces with InvalidParameterException', async () => {
    await expect(compare(picture(), picture('ann'))).rejects.toBeInstanceOf(InvalidParameterException);
    await expect(compare(picture('ann'), picture())).rejects.toBeInstanceOf(InvalidParameterException);
  });

  const refused: [string, Image, string][] = [
    ['smaller than 80 by 80 pixels', { Bytes: png('', { width: 79, height: 80 }) }, 'InvalidParameterException'],
    ['given neither as bytes nor in S3', {}, 'InvalidParameterException'],
    ['in no bucket', { S3Object: { Bucket: 'no-such-bucket-anywhere', Name: 'x.jpg' } }, 'InvalidS3ObjectException'],
    ['neither JPEG nor PNG', { Bytes: Buffer.from('GIF89a') }, 'InvalidImageFormatException'],
    ['of more than 5 MiB', { Bytes: Buffer.concat([png(), Buffer.alloc(5 * MEBIBYTES)]) }, 'ValidationException'],
  ];
  it.each(refused)('rejects a source or a target %s with its own exception', async (_, image, name) => {
    const good = picture('ann');
    await expect(compare(good, good, { SourceImage: image })).rejects.toMatchObject({ name });
    await expect(compare(good, good, { TargetImage: image })).rejects.toMatchObject({ name });
  });

  describeEngine('of an engine', () => {
    it('compares the largest face of the source, which is the first that its comment names', async () => {
      const { SourceImageFace, FaceMatches } = await compare(picture('ann', 'bob'), picture('ann'));
      expect(FaceMatches).toHaveLength(1);
      expect(SourceImageFace!.BoundingBox!.Left).toBeLessThan(0.5);
      expect((await compare(picture('bob', 'ann'), picture('ann'))).FaceMatches).toEqual([]);
    });

    it('does not filter faces by quality by default', async () => {
      const poor = picture('ann:1');
      expect((await compare(poor, poor)).FaceMatches).toHaveLength(1);
      await expect(compare(poor, picture('ann'), { QualityFilter: 'LOW' })).rejects.toBeInstanceOf(
        InvalidParameterException,
      );
    });

    it('does not compare faces that a QualityFilter excludes', async () => {
      const compared = await compare(picture('bob:1', 'ann'), picture('ann:1', 'bob:1', 'ann'), {
        QualityFilter: 'LOW',
      });
      expect(compared.FaceMatches).toHaveLength(1);
      expect(compared.UnmatchedFaces).toEqual([]);
      expect(await compare(picture('ann'), picture('ann:1'), { QualityFilter: 'HIGH' })).toMatchObject({
        FaceMatches: [],
        UnmatchedFaces: [],
      });
    });

    it('compares with the 100 largest faces of the target', async () => {
      const people = Array.from({ length: 101 }, (_, number) => `p${number}`);
      const compared = await compare(picture('p100'), picture(...people), { SimilarityThreshold: 0 });
      expect(compared.FaceMatches).toHaveLength(100);
      expect(compared.FaceMatches![0]!.Similarity).toBeLessThan(50);
    });
  });
});
