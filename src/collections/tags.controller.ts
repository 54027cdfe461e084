import { Body, Controller, Delete, Get, Param, Patch, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { CurrentCaller } from '../http/routes/exchange.js';
import { Operation } from '../http/openapi/operation.decorator.js';
import { ok } from '../http/openapi/operation-options.js';
import type { Caller } from '../tenants/identity/caller.js';
import { ANSWERS, ARCHIVE, STAFF, TO_TAG } from './collections.examples.js';
import { ListTagsForResourceResponse, TagResourceRequest, UntagResourceQuery } from './collections.dto.js';
import { ListTagsForResource, TagResource, UntagResource } from './collections.operations.js';
import { CollectionPath } from '../rekognition/model/identifiers.js';
import { CollectionsService } from './collections.service.js';

@ApiTags('collections')
@Controller('collections/:collectionId/tags')
export class TagsController {
  constructor(private readonly collections: CollectionsService) {}

  @Get()
  @Operation(ListTagsForResource, {
    path: CollectionPath,
    summary: 'List the tags of a collection',
    success: ok('All tags of the collection.', ListTagsForResourceResponse, ANSWERS.listTagsForResource),
    pathExample: ARCHIVE,
  })
  listTagsForResource(@Param() collection: CollectionPath, @CurrentCaller() caller: Caller) {
    return this.collections.listTagsForResource(collection, caller);
  }

  @Patch()
  @Operation(TagResource, {
    path: CollectionPath,
    body: TagResourceRequest,
    summary: 'Tag a collection',
    description: 'Adds tags and overwrites the values of existing keys. Other tags are not changed.',
    success: { status: 204, description: 'Tags added.' },
    pathExample: STAFF,
    bodyExample: TO_TAG,
  })
  tagResource(
    @Param() collection: CollectionPath,
    @Body() request: TagResourceRequest,
    @CurrentCaller() caller: Caller,
  ) {
    return this.collections.tagResource(collection, request, caller);
  }

  @Delete()
  @Operation(UntagResource, {
    path: CollectionPath,
    query: UntagResourceQuery,
    summary: 'Remove tags from a collection',
    description:
      'The keys are query parameters because some clients and proxies drop the body of a DELETE. At least one is required.',
    success: { status: 204, description: 'Tags removed.' },
    pathExample: STAFF,
  })
  untagResource(
    @Param() collection: CollectionPath,
    @Query() query: UntagResourceQuery,
    @CurrentCaller() caller: Caller,
  ) {
    return this.collections.untagResource(collection, query, caller);
  }
}
