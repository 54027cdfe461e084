import { crc32, deflateSync } from 'node:zlib';

import { Rekognition } from '@aws-sdk/client-rekognition';

import { DEMO_TENANT } from './demo-tenant.js';

/** The seed for which the engine generates the face ids of the documented examples. */
export const DEMO_SEED = 1;
export const DEMO_COLLECTION = 'staff';
const DEMO_COLLECTION_TO_DELETE = 'former-staff';
/** A collection that no documented example changes. */
const DEMO_ARCHIVE = 'archive';
const ARCHIVED_USER = 'old-ann';
const DEMO_TAGS = { site: 'berlin', temporary: 'yes' };

/** The people of the demo collection and their numbers of faces, in the order in which the engine numbers them. */
const PEOPLE = { ann: 3, bob: 1, carla: 2, dan: 2, eve: 2, fay: 2 };
const SIDE_PIXELS = 96;

/** Users without faces: one to associate a face with, one to delete. */
const FACELESS = ['hal', 'ivy'];

/**
 * Added last, so that the ids of the others do not depend on them: one to erase, one to disassociate from all faces.
 */
const LATER_PEOPLE = { kim: 1, lou: 2 };

/** The face ids by person. Those of `nobody`, `guest` and `hal` are not associated with a user. */
export type DemoFaces = Record<keyof typeof PEOPLE | 'nobody' | 'guest' | 'hal', string[]>;

/** Fills an engine with the demo data through the SDK. */
export async function seedDemo(endpoint: string): Promise<DemoFaces> {
  const { region, credentials } = DEMO_TENANT;
  if (credentials.kind !== 'static') throw new TypeError('the demo tenant signs with static keys');
  const client = new Rekognition({ endpoint, region, credentials: credentials.read() });
  try {
    await client.createCollection({ CollectionId: DEMO_COLLECTION, Tags: DEMO_TAGS });
    await client.createCollection({ CollectionId: DEMO_COLLECTION_TO_DELETE });
    await client.createCollection({ CollectionId: DEMO_ARCHIVE, Tags: { site: 'berlin' } });
    await client.createUser({ CollectionId: DEMO_ARCHIVE, UserId: ARCHIVED_USER });
    const faces: Partial<DemoFaces> = {};
    for (const [person, count] of Object.entries(PEOPLE)) {
      faces[person as keyof DemoFaces] = await createUserWithFaces(client, person, count);
    }
    const nobody = await indexFaces(client, 'nobody', 1);
    const guest = await indexFaces(client, 'guest', 3);
    for (const UserId of FACELESS) {
      await client.createUser({ CollectionId: DEMO_COLLECTION, UserId });
    }
    const hal = await indexFaces(client, 'hal', 1);
    for (const [person, count] of Object.entries(LATER_PEOPLE)) await createUserWithFaces(client, person, count);
    return { ...(faces as DemoFaces), nobody, guest, hal };
  } finally {
    client.destroy();
  }
}

async function createUserWithFaces(client: Rekognition, UserId: string, count: number): Promise<string[]> {
  const FaceIds = await indexFaces(client, UserId, count);
  await client.createUser({ CollectionId: DEMO_COLLECTION, UserId });
  await client.associateFaces({ CollectionId: DEMO_COLLECTION, UserId, FaceIds });
  return FaceIds;
}

async function indexFaces(client: Rekognition, person: string, count: number): Promise<string[]> {
  const faceIds: string[] = [];
  for (let shade = 1; shade <= count; shade += 1) {
    const face = { Image: { Bytes: portrait(person, shade) }, ExternalImageId: `${person}-${shade}` };
    const { FaceRecords = [] } = await client.indexFaces({ CollectionId: DEMO_COLLECTION, ...face });
    faceIds.push(...FaceRecords.map(({ Face }) => Face?.FaceId ?? ''));
  }
  return faceIds;
}

/** A plain grey PNG with the comment from which the engine takes the person. */
export function portrait(person: string, shade: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIDE_PIXELS, 0);
  header.writeUInt32BE(SIDE_PIXELS, 4);
  header.writeUInt8(8, 8);
  const row = Buffer.alloc(SIDE_PIXELS + 1, shade);
  row.writeUInt8(0, 0);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('tEXt', Buffer.from(`Comment\0faces=${person}`)),
    chunk('IDAT', deflateSync(Buffer.concat(new Array<Buffer>(SIDE_PIXELS).fill(row)))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** @source PNG specification, section 5.3: length, type, content, CRC of type and content. */
function chunk(type: string, content: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const framed = Buffer.alloc(typed.length + 8);
  framed.writeUInt32BE(content.length, 0);
  typed.copy(framed, 4);
  framed.writeUInt32BE(crc32(typed), framed.length - 4);
  return framed;
}
