import { Injectable } from '@nestjs/common';

import { classify } from '../failures/classify.js';
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
import type { CollectionPath } from '../rekognition/model/identifiers.js';

/** Maximum number of concurrent DescribeCollection calls for one page. */
const MAX_CONCURRENT_CALLS = 5;

interface CollectionsPage {
  readonly items: ListedCollection[];
  nextToken: string | undefined;
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
   * Lists the tenant's collections. Those that its entry lists are asked for by name. With a prefix, most of the
   * account's collections may belong to other tenants, so a page takes as many calls as the caller's time allows. Each
   * call requests only the number of missing items, so that a page ends where a page of Rekognition's list does.
   */
  async listCollections(
    { limit = LIST_COLLECTIONS_PAGE.usual, cursor }: ListCollectionsQuery,
    caller: Caller,
  ): Promise<ListCollectionsResponse> {
    const place: ListPlace = { caller, route: 'listCollections', filters: [] };
    const { view } = caller.tenant;
    const ids = view.kind === 'listed' ? [...view.collectionIds].sort() : undefined;
    const next = (missing: number, from?: string): Promise<CollectionsPage> =>
      ids === undefined ? this.page(missing, from, caller) : this.named(ids, missing, from, caller);
    const page = await next(limit, this.cursors.open(place, cursor).NextToken);
    while (page.nextToken !== undefined && page.items.length < limit) {
      // A failure ends the page early, and the next page repeats the failed call.
      const more = await next(limit - page.items.length, page.nextToken).catch(unlessAborted(caller));
      if (more === undefined) break;
      page.items.push(...more.items);
      page.nextToken = more.nextToken;
    }
    return { items: page.items, ...this.cursors.seal(place, page.nextToken) };
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

  /** The next ids that exist, in order; the token is the last id that was asked for. */
  private async named(
    ids: readonly string[],
    missing: number,
    after: string | undefined,
    caller: Caller,
  ): Promise<CollectionsPage> {
    const left = ids.filter((id) => after === undefined || id > after);
    const asked = left.slice(0, Math.min(MAX_CONCURRENT_CALLS, missing));
    const found = await Promise.all(asked.map((collectionId) => this.ifThere(collectionId, caller)));
    const nextToken = left.length > asked.length ? asked.at(-1) : undefined;
    return { items: found.filter((item) => item !== undefined), nextToken };
  }

  private async ifThere(collectionId: string, caller: Caller): Promise<ListedCollection | undefined> {
    try {
      const { faceModelVersion } = await this.describeCollection({ collectionId }, caller);
      return { collectionId, faceModelVersion };
    } catch (thrown) {
      if (classify(thrown).code === 'resource-not-found') return undefined;
      throw thrown;
    }
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

/** Treats a failure as no result, unless the caller has disconnected. */
function unlessAborted({ signal }: Caller): (thrown: unknown) => undefined {
  return (thrown) => {
    if (signal.aborted) throw thrown;
    return undefined;
  };
}
