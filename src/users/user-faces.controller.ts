import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { BodyDropped, CurrentCaller } from '../http/routes/exchange.js';
import { DryRunOption } from '../http/validation/query-and-body.js';
import { namedFaceIds, united } from '../http/validation/query-and-body.js';
import { Operation } from '../http/openapi/operation.decorator.js';
import { ok } from '../http/openapi/operation-options.js';
import type { Caller } from '../tenants/identity/caller.js';
import {
  AssociateFacesRequest,
  AssociateFacesResponse,
  DisassociateFacesByPostRequest,
  DisassociateFacesRequest,
  DisassociateFacesResponse,
  FaceIdsQuery,
  ListFacesOfUserResponse,
} from './users.dto.js';
import { ANN, ANSWERS, ASSOCIATE_EXAMPLE, DELETE_EXAMPLE, PATH_EXAMPLE, POST_EXAMPLE } from './users.examples.js';
import { ListFaces } from '../faces/faces.operations.js';
import { AssociateFaces, DisassociateFaces } from './users.operations.js';
import { UserFacePath, UserPath } from '../rekognition/model/identifiers.js';
import { UserFacesService } from './user-faces.service.js';

const PATH = 'collections/:collectionId/users/:userId/faces';

@ApiTags('user faces')
@Controller(PATH)
export class UserFacesController {
  constructor(private readonly userFaces: UserFacesService) {}

  @Post()
  @Operation(AssociateFaces, {
    outcome: true,
    summary: 'Associate faces with a user',
    description:
      'A user has at most 100 faces. If Rekognition omits a face from its response, the service looks it up and lists ' +
      'it as already associated or as unsuccessful.',
    success: { status: 200, type: AssociateFacesResponse, ...ASSOCIATE_EXAMPLE.success },
    pathExample: ASSOCIATE_EXAMPLE.path,
    bodyExample: ASSOCIATE_EXAMPLE.body,
    problems: ['face-ids-required', 'user-being-erased', 'erasure-unavailable'],
  })
  associateFaces(@Param() user: UserPath, @Body() body: AssociateFacesRequest, @CurrentCaller() caller: Caller) {
    const faceIds = namedFaceIds({ body, bodyDropped: false });
    return this.userFaces.associateFaces(user, { faceIds, userMatchThreshold: body.userMatchThreshold }, caller);
  }

  @Delete()
  @Operation(DisassociateFaces, {
    outcome: true,
    summary: 'Disassociate faces from a user',
    description:
      'Send the face ids in the JSON body. If your client or proxy drops the body of a DELETE, send them in the query: ' +
      '`?faceId=…&faceId=…`.',
    success: { status: 200, type: DisassociateFacesResponse, ...DELETE_EXAMPLE.success },
    pathExample: DELETE_EXAMPLE.path,
    bodyExample: DELETE_EXAMPLE.body,
    problems: ['face-ids-required', 'ids-in-query-and-body', 'delete-body-missing'],
  })
  disassociateFaces(
    @Param() user: UserPath,
    @Query() query: FaceIdsQuery,
    @Body() body: DisassociateFacesRequest,
    @BodyDropped() bodyDropped: boolean,
    @CurrentCaller() caller: Caller,
  ) {
    const faceIds = namedFaceIds({ query, body, bodyDropped });
    return this.userFaces.disassociateFaces(user, { faceIds, dryRun: query.dryRun }, caller);
  }

  @Post('disassociate')
  @Operation(DisassociateFaces, {
    outcome: true,
    operationId: 'disassociateFacesByPost',
    summary: 'Disassociate faces from a user with POST',
    description: 'Same as the DELETE, for clients and proxies that drop its body.',
    success: { status: 200, type: DisassociateFacesResponse, ...POST_EXAMPLE.success },
    pathExample: POST_EXAMPLE.path,
    bodyExample: POST_EXAMPLE.body,
    problems: ['face-ids-required'],
  })
  disassociateFacesByPost(
    @Param() user: UserPath,
    @Query() query: DryRunOption,
    @Body() body: DisassociateFacesByPostRequest,
    @CurrentCaller() caller: Caller,
  ) {
    const { dryRun } = united<DryRunOption, DisassociateFacesByPostRequest>(query, body);
    const faceIds = namedFaceIds({ body, bodyDropped: false });
    return this.userFaces.disassociateFaces(user, { faceIds, dryRun }, caller);
  }

  @Delete(':faceId')
  @Operation(DisassociateFaces, {
    operationId: 'disassociateFace',
    summary: 'Disassociate one face from a user',
    description: 'Also returns 204 if the face was not associated with a user.',
    success: { status: 204, description: 'The face is not associated with the user.' },
    pathExample: PATH_EXAMPLE,
    problems: ['face-not-found', 'associated-to-a-different-user', 'unsuccessful-faces'],
  })
  disassociateFace(@Param() face: UserFacePath, @CurrentCaller() caller: Caller) {
    return this.userFaces.disassociateFace(face, caller);
  }
}

/** The document lists this route among those of faces. */
@ApiTags('faces')
@Controller(PATH)
export class FacesOfUserController {
  constructor(private readonly userFaces: UserFacesService) {}

  @Get()
  @Operation(ListFaces, {
    operationId: 'listFacesOfUser',
    summary: 'List the faces of a user',
    success: ok('All faces of the user.', ListFacesOfUserResponse, ANSWERS.listFacesOfUser),
    pathExample: ANN,
  })
  listFacesOfUser(@Param() user: UserPath, @CurrentCaller() caller: Caller) {
    return this.userFaces.listFacesOfUser(user, caller);
  }
}
