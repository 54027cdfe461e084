import {
  IndexFacesCommand,
  InvalidImageFormatException,
  InvalidParameterException,
  InvalidS3ObjectException,
  ListFacesCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-rekognition';
import type { IndexFacesCommandInput } from '@aws-sdk/client-rekognition';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { TestEngine, indexPeople, itEngine, jpeg, newCollection, newId, picture, png, VALIDATION } from '../kit.js';
import { withTarget } from '../with-engine.js';

const MEBIBYTES = 1024 * 1024;

const { client } = withTarget();
let CollectionId: string;

beforeAll(async () => {
  CollectionId = await newCollection(client);
});
function index(Bytes: Uint8Array, input: Partial<IndexFacesCommandInput> = {}) {
  return client.send(new IndexFacesCommand({ CollectionId, Image: { Bytes }, ...input }));
}

async function count(collection: string): Promise<number> {
  return (await client.send(new ListFacesCommand({ CollectionId: collection }))).Faces!.length;
}

describe('IndexFaces', () => {
  it("answers like AWS's example: the face with its default details, and no unindexed faces", async () => {
    const answer = await index(picture('ann'), { DetectionAttributes: [], ExternalImageId: 'myphotoid' });
    expect(answer.FaceModelVersion).toMatch(/^\d+\.\d+$/);
    expect(answer.OrientationCorrection).toBeUndefined();
    expect(answer.UnindexedFaces).toEqual([]);
    expect(answer.FaceRecords).toHaveLength(1);
    const { Face, FaceDetail } = answer.FaceRecords![0]!;
    expect(Face).toMatchObject({ ExternalImageId: 'myphotoid', BoundingBox: FaceDetail!.BoundingBox });
    expect(Object.keys(FaceDetail!).sort()).toEqual(['BoundingBox', 'Confidence', 'Landmarks', 'Pose', 'Quality']);
    expect(FaceDetail!.Landmarks!.map(({ Type }) => Type).sort()).toEqual([
      'eyeLeft',
      'eyeRight',
      'mouthLeft',
      'mouthRight',
      'nose',
    ]);
  });

  it('rejects a missing S3 object with InvalidS3ObjectException', async () => {
    const Image = { S3Object: { Bucket: newId().slice(0, 63), Name: 'myphoto' } };
    const command = new IndexFacesCommand({ CollectionId, Image });
    await expect(client.send(command)).rejects.toBeInstanceOf(InvalidS3ObjectException);
  });

  it('indexes every face of an image, under one image id', async () => {
    const { FaceRecords } = await index(picture('ann', 'bob'), { ExternalImageId: 'Az09_.-:' });
    expect(FaceRecords).toHaveLength(2);
    expect(new Set(FaceRecords!.map(({ Face }) => Face!.FaceId)).size).toBe(2);
    expect(new Set(FaceRecords!.map(({ Face }) => Face!.ImageId)).size).toBe(1);
  });

  itEngine.each([
    ['PNG', png],
    ['JPEG', jpeg],
  ])("indexes every person a %s's comment names, side by side", async (_, image) => {
    const { FaceRecords } = await index(image('faces=ann, bob,cid'));
    const boxes = FaceRecords!.map(({ Face }) => Face!.BoundingBox!);
    expect(boxes).toHaveLength(3);
    expect(boxes[0]!.Left! + boxes[0]!.Width!).toBeLessThanOrEqual(boxes[1]!.Left!);
    expect(boxes[2]!.Left! + boxes[2]!.Width!).toBeLessThanOrEqual(1);
    expect(new Set(FaceRecords!.map(({ Face }) => Face!.ImageId)).size).toBe(1);
  });

  it('indexes no face of an image without faces', async () => {
    expect(await index(picture())).toMatchObject({ FaceRecords: [], UnindexedFaces: [] });
  });

  it('adds the requested details, and all of them for ALL', async () => {
    const some = await index(picture('ann'), { DetectionAttributes: ['DEFAULT', 'SMILE'] });
    expect(some.FaceRecords![0]!.FaceDetail).toHaveProperty('Smile');
    expect(some.FaceRecords![0]!.FaceDetail).not.toHaveProperty('Beard');
    const all = await index(picture('ann'), { DetectionAttributes: ['ALL'] });
    expect(Object.keys(all.FaceRecords![0]!.FaceDetail!)).toHaveLength(17);
  });

  it('indexes at most MaxFaces faces of an image, and lists the others with a reason', async () => {
    const answer = await index(picture('ann', 'bob'), { MaxFaces: 1 });
    expect(answer.FaceRecords).toHaveLength(1);
    expect(answer.UnindexedFaces).toMatchObject([{ Reasons: ['EXCEEDS_MAX_FACES'], FaceDetail: expect.anything() }]);
  });

  itEngine('drops the lowest quality first beyond MaxFaces', async () => {
    const answer = await index(png('faces=ann:60,bob:40,cid:80'), { MaxFaces: 2 });
    expect(answer.FaceRecords!.map(({ FaceDetail }) => FaceDetail!.Quality!.Sharpness)).toEqual([60, 80]);
    expect(answer.UnindexedFaces).toMatchObject([
      { Reasons: ['EXCEEDS_MAX_FACES'], FaceDetail: { Quality: { Sharpness: 40 } } },
    ]);
  });

  itEngine('excludes faces below the quality filter, and none with NONE', async () => {
    const image = png('faces=ann:5,bob:95');
    const answer = await index(image);
    expect(answer.FaceRecords).toHaveLength(1);
    expect(answer.UnindexedFaces).toMatchObject([{ Reasons: ['LOW_FACE_QUALITY'] }]);
    expect((await index(image, { QualityFilter: 'NONE' })).FaceRecords).toHaveLength(2);
  });

  itEngine('indexes at most 100 faces of an image', async () => {
    const answer = await index(png(`faces=${Array<string>(101).fill('x').join(',')}`));
    expect(answer.FaceRecords).toHaveLength(100);
    expect(answer.UnindexedFaces).toHaveLength(1);
  });

  it('returns the same faces for the same image and ExternalImageId, and adds faces that were not indexed before', async () => {
    const collection = await newCollection(client);
    const image = { Bytes: picture('ann', 'bob') };
    const again = (input: Partial<IndexFacesCommandInput>) =>
      indexPeople(client, collection, [], { Image: image, ExternalImageId: 'once', ...input });
    const [first] = await again({ MaxFaces: 1 });
    const both = await again({});
    expect(both).toEqual([first, both[1]]);
    expect(await again({})).toEqual(both);
    expect(await count(collection)).toBe(2);
  });

  it('creates new faces for the same image without an ExternalImageId or under another one', async () => {
    const collection = await newCollection(client);
    const Image = { Bytes: picture('ann') };
    for (const input of [{}, {}, { ExternalImageId: 'a' }, { ExternalImageId: 'b' }])
      await indexPeople(client, collection, [], { Image, ...input });
    expect(await count(collection)).toBe(4);
  });

  itEngine('generates the same sequence of ids for the same seed, whatever is indexed', async () => {
    const ids = async (people: string[]) => {
      const seeded = await TestEngine.start({ seed: 7 });
      try {
        return await indexPeople(seeded.client(), await newCollection(seeded.client()), people);
      } finally {
        await seeded.close();
      }
    };
    expect(await ids(['ann', 'bob'])).toEqual(await ids(['cid', 'dan']));
  });

  itEngine('accepts images of 80 by 80 pixels and rejects smaller ones with InvalidParameterException', async () => {
    expect((await index(png('', { width: 80, height: 80 }))).FaceRecords).toHaveLength(1);
    for (const image of [png('', { width: 79, height: 80 }), jpeg('', { width: 80, height: 79 })])
      await expect(index(image)).rejects.toBeInstanceOf(InvalidParameterException);
  });

  it('accepts images of 5 MiB and rejects larger ones with ValidationException', async () => {
    const padded = (bytes: number) => Buffer.concat([picture('ann'), Buffer.alloc(bytes)]).subarray(0, bytes);
    expect((await index(padded(5 * MEBIBYTES))).FaceRecords).toHaveLength(1);
    await expect(index(padded(5 * MEBIBYTES + 1))).rejects.toMatchObject(VALIDATION);
  });

  it('rejects images other than JPEG and PNG, whatever their names, with InvalidImageFormatException', async () => {
    for (const bytes of [Buffer.from('GIF89a'), Buffer.from('x'), png().subarray(0, 20), jpeg().subarray(0, 20)])
      await expect(index(bytes)).rejects.toBeInstanceOf(InvalidImageFormatException);
  });

  it('rejects an image with neither or both of Bytes and S3Object with InvalidParameterException', async () => {
    for (const Image of [{}, { Bytes: png(), S3Object: { Bucket: 'mybucket', Name: 'myphoto' } }]) {
      const command = new IndexFacesCommand({ CollectionId, Image });
      await expect(client.send(command)).rejects.toBeInstanceOf(InvalidParameterException);
    }
  });

  it('rejects invalid members with ValidationException', async () => {
    for (const input of [{ ExternalImageId: 'a b' }, { ExternalImageId: 'x'.repeat(256) }, { MaxFaces: 0 }])
      await expect(index(png(), input)).rejects.toMatchObject(VALIDATION);
  });

  it('rejects a missing collection with ResourceNotFoundException', async () => {
    const call = index(picture('ann'), { CollectionId: newId() });
    await expect(call).rejects.toBeInstanceOf(ResourceNotFoundException);
  });
});
