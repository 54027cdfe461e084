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
const AT_ONCE = 5;

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
   * Lists the tenant's collections. Those that its entry lists are asked for by name. With a prefix, most of the
   * account's collections may belong to other tenants, so a page takes as many calls as the caller's time allows. Each
   * call requests only the number of missing items, so that a page ends where a page of Rekognition's list does.
   */
  async listCollections(
    { limit = LIST_COLLECTIONS_PAGE.usual, cursor }: ListCollectionsQuery,
    caller: Caller,
  ): Promise<ListCollectionsResponse> {
    const place: ListPlace = { caller, route: 'listCollections', filters: [] };
    const { NextToken: from } = this.cursors.open(place, cursor);
    const { view } = caller.tenant;
    const { items, nextToken } =
      view.kind === 'listed'
        ? await this.named([...view.collectionIds].sort(), { after: from, limit }, caller)
        : await this.fill(await this.page(limit, from, caller), limit, caller);
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
    while (nextToken !== undefined && items.length < limit) {
      const more = await this.page(limit - items.length, nextToken, caller).catch(unlessAborted(caller));
      if (more === undefined) break;
      items = [...items, ...more.items];
      nextToken = more.nextToken;
    }
    return { items, nextToken };
  }

  /** The next page of the ids that exist, in order; the token is the last id that was asked for. */
  private async named(
    ids: readonly string[],
    { after = '', limit }: { readonly after: string | undefined; readonly limit: number },
    caller: Caller,
  ): Promise<CollectionsPage> {
    const left = ids.filter((id) => id > after);
    const items: ListedCollection[] = [];
    let last = after;
    while (left.length > 0 && items.length < limit) {
      const asked = left.slice(0, Math.min(AT_ONCE, limit - items.length));
      const found = Promise.all(asked.map((collectionId) => this.ifThere(collectionId, caller)));
      const more = await (last === after ? found : found.catch(unlessAborted(caller)));
      if (more === undefined) break;
      items.push(...more.filter((item) => item !== undefined));
      left.splice(0, asked.length);
      last = asked.at(-1) ?? last;
    }
    return { items, nextToken: left.length > 0 ? last : undefined };
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
