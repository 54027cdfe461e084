import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { CurrentCaller } from '../http/auth/current-caller.js';
import { Operation } from '../http/openapi/operation.decorator.js';
import type { Caller } from '../tenants/identity/caller.js';
import { CreateCollection, DeleteCollection, DescribeCollection, ListCollections } from './collections.operations.js';
import { CollectionsService } from './collections.service.js';
import { ANSWERS, ARCHIVE, TO_DELETE, TO_MAKE } from './dto/collections.examples.js';
import { CreateCollectionRequest, CreateCollectionResponse } from './dto/create-collection.dto.js';
import { DeleteCollectionPath } from './dto/delete-collection.dto.js';
import { DescribeCollectionPath, DescribeCollectionResponse } from './dto/describe-collection.dto.js';
import { ListCollectionsQuery, ListCollectionsResponse } from './dto/list-collections.dto.js';

/** Collections, which hold faces and users. */
@ApiTags('collections')
@Controller('collections')
export class CollectionsController {
  constructor(private readonly collections: CollectionsService) {}

  @Post()
  @Operation(CreateCollection, {
    body: CreateCollectionRequest,
    location: '/collections/{collectionId}',
    summary: 'Make a collection',
    success: {
      status: 201,
      description: 'The collection was made.',
      type: CreateCollectionResponse,
      example: ANSWERS.createCollection,
    },
    bodyExample: TO_MAKE,
  })
  createCollection(
    @Body() collection: CreateCollectionRequest,
    @CurrentCaller() caller: Caller,
  ): Promise<CreateCollectionResponse> {
    return this.collections.createCollection(collection, caller);
  }

  @Get()
  @Operation(ListCollections, {
    query: ListCollectionsQuery,
    list: true,
    summary: "List the tenant's collections",
    success: {
      status: 200,
      description: 'A page of the list.',
      type: ListCollectionsResponse,
      example: ANSWERS.listCollections,
    },
  })
  listCollections(
    @Query() page: ListCollectionsQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<ListCollectionsResponse> {
    return this.collections.listCollections(page, caller);
  }

  @Get(':collectionId')
  @Operation(DescribeCollection, {
    path: DescribeCollectionPath,
    summary: 'Describe a collection',
    success: {
      status: 200,
      description: 'How much the collection holds.',
      type: DescribeCollectionResponse,
      example: ANSWERS.describeCollection,
    },
    pathExample: ARCHIVE,
  })
  describeCollection(
    @Param() collection: DescribeCollectionPath,
    @CurrentCaller() caller: Caller,
  ): Promise<DescribeCollectionResponse> {
    return this.collections.describeCollection(collection, caller);
  }

  @Delete(':collectionId')
  @Operation(DeleteCollection, {
    path: DeleteCollectionPath,
    summary: 'Delete a collection',
    description: 'Deletes the collection with all its users and faces, for good.',
    success: { status: 204, description: 'The collection is no more.' },
    pathExample: TO_DELETE,
  })
  deleteCollection(@Param() collection: DeleteCollectionPath, @CurrentCaller() caller: Caller): Promise<void> {
    return this.collections.deleteCollection(collection, caller);
  }
}
