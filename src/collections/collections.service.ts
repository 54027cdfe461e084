import { Injectable } from '@nestjs/common';

import { Cursors, type ListPlace } from '../http/lists/cursor.js';
import { RekognitionGateway } from '../rekognition/rekognition.gateway.js';
import { LIST_COLLECTIONS_PAGE } from '../rekognition/model/rekognition.limits.js';
import type { Caller } from '../tenants/identity/caller.js';
import type {
  CreateCollectionRequest,
  CreateCollectionResponse,
  DescribeCollectionResponse,
  ListCollectionsQuery,
  ListCollectionsResponse,
  ListedCollection,
  ListTagsForResourceResponse,
  TagResourceRequest,
  UntagResourceQuery,
} from './collections.dto.js';
import {
  CreateCollection,
  DeleteCollection,
  DescribeCollection,
  ListCollections,
  ListTagsForResource,
  TagResource,
  UntagResource,
} from './collections.operations.js';
import type { CollectionPath } from '../rekognition/model/paths.dto.js';

/** Calls per page: most of the account's collections may belong to other tenants. */
const MOST_CALLS = 10;

interface CollectionsPage {
  readonly items: readonly ListedCollection[];
  readonly nextToken: string | undefined;
}

@Injectable()
export class CollectionsService {
  constructor(
    private readonly rekognition: RekognitionGateway,
    private readonly cursors: Cursors,
  ) {}

  async createCollection(
    { collectionId, tags }: CreateCollectionRequest,
    caller: Caller,
  ): Promise<CreateCollectionResponse> {
    const input = { CollectionId: collectionId, ...(tags && { Tags: tags }) };
    const { FaceModelVersion = '' } = await this.rekognition.call(CreateCollection, input, caller);
    return { collectionId, faceModelVersion: FaceModelVersion };
  }

  /**
   * Lists the tenant's collections. The account may hold collections of other tenants, so a page can take several
   * calls. Each call requests only the number of missing items, so that a page ends where a page of Rekognition's list
   * does.
   */
  async listCollections(
    { limit = LIST_COLLECTIONS_PAGE.usual, cursor }: ListCollectionsQuery,
    caller: Caller,
  ): Promise<ListCollectionsResponse> {
    const place: ListPlace = { caller, route: 'listCollections', filters: [] };
    const first = await this.page(limit, this.cursors.open(place, cursor).NextToken, caller);
    const { items, nextToken } = await this.fill(first, limit, caller);
    return { items: [...items], ...this.cursors.seal(place, nextToken) };
  }

  async describeCollection({ collectionId }: CollectionPath, caller: Caller): Promise<DescribeCollectionResponse> {
    const answer = await this.rekognition.call(DescribeCollection, { CollectionId: collectionId }, caller);
    const { FaceCount = 0, UserCount = 0, FaceModelVersion = '', CreationTimestamp = new Date(0) } = answer;
    return {
      collectionId,
      faceCount: FaceCount,
      userCount: UserCount,
      faceModelVersion: FaceModelVersion,
      creationTimestamp: CreationTimestamp.toISOString(),
    };
  }

  async deleteCollection({ collectionId }: CollectionPath, caller: Caller): Promise<void> {
    await this.rekognition.call(DeleteCollection, { CollectionId: collectionId }, caller);
  }

  async listTagsForResource({ collectionId }: CollectionPath, caller: Caller): Promise<ListTagsForResourceResponse> {
    const { Tags = {} } = await this.rekognition.call(ListTagsForResource, { ResourceArn: collectionId }, caller);
    return { tags: Tags };
  }

  async tagResource({ collectionId }: CollectionPath, { tags }: TagResourceRequest, caller: Caller): Promise<void> {
    await this.rekognition.call(TagResource, { ResourceArn: collectionId, Tags: tags }, caller);
  }

  /** Missing tags are ignored. */
  async untagResource({ collectionId }: CollectionPath, { tagKey }: UntagResourceQuery, caller: Caller): Promise<void> {
    const input = { ResourceArn: collectionId, TagKeys: [...new Set(tagKey)] };
    await this.rekognition.call(UntagResource, input, caller);
  }

  /** A failure ends the page early, and the next page repeats the failed call. An aborted caller gets the failure. */
  private async fill(first: CollectionsPage, limit: number, caller: Caller): Promise<CollectionsPage> {
    let { items, nextToken } = first;
    for (let calls = 1; calls < MOST_CALLS && nextToken !== undefined && items.length < limit; calls += 1) {
      const more = await this.page(limit - items.length, nextToken, caller).catch((thrown: unknown) => {
        if (caller.signal.aborted) throw thrown;
        return undefined;
      });
      if (more === undefined) break;
      items = [...items, ...more.items];
      nextToken = more.nextToken;
    }
    return { items, nextToken };
  }

  private async page(MaxResults: number, NextToken: string | undefined, caller: Caller): Promise<CollectionsPage> {
    const input = { MaxResults, ...(NextToken !== undefined && { NextToken }) };
    const answer = await this.rekognition.call(ListCollections, input, caller);
    const { CollectionIds = [], FaceModelVersions = [], NextToken: nextToken } = answer;
    const items = CollectionIds.map((collectionId, index) => ({
      collectionId,
      faceModelVersion: FaceModelVersions[index] ?? '',
    }));
    return { items, nextToken };
  }
}
