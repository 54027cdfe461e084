import {
  AssociateFacesCommand,
  CreateCollectionCommand,
  CreateUserCommand,
  IndexFacesCommand,
  RekognitionClient,
} from '@aws-sdk/client-rekognition';
import { eachOf } from '../figures.js';
import { jpeg } from '../images.js';

export const COLLECTION = 'people';
export const REGION = 'eu-west-1';
/** The engine's default account. */
export const ACCOUNT = '000000000000';
export const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };

const FACES_PER_IMAGE = 100;
const CALLS_AT_ONCE = 8;

/** A face to disassociate from a user, and the tenant that requests it. */
export interface Disassociation {
  readonly userId: string;
  readonly faceId: string;
  readonly tenant?: string;
}

/**
 * Creates users with faces in an engine without quotas.
 *
 * @param facesEach a divisor of 100.
 * @returns one disassociation of each face: of the first face of every user, then of the second, and so on.
 */
export async function fill(endpoint: string, users: number, facesEach: number): Promise<Disassociation[]> {
  const client = new RekognitionClient({ endpoint, region: REGION, credentials: CREDENTIALS });
  await client.send(new CreateCollectionCommand({ CollectionId: COLLECTION }));
  const faces = await index(client, users, facesEach);
  await eachOf(users, CALLS_AT_ONCE, async (user) => {
    const named = { CollectionId: COLLECTION, UserId: `user-${user}` };
    await client.send(new CreateUserCommand(named));
    await client.send(new AssociateFacesCommand({ ...named, FaceIds: faces[user] }));
  });
  client.destroy();
  return Array.from({ length: users * facesEach }, (_, number) => ({
    userId: `user-${number % users}`,
    faceId: faces[number % users]![Math.floor(number / users)]!,
  }));
}

/** Returns the face ids of each user. */
async function index(client: RekognitionClient, users: number, facesEach: number): Promise<string[][]> {
  const usersPerImage = FACES_PER_IMAGE / facesEach;
  const faces: string[][] = [];
  await eachOf(Math.ceil(users / usersPerImage), 2, async (image) => {
    const names = Array.from(
      { length: FACES_PER_IMAGE },
      (_, face) => `p${image * usersPerImage + Math.floor(face / facesEach)}`,
    );
    const Image = { Bytes: jpeg(`faces=${names.join(',')}`) };
    const { FaceRecords = [] } = await client.send(new IndexFacesCommand({ CollectionId: COLLECTION, Image }));
    const ids = FaceRecords.map(({ Face }) => Face?.FaceId ?? '');
    for (let user = 0; user < usersPerImage; user += 1)
      faces[image * usersPerImage + user] = ids.slice(user * facesEach, (user + 1) * facesEach);
  });
  return faces;
}
