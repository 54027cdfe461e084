import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { CurrentCaller } from '../http/routes/exchange.js';
import { Operation } from '../http/openapi/operation.decorator.js';
import { created, ok } from '../http/openapi/operation-options.js';
import { CollectionPath } from '../rekognition/model/identifiers.js';
import type { Caller } from '../tenants/identity/caller.js';
import {
  CreateCollectionRequest,
  CreateCollectionResponse,
  DescribeCollectionResponse,
  ListCollectionsQuery,
  ListCollectionsResponse,
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
import { CollectionsService } from './collections.service.js';

/** Examples that work as pasted on the demo, in any order. */
const MODEL = { faceModelVersion: '7.0' };

const STAFF = { collectionId: 'staff' };
/** Has one user and one tag. */
const ARCHIVE = { collectionId: 'archive' };
const TO_CREATE = { collectionId: 'visitors', tags: { site: 'berlin' } };
const TO_DELETE = { collectionId: 'former-staff' };
const TO_TAG = { tags: { department: 'reception' } };

/** The demo's responses to the examples, by operation. */
const ANSWERS = {
  createCollection: { collectionId: 'visitors', ...MODEL },
  listCollections: { items: [{ collectionId: 'staff', ...MODEL }], nextCursor: 'q83vEjRWeJA7-G0mUq9c2w' },
  describeCollection: {
    collectionId: 'archive',
    faceCount: 0,
    userCount: 1,
    ...MODEL,
    creationTimestamp: '2026-08-07T09:30:00.000Z',
  },
  listTagsForResource: { tags: { site: 'berlin' } },
};

@ApiTags('collections')
@Controller('collections')
export class CollectionsController {
  constructor(private readonly collections: CollectionsService) {}

  @Post()
  @Operation(CreateCollection, {
    location: '/collections/{collectionId}',
    summary: 'Create a collection',
    success: created('Collection created.', CreateCollectionResponse, ANSWERS.createCollection),
    bodyExample: TO_CREATE,
  })
  createCollection(@Body() collection: CreateCollectionRequest, @CurrentCaller() caller: Caller) {
    return this.collections.createCollection(collection, caller);
  }

  @Get()
  @Operation(ListCollections, {
    list: true,
    summary: "List the tenant's collections",
    success: ok('A page of collections.', ListCollectionsResponse, ANSWERS.listCollections),
  })
  listCollections(@Query() page: ListCollectionsQuery, @CurrentCaller() caller: Caller) {
    return this.collections.listCollections(page, caller);
  }

  @Get(':collectionId')
  @Operation(DescribeCollection, {
    summary: 'Describe a collection',
    success: ok(
      'The collection with its numbers of faces and users.',
      DescribeCollectionResponse,
      ANSWERS.describeCollection,
    ),
    pathExample: ARCHIVE,
  })
  describeCollection(@Param() collection: CollectionPath, @CurrentCaller() caller: Caller) {
    return this.collections.describeCollection(collection, caller);
  }

  @Delete(':collectionId')
  @Operation(DeleteCollection, {
    summary: 'Delete a collection',
    description: 'Permanently deletes the collection with all its users and faces.',
    success: { status: 204, description: 'Collection deleted.' },
    pathExample: TO_DELETE,
  })
  deleteCollection(@Param() collection: CollectionPath, @CurrentCaller() caller: Caller) {
    return this.collections.deleteCollection(collection, caller);
  }
}

@ApiTags('collections')
@Controller('collections/:collectionId/tags')
export class TagsController {
  constructor(private readonly collections: CollectionsService) {}

  @Get()
  @Operation(ListTagsForResource, {
    summary: 'List the tags of a collection',
    success: ok('All tags of the collection.', ListTagsForResourceResponse, ANSWERS.listTagsForResource),
    pathExample: ARCHIVE,
  })
  listTagsForResource(@Param() collection: CollectionPath, @CurrentCaller() caller: Caller) {
    return this.collections.listTagsForResource(collection, caller);
  }

  @Patch()
  @Operation(TagResource, {
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
