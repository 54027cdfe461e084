import { Body, Controller, Delete, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import { MANY_IDS, ONE_IMAGE } from '../http/bodies/body-rules.js';
import { BodyDropped, CurrentCaller } from '../http/routes/exchange.js';
import { DryRunOption } from '../http/validation/query-and-body.js';
import { namedFaceIds, united } from '../http/validation/query-and-body.js';
import { Operation } from '../http/openapi/operation.decorator.js';
import { created, ok } from '../http/openapi/operation-options.js';
import type { Caller } from '../tenants/identity/caller.js';
import {
  DeleteFacesByPostRequest,
  DeleteFacesQuery,
  DeleteFacesRequest,
  DeleteFacesResponse,
  IndexFacesOptions,
  IndexFacesRequest,
  IndexFacesResponse,
  ListFacesQuery,
  ListFacesResponse,
} from './faces.dto.js';
import {
  DELETE_BY_POST_EXAMPLE,
  DELETE_EXAMPLE,
  INDEX_ANSWER,
  INDEX_EXAMPLE,
  LIST_ANSWER,
  NOTHING_INDEXED_ANSWER,
} from './faces.examples.js';
import { DeleteFaces, IndexFaces, ListFaces } from './faces.operations.js';
import { CollectionPath } from '../rekognition/model/identifiers.js';
import { FacesService } from './faces.service.js';

const STAFF = { collectionId: 'staff' };

@ApiTags('faces')
@Controller('collections/:collectionId/faces')
export class FacesController {
  constructor(private readonly faces: FacesService) {}

  @Post()
  @Operation(IndexFaces, {
    path: CollectionPath,
    query: IndexFacesOptions,
    body: IndexFacesRequest,
    bodyRules: ONE_IMAGE,
    summary: 'Index the faces in an image',
    description:
      'Send an `externalImageId` to make this safe to retry: indexing the same image twice then stores one face. ' +
      'Without it the service never retries, and after an unclear failure the faces may have been stored.',
    success: created('Faces stored.', IndexFacesResponse, INDEX_ANSWER),
    alsoSuccess: { status: 200, description: 'No face stored.', example: NOTHING_INDEXED_ANSWER },
    pathExample: STAFF,
    bodyExample: INDEX_EXAMPLE,
    problems: ['no-face-in-image', 'several-faces', 'user-being-erased', 'erasure-unavailable'],
  })
  async indexFaces(
    @Param() collection: CollectionPath,
    @Query() query: IndexFacesOptions,
    @Body() body: IndexFacesRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentCaller() caller: Caller,
  ) {
    const answer = await this.faces.indexFaces(collection, united(query, body), caller);
    if (answer.faceRecords.length === 0) void reply.status(200);
    return answer;
  }

  @Get()
  @Operation(ListFaces, {
    path: CollectionPath,
    query: ListFacesQuery,
    list: true,
    summary: 'List the faces of a collection',
    success: ok('A page of faces.', ListFacesResponse, LIST_ANSWER),
    pathExample: STAFF,
  })
  listFaces(@Param() collection: CollectionPath, @Query() query: ListFacesQuery, @CurrentCaller() caller: Caller) {
    return this.faces.listFaces(collection, query, caller);
  }

  @Delete()
  @Operation(DeleteFaces, {
    path: CollectionPath,
    query: DeleteFacesQuery,
    body: DeleteFacesRequest,
    bodyRules: MANY_IDS,
    outcome: true,
    summary: 'Delete faces',
    description:
      'Faces that are associated with a user are not deleted: disassociate them first. A face that does not exist is ' +
      'reported as `FACE_NOT_FOUND`. Send the face ids in the JSON body. If your client or proxy drops the body of a ' +
      'DELETE, send them in the query, which has room for 100.',
    success: { status: 200, type: DeleteFacesResponse, ...DELETE_EXAMPLE.success },
    pathExample: STAFF,
    bodyExample: DELETE_EXAMPLE.body,
    problems: ['face-ids-required', 'ids-in-query-and-body', 'delete-body-missing'],
  })
  deleteFaces(
    @Param() collection: CollectionPath,
    @Query() query: DeleteFacesQuery,
    @Body() body: DeleteFacesRequest,
    @BodyDropped() bodyDropped: boolean,
    @CurrentCaller() caller: Caller,
  ) {
    const faceIds = namedFaceIds({ query, body, bodyDropped });
    return this.faces.deleteFaces(collection, { faceIds, dryRun: query.dryRun }, caller);
  }

  @Post('delete')
  @Operation(DeleteFaces, {
    path: CollectionPath,
    query: DryRunOption,
    body: DeleteFacesByPostRequest,
    bodyRules: MANY_IDS,
    outcome: true,
    operationId: 'deleteFacesByPost',
    summary: 'Delete faces with POST',
    description: 'Same as the DELETE, for clients and proxies that drop its body.',
    success: { status: 200, type: DeleteFacesResponse, ...DELETE_BY_POST_EXAMPLE.success },
    pathExample: STAFF,
    bodyExample: DELETE_BY_POST_EXAMPLE.body,
    problems: ['face-ids-required'],
  })
  deleteFacesByPost(
    @Param() collection: CollectionPath,
    @Query() query: DryRunOption,
    @Body() body: DeleteFacesByPostRequest,
    @CurrentCaller() caller: Caller,
  ) {
    const { dryRun } = united<DryRunOption, DeleteFacesByPostRequest>(query, body);
    return this.faces.deleteFaces(collection, { faceIds: namedFaceIds({ body, bodyDropped: false }), dryRun }, caller);
  }
}
