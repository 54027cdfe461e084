import {
  AssociateFacesCommand,
  CreateCollectionCommand,
  CreateUserCommand,
  DeleteCollectionCommand,
  DescribeCollectionCommand,
  IndexFacesCommand,
  ListCollectionsCommand,
  ListFacesCommand,
  ListTagsForResourceCommand,
  RekognitionClient,
  UntagResourceCommand,
} from '@aws-sdk/client-rekognition';

import type { Tenant } from '../../src/config/tenant.js';
import { portrait } from '../../src/demo/demo-people.js';

/** Prepares and inspects the engine directly through the AWS SDK, with a tenant's keys. */
export class People {
  readonly client: RekognitionClient;
  private shade = 0;

  constructor(endpoint: string, { region, credentials }: Tenant) {
    if (credentials.kind !== 'static') throw new TypeError('test tenants have static keys');
    this.client = new RekognitionClient({ endpoint, region, credentials: credentials.read() });
  }

  close(): void {
    this.client.destroy();
  }

  async collection(CollectionId: string, Tags: Record<string, string> = {}): Promise<void> {
    await this.client.send(new CreateCollectionCommand({ CollectionId, Tags }));
  }

  /** The account's collection ids, sorted. */
  async collections(): Promise<string[]> {
    const { CollectionIds = [] } = await this.client.send(new ListCollectionsCommand({ MaxResults: 4_096 }));
    return CollectionIds.sort();
  }

  /** Deletes every collection of the account. */
  async empty(): Promise<void> {
    for (const CollectionId of await this.collections()) {
      await this.client.send(new DeleteCollectionCommand({ CollectionId }));
    }
  }

  async tagsOf(collectionId: string): Promise<Record<string, string>> {
    const { CollectionARN: ResourceArn } = await this.client.send(
      new DescribeCollectionCommand({ CollectionId: collectionId }),
    );
    const { Tags = {} } = await this.client.send(new ListTagsForResourceCommand({ ResourceArn }));
    return Tags;
  }

  async untag(CollectionId: string, ...TagKeys: string[]): Promise<void> {
    const { CollectionARN: ResourceArn } = await this.client.send(new DescribeCollectionCommand({ CollectionId }));
    await this.client.send(new UntagResourceCommand({ ResourceArn, TagKeys }));
  }

  /** Creates a user with new faces and returns the face ids. */
  async user(CollectionId: string, UserId: string, faces: number): Promise<string[]> {
    const FaceIds = await this.faces(CollectionId, UserId, faces);
    await this.client.send(new CreateUserCommand({ CollectionId, UserId }));
    if (faces > 0) await this.associate(CollectionId, UserId, FaceIds);
    return FaceIds;
  }

  async associate(CollectionId: string, UserId: string, FaceIds: string[]): Promise<void> {
    await this.client.send(new AssociateFacesCommand({ CollectionId, UserId, FaceIds }));
  }

  /** Indexes new faces of a person without creating a user. */
  async faces(CollectionId: string, person: string, count: number): Promise<string[]> {
    const ids: string[] = [];
    for (let face = 0; face < count; face += 1) {
      this.shade += 1;
      const Image = { Bytes: portrait(person, this.shade % 256) };
      const ExternalImageId = String(this.shade);
      const { FaceRecords = [] } = await this.client.send(
        new IndexFacesCommand({ CollectionId, Image, ExternalImageId }),
      );
      ids.push(FaceRecords[0]?.Face?.FaceId ?? '');
    }
    return ids;
  }

  /** The ids of all faces in a collection, sorted. */
  async allFaces(CollectionId: string): Promise<string[]> {
    const { Faces = [] } = await this.client.send(new ListFacesCommand({ CollectionId, MaxResults: 4_096 }));
    return Faces.map(({ FaceId = '' }) => FaceId).sort();
  }

  /** The ids of a user's faces, sorted. */
  async facesOf(CollectionId: string, UserId: string): Promise<string[]> {
    const { Faces = [] } = await this.client.send(new ListFacesCommand({ CollectionId, UserId }));
    return Faces.map(({ FaceId = '' }) => FaceId).sort();
  }
}
