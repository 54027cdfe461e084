import { randomBytes, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  AssociateFacesCommand,
  CreateCollectionCommand,
  CreateUserCommand,
  DeleteCollectionCommand,
  DescribeCollectionCommand,
  IndexFacesCommand,
  ListUsersCommand,
  RekognitionClient,
  type RekognitionClientConfig,
} from '@aws-sdk/client-rekognition';

/** Collections of the probe begin with it, so that whatever a killed run leaves behind can be found. */
export const PROBE_PREFIX = 'rekognition-facade-probe-';

/** AWS allows five calls a second for most operations. */
const ATTEMPTS = 10;
const ATTEMPTS_OF_BUSY = 60;
const BUSY_WAIT_MS = 1000;

export interface ProbeOptions {
  readonly config: RekognitionClientConfig;
  /** Folder with `ann.1.jpg` or `ann.1.png`, a good picture of one person. */
  readonly images: string;
  readonly wait: (delayMs: number) => Promise<void>;
}

/** A collection of its own, and what the questions need in it. */
export class ProbeWorld {
  readonly client: RekognitionClient;
  readonly collectionId = PROBE_PREFIX + randomBytes(8).toString('hex');
  /** As CreateCollection returned it. */
  createdArn = '';
  /** As DescribeCollection returns it. */
  arn = '';
  /** The endpoint that the SDK calls. Known once it has called. */
  url = '';
  readonly wait: ProbeOptions['wait'];
  readonly picture: Buffer;
  private users = 0;

  constructor(private readonly options: ProbeOptions) {
    this.picture = pictureIn(options.images);
    this.client = new RekognitionClient({ maxAttempts: ATTEMPTS, ...options.config });
    this.wait = options.wait;
    this.client.middlewareStack.add(
      (next) => (call) => {
        const { protocol, hostname, port } = call.request as { protocol: string; hostname: string; port?: number };
        this.url = `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`;
        return next(call);
      },
      { step: 'finalizeRequest', name: 'probeUrl' },
    );
  }

  async open(): Promise<void> {
    const CollectionId = this.collectionId;
    this.createdArn = (await this.client.send(new CreateCollectionCommand({ CollectionId }))).CollectionArn ?? '';
    this.arn = (await this.client.send(new DescribeCollectionCommand({ CollectionId }))).CollectionARN ?? '';
  }

  /** Deletes the collection with all that is in it. */
  async close(): Promise<void> {
    try {
      await this.client.send(new DeleteCollectionCommand({ CollectionId: this.collectionId }));
    } catch (error) {
      if ((error as Error).name !== 'ResourceNotFoundException') throw error;
    } finally {
      this.client.destroy();
    }
  }

  /** A client that tries once. */
  impatientClient(): RekognitionClient {
    return new RekognitionClient({ ...this.options.config, maxAttempts: 1 });
  }

  async newUser(): Promise<string> {
    this.users += 1;
    const UserId = `user-${this.users}`;
    await this.client.send(new CreateUserCommand({ CollectionId: this.collectionId, UserId }));
    return UserId;
  }

  /** Indexes the picture under ids of its own, because the same picture under one id is stored once. */
  async newFaces(count: number): Promise<string[]> {
    const ids: string[] = [];
    for (let number = 0; number < count; number += 1) {
      const input = { CollectionId: this.collectionId, Image: { Bytes: this.picture }, MaxFaces: 1 };
      const { FaceRecords = [] } = await this.client.send(
        new IndexFacesCommand({ ...input, ExternalImageId: randomUUID() }),
      );
      ids.push(...FaceRecords.map(({ Face }) => Face?.FaceId ?? ''));
    }
    if (ids.length !== count) throw new Error('The picture ann.1 must show one face');
    return ids;
  }

  /** A user of these faces whose change has settled. */
  async userOf(FaceIds: readonly string[]): Promise<string> {
    const UserId = await this.newUser();
    const input = { CollectionId: this.collectionId, UserId, FaceIds: [...FaceIds], UserMatchThreshold: 0 };
    await this.whenFree(() => this.client.send(new AssociateFacesCommand(input)));
    await this.settled(UserId);
    return UserId;
  }

  /** Waits until a user is not UPDATING. */
  async settled(UserId: string): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS_OF_BUSY; attempt += 1) {
      const { Users = [] } = await this.client.send(new ListUsersCommand({ CollectionId: this.collectionId }));
      if (Users.find((user) => user.UserId === UserId)?.UserStatus !== 'UPDATING') return;
      await this.wait(BUSY_WAIT_MS);
    }
    throw new Error(`${UserId} is still UPDATING`);
  }

  /** Repeats a change of a user while another one is under way. */
  async whenFree<Answer>(change: () => Promise<Answer>): Promise<Answer> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await change();
      } catch (error) {
        if ((error as Error).name !== 'ConflictException' || attempt === ATTEMPTS_OF_BUSY) throw error;
      }
      await this.wait(BUSY_WAIT_MS);
    }
  }
}

function pictureIn(folder: string): Buffer {
  const file = readdirSync(folder).find((name) => /^ann\.1\.(jpe?g|png)$/.test(name));
  if (file === undefined) throw new Error(`${join(folder, 'ann.1.jpg')} (or .png) is missing: a picture of one person`);
  return readFileSync(join(folder, file));
}
