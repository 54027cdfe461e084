import { Body, Controller, Delete, Get, Param, Patch, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { CurrentCaller } from '../http/auth/current-caller.js';
import { Operation } from '../http/openapi/operation.decorator.js';
import type { Caller } from '../tenants/identity/caller.js';
import { ANSWERS, ARCHIVE, STAFF, TO_TAG } from './dto/collections.examples.js';
import { ListTagsForResourcePath, ListTagsForResourceResponse } from './dto/list-tags-for-resource.dto.js';
import { TagResourcePath, TagResourceRequest } from './dto/tag-resource.dto.js';
import { UntagResourcePath, UntagResourceQuery } from './dto/untag-resource.dto.js';
import { ListTagsForResource, TagResource, UntagResource } from './tags.operations.js';
import { TagsService } from './tags.service.js';

@ApiTags('collections')
@Controller('collections/:collectionId/tags')
export class TagsController {
  constructor(private readonly tags: TagsService) {}

  @Get()
  @Operation(ListTagsForResource, {
    path: ListTagsForResourcePath,
    summary: 'List the tags of a collection',
    success: {
      status: 200,
      description: 'All tags of the collection.',
      type: ListTagsForResourceResponse,
      example: ANSWERS.listTagsForResource,
    },
    pathExample: ARCHIVE,
  })
  listTagsForResource(
    @Param() collection: ListTagsForResourcePath,
    @CurrentCaller() caller: Caller,
  ): Promise<ListTagsForResourceResponse> {
    return this.tags.listTagsForResource(collection, caller);
  }

  @Patch()
  @Operation(TagResource, {
    path: TagResourcePath,
    body: TagResourceRequest,
    summary: 'Tag a collection',
    description: 'Adds tags and overwrites the values of existing keys. Other tags are not changed.',
    success: { status: 204, description: 'Tags added.' },
    pathExample: STAFF,
    bodyExample: TO_TAG,
  })
  tagResource(
    @Param() collection: TagResourcePath,
    @Body() request: TagResourceRequest,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    return this.tags.tagResource(collection, request, caller);
  }

  @Delete()
  @Operation(UntagResource, {
    path: UntagResourcePath,
    query: UntagResourceQuery,
    summary: 'Remove tags from a collection',
    description:
      'The keys are query parameters because some clients and proxies drop the body of a DELETE. At least one is required.',
    success: { status: 204, description: 'Tags removed.' },
    pathExample: STAFF,
  })
  untagResource(
    @Param() collection: UntagResourcePath,
    @Query() query: UntagResourceQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    return this.tags.untagResource(collection, query, caller);
  }
}
