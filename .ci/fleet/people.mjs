// The people of the engine: those that the load takes faces off, and what the engine holds in the end.
import {
  AssociateFacesCommand,
  CreateCollectionCommand,
  CreateUserCommand,
  IndexFacesCommand,
  paginateListCollections,
  paginateListFaces,
  paginateListUsers,
  RekognitionClient,
} from '@aws-sdk/client-rekognition';

import { ACCOUNT, REGION } from './processes.mjs';

/** Whose users lose faces. */
export const STAFF = 'staff';
/** Where faces are indexed and users created. */
export const GALLERY = 'gallery';
export const FACES_EACH = 50;
/** Rekognition stores as many of one image. */
const FACES_PER_IMAGE = 100;

export function clientOf(endpoint) {
  const { accessKeyId, secretAccessKey } = ACCOUNT;
  return new RekognitionClient({ endpoint, region: REGION, credentials: { accessKeyId, secretAccessKey } });
}

/** Creates the collections and so many users with faces. @returns the face ids by user. */
export async function fill(client, users) {
  for (const CollectionId of [STAFF, GALLERY]) await client.send(new CreateCollectionCommand({ CollectionId }));
  const faces = new Map();
  let spare = [];
  for (let nth = 0; nth < users; nth += 1) {
    const user = { CollectionId: STAFF, UserId: `user-${nth}` };
    if (spare.length === 0) spare = await index(client, `user-${nth}`);
    const FaceIds = spare.splice(0, FACES_EACH);
    await client.send(new CreateUserCommand(user));
    await client.send(new AssociateFacesCommand({ ...user, FaceIds }));
    faces.set(user.UserId, FaceIds);
  }
  return faces;
}

async function index(client, name) {
  const people = Array.from({ length: FACES_PER_IMAGE }, (_, nth) => `${name}-${nth}`);
  const Image = { Bytes: jpeg(`faces=${people.join(',')}`) };
  const { FaceRecords } = await client.send(new IndexFacesCommand({ CollectionId: STAFF, Image }));
  return FaceRecords.map(({ Face }) => Face.FaceId);
}

/** What the engine holds: names of collections, created users, indexed faces, and `user/face` of each association. */
export async function stateOf(client) {
  const state = { collection: new Set(), user: new Set(), face: new Set(), association: new Set() };
  for await (const { CollectionIds } of paginateListCollections({ client }, {}))
    for (const id of CollectionIds) state.collection.add(id);
  for await (const { Users } of paginateListUsers({ client }, { CollectionId: GALLERY }))
    for (const { UserId } of Users) state.user.add(UserId);
  for await (const { Faces } of paginateListFaces({ client }, { CollectionId: GALLERY }))
    for (const { FaceId } of Faces) state.face.add(FaceId);
  for await (const { Faces } of paginateListFaces({ client, pageSize: 4096 }, { CollectionId: STAFF }))
    for (const { FaceId, UserId } of Faces) if (UserId) state.association.add(`${UserId}/${FaceId}`);
  state.collection.delete(STAFF);
  state.collection.delete(GALLERY);
  return state;
}

/** The head of a JPEG whose comment says who is in it. */
export function jpeg(comment) {
  const segment = (marker, content) => {
    const head = Buffer.from([0xff, marker, 0, 0]);
    head.writeUInt16BE(content.length + 2, 2);
    return Buffer.concat([head, content]);
  };
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xfe, Buffer.from(comment)),
    segment(0xc0, Buffer.from([8, 0, 100, 0, 200, 3])),
    Buffer.from([0xff, 0xd9]),
  ]);
}
