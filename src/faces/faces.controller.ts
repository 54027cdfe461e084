import { Body, Controller, Delete, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import { MANY_IDS, ONE_IMAGE } from '../http/bodies/body-rules.js';
import { BodyDropped, CurrentCaller } from '../http/routes/exchange.js';
import { DryRunOption, namedFaceIds, united } from '../http/validation/query-and-body.js';
import { Operation } from '../http/openapi/operation.decorator.js';
import { created, ok } from '../http/openapi/operation-options.js';
import { BOX_EXAMPLE, FACE_DETAIL_EXAMPLE, FACES_OF_ANN } from '../rekognition/model/examples.js';
import { CollectionPath } from '../rekognition/model/identifiers.js';
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
import { DeleteFaces, IndexFaces, ListFaces } from './faces.operations.js';
import { FacesService } from './faces.service.js';

/** Shows `gil`. The examples work as pasted on the demo, which has no face of gil. */
const PORTRAIT_OF_GIL =
  'iVBORw0KGgoAAAANSUhEUgAAAFAAAABQAQAAAACmas8AAAAAEXRFWHRDb21tZW50AGZhY2VzPWdpbICCo64AAAAUSURBVHjaY/gPBwyjzFHmKJO2TAD0px0OVFey/QAAAABJRU5ErkJggg==';

/** Faces without a user, one for each example to delete; faces.dto.ts has another one. */
const GUEST_BY_DELETE = '882e0877-b8e5-45c5-a501-8a4255e9ca5f';
const GUEST_BY_POST = 'b8a313eb-5d5e-45be-9a5d-5698798f5c16';

const DESCRIPTION = 'The result for each face. Repeating a successful request reports its faces as `FACE_NOT_FOUND`.';

function deletion(faceId: string): { body: object; success: { description: string; example: object } } {
  return {
    body: { faceIds: [faceId] },
    success: {
      description: DESCRIPTION,
      example: { outcome: 'complete', deletedFaces: [{ faceId }], unsuccessfulFaceDeletions: [] },
    },
  };
}

const INDEX_EXAMPLE = { image: { bytes: PORTRAIT_OF_GIL }, externalImageId: 'gil-1' };
const DELETE_EXAMPLE = deletion(GUEST_BY_DELETE);
const DELETE_BY_POST_EXAMPLE = deletion(GUEST_BY_POST);
const INDEX_ANSWER = {
  faceRecords: [
    {
      face: {
        faceId: 'd7d1a521-4d50-4375-96e1-2be2f5ff0593',
        boundingBox: BOX_EXAMPLE,
        imageId: 'db78a86d-ba7d-44a3-8a98-7b72a0572c30',
        externalImageId: 'gil-1',
        confidence: 99.9,
      },
      faceDetail: FACE_DETAIL_EXAMPLE,
    },
  ],
  unindexedFaces: [],
  faceModelVersion: '7.0',
};

/** The response to an image without a face. */
const NOTHING_INDEXED_ANSWER = { faceRecords: [], unindexedFaces: [], faceModelVersion: '7.0' };

const LIST_ANSWER = { items: FACES_OF_ANN.slice(0, 1) };

const STAFF = { collectionId: 'staff' };

@ApiTags('faces')
@Controller('collections/:collectionId/faces')
export class FacesController {
  constructor(private readonly faces: FacesService) {}

  @Post()
  @Operation(IndexFaces, {
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
