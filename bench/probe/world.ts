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

/** Prefix of the probe's collections, so that those left by a killed run can be found. */
export const PROBE_PREFIX = 'rekognition-facade-probe-';

/** AWS allows five calls a second for most operations. */
const ATTEMPTS = 10;
const ATTEMPTS_OF_BUSY = 60;
const BUSY_WAIT_MS = 1000;

export interface ProbeOptions {
  readonly config: RekognitionClientConfig;
  /** Folder with `ann.1.jpg` or `ann.1.png`, a photo of one person. */
  readonly images: string;
  readonly wait: (delayMs: number) => Promise<void>;
}

/** The probe's collection and its contents. */
export class ProbeWorld {
  readonly client: RekognitionClient;
  readonly collectionId = PROBE_PREFIX + randomBytes(8).toString('hex');
  /** Returned by CreateCollection. */
  createdArn = '';
  /** Returned by DescribeCollection. */
  arn = '';
  /** The endpoint that the SDK calls; undefined before the first call. */
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

  /** Deletes the collection with its contents. */
  async close(): Promise<void> {
    try {
      await this.client.send(new DeleteCollectionCommand({ CollectionId: this.collectionId }));
    } catch (error) {
      if ((error as Error).name !== 'ResourceNotFoundException') throw error;
    } finally {
      this.client.destroy();
    }
  }

  /** A client without retries. */
  impatientClient(): RekognitionClient {
    return new RekognitionClient({ ...this.options.config, maxAttempts: 1 });
  }

  async newUser(): Promise<string> {
    this.users += 1;
    const UserId = `user-${this.users}`;
    await this.client.send(new CreateUserCommand({ CollectionId: this.collectionId, UserId }));
    return UserId;
  }

  /** Indexes the photo under different external ids, because Rekognition stores the same photo once per id. */
  async newFaces(count: number): Promise<string[]> {
    const ids: string[] = [];
    for (let number = 0; number < count; number += 1) {
      const input = { CollectionId: this.collectionId, Image: { Bytes: this.picture }, MaxFaces: 1 };
      const { FaceRecords = [] } = await this.client.send(
        new IndexFacesCommand({ ...input, ExternalImageId: randomUUID() }),
      );
      ids.push(...FaceRecords.map(({ Face }) => Face?.FaceId ?? ''));
    }
    if (ids.length !== count) throw new Error('The photo ann.1 must show exactly one face');
    return ids;
  }

  /** Returns an ACTIVE user with these faces. */
  async userOf(FaceIds: readonly string[]): Promise<string> {
    const UserId = await this.newUser();
    const input = { CollectionId: this.collectionId, UserId, FaceIds: [...FaceIds], UserMatchThreshold: 0 };
    await this.whenFree(() => this.client.send(new AssociateFacesCommand(input)));
    await this.settled(UserId);
    return UserId;
  }

  /** Waits until a user is no longer UPDATING. */
  async settled(UserId: string): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS_OF_BUSY; attempt += 1) {
      const { Users = [] } = await this.client.send(new ListUsersCommand({ CollectionId: this.collectionId }));
      if (Users.find((user) => user.UserId === UserId)?.UserStatus !== 'UPDATING') return;
      await this.wait(BUSY_WAIT_MS);
    }
    throw new Error(`${UserId} is still UPDATING`);
  }

  /** Repeats a write to a user while another one is in progress. */
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
  if (file === undefined) throw new Error(`${join(folder, 'ann.1.jpg')} (or .png) is missing: a photo of one person`);
  return readFileSync(join(folder, file));
}
