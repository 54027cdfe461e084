import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { CurrentCaller } from '../http/routes/exchange.js';
import { Operation } from '../http/openapi/operation.decorator.js';
import { created, ok } from '../http/openapi/operation-options.js';
import type { Caller } from '../tenants/identity/caller.js';
import { CreateCollection, DeleteCollection, DescribeCollection, ListCollections } from './collections.operations.js';
import { CollectionsService } from './collections.service.js';
import { ANSWERS, ARCHIVE, TO_CREATE, TO_DELETE } from './collections.examples.js';
import { CollectionPath } from '../rekognition/model/identifiers.js';
import {
  CreateCollectionRequest,
  CreateCollectionResponse,
  DescribeCollectionResponse,
  ListCollectionsQuery,
  ListCollectionsResponse,
} from './collections.dto.js';

@ApiTags('collections')
@Controller('collections')
export class CollectionsController {
  constructor(private readonly collections: CollectionsService) {}

  @Post()
  @Operation(CreateCollection, {
    body: CreateCollectionRequest,
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
    query: ListCollectionsQuery,
    list: true,
    summary: "List the tenant's collections",
    success: ok('A page of collections.', ListCollectionsResponse, ANSWERS.listCollections),
  })
  listCollections(@Query() page: ListCollectionsQuery, @CurrentCaller() caller: Caller) {
    return this.collections.listCollections(page, caller);
  }

  @Get(':collectionId')
  @Operation(DescribeCollection, {
    path: CollectionPath,
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
    path: CollectionPath,
    summary: 'Delete a collection',
    description: 'Permanently deletes the collection with all its users and faces.',
    success: { status: 204, description: 'Collection deleted.' },
    pathExample: TO_DELETE,
  })
  deleteCollection(@Param() collection: CollectionPath, @CurrentCaller() caller: Caller) {
    return this.collections.deleteCollection(collection, caller);
  }
}
