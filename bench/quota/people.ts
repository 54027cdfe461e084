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
/** The engine's own account. */
export const ACCOUNT = '000000000000';
export const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };

const FACES_PER_IMAGE = 100;
const CALLS_AT_ONCE = 8;

/** One face that is to be taken off one user, and for which of the account's tenants. */
export interface Unlink {
  readonly userId: string;
  readonly faceId: string;
  readonly tenant?: string;
}

/**
 * Makes users and gives each so many faces, in an engine without quotas.
 *
 * @param facesEach a divisor of 100.
 * @returns what can be taken off, each face once: the first face of every user, then the second of every user …
 */
export async function fill(endpoint: string, users: number, facesEach: number): Promise<Unlink[]> {
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

/** The ids of each user's faces. */
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
