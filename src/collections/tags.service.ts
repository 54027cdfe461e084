import { Injectable } from '@nestjs/common';

import { RekognitionGateway } from '../rekognition/rekognition.gateway.js';
import type { Caller } from '../tenants/identity/caller.js';
import type { ListTagsForResourcePath, ListTagsForResourceResponse } from './dto/list-tags-for-resource.dto.js';
import type { TagResourcePath, TagResourceRequest } from './dto/tag-resource.dto.js';
import type { UntagResourcePath, UntagResourceQuery } from './dto/untag-resource.dto.js';
import { ListTagsForResource, TagResource, UntagResource } from './tags.operations.js';

@Injectable()
export class TagsService {
  constructor(private readonly rekognition: RekognitionGateway) {}

  async listTagsForResource(
    { collectionId }: ListTagsForResourcePath,
    caller: Caller,
  ): Promise<ListTagsForResourceResponse> {
    const { Tags = {} } = await this.rekognition.call(ListTagsForResource, { ResourceArn: collectionId }, caller);
    return { tags: Tags };
  }

  async tagResource({ collectionId }: TagResourcePath, { tags }: TagResourceRequest, caller: Caller): Promise<void> {
    await this.rekognition.call(TagResource, { ResourceArn: collectionId, Tags: tags }, caller);
  }

  /** Missing tags are ignored. */
  async untagResource(
    { collectionId }: UntagResourcePath,
    { tagKey }: UntagResourceQuery,
    caller: Caller,
  ): Promise<void> {
    const input = { ResourceArn: collectionId, TagKeys: [...new Set(tagKey)] };
    await this.rekognition.call(UntagResource, input, caller);
  }
}
