import { DetectFacesCommand, type Attribute, type BoundingBox, type Image } from '@aws-sdk/client-rekognition';
import { describe, expect, it } from '@jest/globals';
import { itEngine, picture, png } from '../kit.js';
import { withTarget } from '../with-engine.js';

const MEBIBYTES = 1024 * 1024;
const DEFAULT_DETAILS = ['BoundingBox', 'Confidence', 'Landmarks', 'Pose', 'Quality'];

const { client } = withTarget();

async function detect(image: Image, ...Attributes: Attribute[]) {
  const { FaceDetails } = await client.send(new DetectFacesCommand({ Image: image, Attributes }));
  return FaceDetails!;
}

function area({ Width = 0, Height = 0 }: BoundingBox = {}): number {
  return Width * Height;
}

describe('DetectFaces', () => {
  it('returns the default details of each face, with a box inside the image, and no orientation', async () => {
    const answer = await client.send(new DetectFacesCommand({ Image: { Bytes: picture('ann') } }));
    expect(answer.OrientationCorrection).toBeUndefined();
    expect(answer.FaceDetails).toHaveLength(1);
    const [face] = answer.FaceDetails!;
    expect(Object.keys(face!).sort()).toEqual(DEFAULT_DETAILS);
    const { Left = -1, Top = -1, Width = 2, Height = 2 } = face!.BoundingBox!;
    expect(Left).toBeGreaterThanOrEqual(0);
    expect(Top).toBeGreaterThanOrEqual(0);
    expect(Left + Width).toBeLessThanOrEqual(1);
    expect(Top + Height).toBeLessThanOrEqual(1);
    expect(face!.Landmarks!.map(({ Type }) => Type)).toEqual(
      expect.arrayContaining(['eyeLeft', 'eyeRight', 'mouthLeft', 'mouthRight', 'nose']),
    );
  });

  it('detects every face', async () => {
    expect(await detect({ Bytes: picture('ann', 'bob') })).toHaveLength(2);
  });

  it('detects no face in an image without faces', async () => {
    expect(await detect({ Bytes: picture() })).toEqual([]);
  });

  it.each<[Attribute, string]>([
    ['AGE_RANGE', 'AgeRange'],
    ['BEARD', 'Beard'],
    ['EMOTIONS', 'Emotions'],
    ['EYE_DIRECTION', 'EyeDirection'],
    ['EYEGLASSES', 'Eyeglasses'],
    ['EYES_OPEN', 'EyesOpen'],
    ['FACE_OCCLUDED', 'FaceOccluded'],
    ['GENDER', 'Gender'],
    ['MOUTH_OPEN', 'MouthOpen'],
    ['MUSTACHE', 'Mustache'],
    ['SMILE', 'Smile'],
    ['SUNGLASSES', 'Sunglasses'],
  ])('adds the details for %s, with and without DEFAULT', async (attribute, member) => {
    for (const attributes of [[attribute], ['DEFAULT', attribute]] as Attribute[][]) {
      const [face] = await detect({ Bytes: picture('ann') }, ...attributes);
      expect(Object.keys(face!).sort()).toEqual([...DEFAULT_DETAILS, member].sort());
    }
  });

  it('adds all details for ALL, with and without DEFAULT', async () => {
    for (const attributes of [['ALL'], ['ALL', 'DEFAULT']] as Attribute[][]) {
      const [face] = await detect({ Bytes: picture('ann') }, ...attributes);
      expect(Object.keys(face!)).toHaveLength(DEFAULT_DETAILS.length + 12);
    }
  });

  itEngine('detects the 100 largest faces, the largest first', async () => {
    const people = Array.from({ length: 101 }, (_, number) => `p${number}`);
    const faces = await detect({ Bytes: picture(...people) });
    expect(faces).toHaveLength(100);
    const areas = faces.map(({ BoundingBox }) => area(BoundingBox));
    expect(areas).toEqual(areas.toSorted((a, b) => b - a));
    expect(new Set(areas).size).toBe(100);
  });

  it.each([
    ['smaller than 80 by 80 pixels', { Bytes: png('', { width: 79, height: 80 }) }, 'InvalidParameterException'],
    ['given neither as bytes nor in S3', {}, 'InvalidParameterException'],
    ['given both as bytes and in S3', both(), 'InvalidParameterException'],
    ['in no bucket', { S3Object: { Bucket: 'no-such-bucket-anywhere', Name: 'x.jpg' } }, 'InvalidS3ObjectException'],
    ['neither JPEG nor PNG', { Bytes: Buffer.from('GIF89a') }, 'InvalidImageFormatException'],
    ['of more than 5 MiB', { Bytes: Buffer.concat([png(), Buffer.alloc(5 * MEBIBYTES)]) }, 'ValidationException'],
  ])('rejects an image %s with its own exception', async (_, image, name) => {
    await expect(detect(image)).rejects.toMatchObject({ name });
  });
});

function both(): Image {
  return { Bytes: png(), S3Object: { Bucket: 'mybucket', Name: 'myphoto' } };
}
