import { IndexFacesCommand, ListFacesCommand } from '@aws-sdk/client-rekognition';
import type { IndexFacesCommandInput, RekognitionClient } from '@aws-sdk/client-rekognition';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestEngine, indexPeople, jpeg, newCollection, png, refusal } from '../kit.js';

const MEBIBYTES = 1024 * 1024;

let engine: TestEngine;
let client: RekognitionClient;
let CollectionId: string;

beforeAll(async () => {
  engine = await TestEngine.start();
  client = engine.client();
  CollectionId = await newCollection(client);
});
afterAll(() => engine.close());

function index(Bytes: Uint8Array, input: Partial<IndexFacesCommandInput> = {}) {
  return client.send(new IndexFacesCommand({ CollectionId, Image: { Bytes }, ...input }));
}

async function count(collection: string): Promise<number> {
  return (await client.send(new ListFacesCommand({ CollectionId: collection }))).Faces!.length;
}

describe('IndexFaces', () => {
  it("answers AWS's example: the face, its default details, nothing left unindexed", async () => {
    const answer = await index(png(), { DetectionAttributes: [], ExternalImageId: 'myphotoid' });
    expect(answer.FaceModelVersion).toBe('7.0');
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

  it("refuses AWS's example image in S3 with InvalidS3ObjectException, since there is no S3 here", async () => {
    const Image = { S3Object: { Bucket: 'mybucket', Name: 'myphoto' } };
    const command = new IndexFacesCommand({ CollectionId, Image });
    expect(await refusal(client.send(command))).toMatchObject({ name: 'InvalidS3ObjectException', status: 400 });
  });

  it.each([
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

  it('indexes nobody from an image of nobody', async () => {
    expect(await index(png('faces='))).toMatchObject({ FaceRecords: [], UnindexedFaces: [] });
  });

  it('adds the details asked for, and every one for ALL', async () => {
    const some = await index(png(), { DetectionAttributes: ['DEFAULT', 'SMILE'] });
    expect(some.FaceRecords![0]!.FaceDetail).toHaveProperty('Smile');
    expect(some.FaceRecords![0]!.FaceDetail).not.toHaveProperty('Beard');
    const all = await index(png(), { DetectionAttributes: ['ALL'] });
    expect(Object.keys(all.FaceRecords![0]!.FaceDetail!)).toHaveLength(17);
  });

  it('drops the lowest quality first beyond MaxFaces, and says so', async () => {
    const answer = await index(png('faces=ann:60,bob:40,cid:80'), { MaxFaces: 2 });
    expect(answer.FaceRecords!.map(({ FaceDetail }) => FaceDetail!.Quality!.Sharpness)).toEqual([60, 80]);
    expect(answer.UnindexedFaces).toMatchObject([
      { Reasons: ['EXCEEDS_MAX_FACES'], FaceDetail: { Quality: { Sharpness: 40 } } },
    ]);
  });

  it('keeps out faces below the quality filter, and none with NONE', async () => {
    const image = png('faces=ann:5,bob:95');
    const answer = await index(image);
    expect(answer.FaceRecords).toHaveLength(1);
    expect(answer.UnindexedFaces).toMatchObject([{ Reasons: ['LOW_FACE_QUALITY'] }]);
    expect((await index(image, { QualityFilter: 'NONE' })).FaceRecords).toHaveLength(2);
  });

  it('indexes a hundred faces of an image at most', async () => {
    const answer = await index(png(`faces=${Array<string>(101).fill('x').join(',')}`));
    expect(answer.FaceRecords).toHaveLength(100);
    expect(answer.UnindexedFaces).toHaveLength(1);
  });

  it('finds the same faces again for the same image and ExternalImageId, and adds those it had left out', async () => {
    const collection = await newCollection(client);
    const image = { Bytes: png('faces=ann,bob') };
    const again = (input: Partial<IndexFacesCommandInput>) =>
      indexPeople(client, collection, [], { Image: image, ExternalImageId: 'once', ...input });
    const [first] = await again({ MaxFaces: 1 });
    const both = await again({});
    expect(both).toEqual([first, both[1]]);
    expect(await again({})).toEqual(both);
    expect(await count(collection)).toBe(2);
  });

  it('makes faces of their own for the same image without an ExternalImageId or under another', async () => {
    const collection = await newCollection(client);
    const Image = { Bytes: png('faces=ann') };
    for (const input of [{}, {}, { ExternalImageId: 'a' }, { ExternalImageId: 'b' }])
      await indexPeople(client, collection, [], { Image, ...input });
    expect(await count(collection)).toBe(4);
  });

  it('gives the same series of ids under the same seed, whatever is indexed', async () => {
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

  it('takes images of 80 by 80 pixels and refuses smaller ones with InvalidParameterException', async () => {
    expect((await index(png('', { width: 80, height: 80 }))).FaceRecords).toHaveLength(1);
    for (const image of [png('', { width: 79, height: 80 }), jpeg('', { width: 80, height: 79 })])
      expect(await refusal(index(image))).toMatchObject({ name: 'InvalidParameterException', status: 400 });
  });

  it('takes images of 5 MiB and refuses larger ones with ImageTooLargeException', async () => {
    const padded = (bytes: number) => Buffer.concat([png(), Buffer.alloc(bytes)]).subarray(0, bytes);
    expect((await index(padded(5 * MEBIBYTES))).FaceRecords).toHaveLength(1);
    expect(await refusal(index(padded(5 * MEBIBYTES + 1)))).toMatchObject({
      name: 'ImageTooLargeException',
      status: 400,
    });
  });

  it('refuses what is neither JPEG nor PNG, whatever it is called, with InvalidImageFormatException', async () => {
    for (const bytes of [Buffer.from('GIF89a'), Buffer.from('x'), png().subarray(0, 20), jpeg().subarray(0, 20)])
      expect(await refusal(index(bytes))).toMatchObject({ name: 'InvalidImageFormatException', status: 400 });
  });

  it('refuses an image with neither or both of Bytes and S3Object with InvalidParameterException', async () => {
    for (const Image of [{}, { Bytes: png(), S3Object: { Bucket: 'mybucket', Name: 'myphoto' } }]) {
      const command = new IndexFacesCommand({ CollectionId, Image });
      expect(await refusal(client.send(command))).toMatchObject({ name: 'InvalidParameterException' });
    }
  });

  it('refuses an absent collection as ResourceNotFoundException', async () => {
    const call = index(png(), { CollectionId: 'nowhere' });
    expect(await refusal(call)).toMatchObject({ name: 'ResourceNotFoundException', status: 400 });
  });
});
