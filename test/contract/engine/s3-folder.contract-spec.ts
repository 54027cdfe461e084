import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IndexFacesCommand } from '@aws-sdk/client-rekognition';
import type { RekognitionClient, S3Object } from '@aws-sdk/client-rekognition';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestEngine, newCollection, png, refusal } from '../kit.js';

const MEBIBYTES = 1024 * 1024;

let root: string;
let engine: TestEngine;
let client: RekognitionClient;
let CollectionId: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'engine-'));
  const bucket = join(root, 's3/photos');
  await mkdir(join(bucket, 'staff'), { recursive: true });
  await mkdir(join(root, 's3-other/photos'), { recursive: true });
  const image = png('faces=ann,bob');
  for (const file of ['s3/photos/staff/ann.png', 'outside.png', 's3-other/photos/ann.png', 's3/photos/ann.jpg'])
    await writeFile(join(root, file), image);
  await writeFile(join(bucket, 'text.png'), 'no image');
  for (const [name, bytes] of [
    ['limit.png', 15 * MEBIBYTES],
    ['beyond.png', 15 * MEBIBYTES + 1],
  ] as const) {
    await writeFile(join(bucket, name), image);
    await truncate(join(bucket, name), bytes);
  }
  await symlink(join(bucket, 'staff/ann.png'), join(bucket, 'inside-link.png'));
  await symlink(join(root, 'outside.png'), join(bucket, 'outside-link.png'));
  await symlink(root, join(bucket, 'outside'));
  await symlink(join(root, 's3-other'), join(root, 's3/linked-bucket'));
  engine = await TestEngine.start({ s3Folder: join(root, 's3') });
  client = engine.client();
  CollectionId = await newCollection(client);
});
afterAll(async () => {
  await engine.close();
  await rm(root, { recursive: true });
});

function index(S3Object: S3Object, sender = client) {
  return sender.send(new IndexFacesCommand({ CollectionId, Image: { S3Object } }));
}

describe('S3 objects from a folder', () => {
  it.each(['staff/ann.png', 'ann.jpg', 'inside-link.png', 'limit.png'])(
    'are read by bucket and name: %s',
    async (Name) => {
      const { FaceRecords } = await index({ Bucket: 'photos', Name });
      expect(FaceRecords).toHaveLength(2);
    },
  );

  it.each<[string, S3Object]>([
    ['does not exist', { Bucket: 'photos', Name: 'nobody.png' }],
    ['is a folder', { Bucket: 'photos', Name: 'staff' }],
    ['is in no such bucket', { Bucket: 'films', Name: 'ann.jpg' }],
    ['has no name', { Bucket: 'photos' }],
    ['has no bucket', { Name: 'ann.jpg' }],
    ['is outside the folder', { Bucket: 'photos', Name: '../../outside.png' }],
    ['is in another bucket', { Bucket: 'films', Name: '../photos/ann.jpg' }],
    ['is absolute', { Bucket: 'photos', Name: '/etc/hostname' }],
    ['has a name that a file system would normalize', { Bucket: 'photos', Name: 'staff//ann.png' }],
    ['holds a zero byte', { Bucket: 'photos', Name: 'ann.jpg\0' }],
    ['climbs by its bucket', { Bucket: '...', Name: '../outside.png' }],
    ['lies beside the folder under a longer name', { Bucket: 'linked-bucket', Name: 'photos/ann.png' }],
    ['is linked to from inside', { Bucket: 'photos', Name: 'outside-link.png' }],
    ['is below a folder linked to from inside', { Bucket: 'photos', Name: 'outside/outside.png' }],
  ])('are rejected with InvalidS3ObjectException if the object %s', async (_, object) => {
    expect(await refusal(index(object))).toMatchObject({ name: 'InvalidS3ObjectException', status: 400 });
  });

  it('have the version null and no other', async () => {
    const object = { Bucket: 'photos', Name: 'ann.jpg' };
    expect((await index({ ...object, Version: 'null' })).FaceRecords).toHaveLength(2);
    const other = index({ ...object, Version: '096fKKXTRTtl3on89fVO.nfljtsv6qko' });
    expect(await refusal(other)).toMatchObject({ name: 'InvalidS3ObjectException' });
  });

  it('are images of at most 15 MiB, and only images', async () => {
    const beyond = index({ Bucket: 'photos', Name: 'beyond.png' });
    expect(await refusal(beyond)).toMatchObject({ name: 'ImageTooLargeException', status: 400 });
    const text = index({ Bucket: 'photos', Name: 'text.png' });
    expect(await refusal(text)).toMatchObject({ name: 'InvalidImageFormatException', status: 400 });
  });

  it('do not exist without a folder', async () => {
    const without = await TestEngine.start();
    try {
      CollectionId = await newCollection(without.client());
      const call = index({ Bucket: 'photos', Name: 'ann.jpg' }, without.client());
      expect(await refusal(call)).toMatchObject({ name: 'InvalidS3ObjectException', status: 400 });
    } finally {
      await without.close();
    }
  });
});
