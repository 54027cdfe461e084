import { Injectable } from '@nestjs/common';

import { Cursors, type ListPlace } from '../http/lists/cursor.js';
import { RekognitionGateway } from '../rekognition/rekognition.gateway.js';
import { LIST_COLLECTIONS_PAGE } from '../rekognition/model/rekognition.limits.js';
import type { Caller } from '../tenants/identity/caller.js';
import { CreateCollection, DeleteCollection, DescribeCollection, ListCollections } from './collections.operations.js';
import type { CreateCollectionRequest, CreateCollectionResponse } from './dto/create-collection.dto.js';
import type { DeleteCollectionPath } from './dto/delete-collection.dto.js';
import type { DescribeCollectionPath, DescribeCollectionResponse } from './dto/describe-collection.dto.js';
import type { ListCollectionsQuery, ListCollectionsResponse, ListedCollection } from './dto/list-collections.dto.js';

/** Calls that one page may cost where most of the account's collections are other tenants'. */
const MOST_CALLS = 10;

interface Stretch {
  readonly items: readonly ListedCollection[];
  /** Rekognition's token of what follows. */
  readonly next: string | undefined;
}

/** Collections of a tenant. */
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
   * A page of the tenant's collections. The account may hold other tenants' among them, so the service goes on asking
   * until the page is full, the list has ended or the page has cost enough, and asks for no more than is missing: a
   * page then ends where one of Rekognition's does, and no collection is lost or told twice.
   */
  async listCollections(
    { limit = LIST_COLLECTIONS_PAGE.usual, cursor }: ListCollectionsQuery,
    caller: Caller,
  ): Promise<ListCollectionsResponse> {
    const place: ListPlace = { caller, route: 'listCollections', filters: [] };
    const first = await this.stretch(limit, this.cursors.open(place, cursor).NextToken, caller);
    const { items, next } = await this.filledUp(first, limit, caller);
    return { items: [...items], ...this.cursors.seal(place, next) };
  }

  async describeCollection(
    { collectionId }: DescribeCollectionPath,
    caller: Caller,
  ): Promise<DescribeCollectionResponse> {
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

  /** Deletes the collection with its users and faces. */
  async deleteCollection({ collectionId }: DeleteCollectionPath, caller: Caller): Promise<void> {
    await this.rekognition.call(DeleteCollection, { CollectionId: collectionId }, caller);
  }

  /**
   * A failure ends the page early and is not told: the next one begins with the call that failed. Whoever has left or
   * may not ask any more is told nothing.
   */
  private async filledUp(first: Stretch, limit: number, caller: Caller): Promise<Stretch> {
    let { items, next } = first;
    for (let calls = 1; calls < MOST_CALLS && next !== undefined && items.length < limit; calls += 1) {
      const more = await this.stretch(limit - items.length, next, caller).catch((thrown: unknown) => {
        if (caller.signal.aborted) throw thrown;
        return undefined;
      });
      if (more === undefined) break;
      items = [...items, ...more.items];
      next = more.next;
    }
    return { items, next };
  }

  private async stretch(MaxResults: number, NextToken: string | undefined, caller: Caller): Promise<Stretch> {
    const input = { MaxResults, ...(NextToken !== undefined && { NextToken }) };
    const answer = await this.rekognition.call(ListCollections, input, caller);
    const { CollectionIds = [], FaceModelVersions = [], NextToken: next } = answer;
    const items = CollectionIds.map((collectionId, index) => ({
      collectionId,
      faceModelVersion: FaceModelVersions[index] ?? '',
    }));
    return { items, next };
  }
}
