import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import { CurrentCaller } from '../http/routes/exchange.js';
import { MANY_IDS } from '../http/bodies/body-rules.js';
import { Operation } from '../http/openapi/operation.decorator.js';
import { DryRunOption } from '../http/validation/query-and-body.js';
import { united } from '../http/validation/query-and-body.js';
import type { Caller } from '../tenants/identity/caller.js';
import { CollectionPath, UserPath } from '../rekognition/model/identifiers.js';
import {
  EraseUserRequest,
  ErasurePath,
  ErasureReceiptResponse,
  ErasureResponse,
  ListErasuresQuery,
  ListErasuresResponse,
} from './erasures.dto.js';
import {
  ERASURE_EXAMPLE,
  ERASURE_PATH,
  FACELESS_EXAMPLE,
  RECEIPT_EXAMPLE,
  RUNNING_EXAMPLE,
  TO_ERASE,
} from './erasures.examples.js';
import { ErasuresService } from './erasures.service.js';
import { EraseUser } from './erase-user.js';

@ApiTags('erasures')
@Controller('collections/:collectionId')
export class ErasuresController {
  constructor(private readonly erasures: ErasuresService) {}

  @Post('users/:userId/erasures')
  @Operation(EraseUser, {
    path: UserPath,
    query: DryRunOption,
    body: EraseUserRequest,
    bodyRules: MANY_IDS,
    location: '/collections/{collectionId}/erasures/{erasureId}',
    summary: 'Erase a person',
    description:
      'Deletes the user and all its faces, and the further faces of the request, then reads back that nothing is left. ' +
      'The list of faces is stored before the first change, so that an interrupted erasure is completed. Repeating the ' +
      'request joins a running erasure and resumes one that is stuck; it needs no Idempotency-Key. Faces in other ' +
      'collections are not erased.',
    success: { status: 200, description: 'The erasure has ended.', type: ErasureResponse, example: ERASURE_EXAMPLE },
    alsoSuccess: { status: 202, description: 'The erasure continues in the background.', example: RUNNING_EXAMPLE },
    pathExample: TO_ERASE,
    bodyExample: { reference: 'DSR-2026-0815' },
    problems: ['user-being-erased', 'erasure-unavailable'],
  })
  async eraseUser(
    @Param() user: UserPath,
    @Query() query: DryRunOption,
    @Body() request: EraseUserRequest,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ErasureResponse> {
    const erasure = await this.erasures.erase(user, united<DryRunOption, EraseUserRequest>(query, request), caller);
    if (erasure.dryRun === true) return erasure;
    if (erasure.state === 'planned' || erasure.state === 'running') void reply.status(202);
    return erasure;
  }

  @Get('erasures')
  @Operation(undefined, {
    path: CollectionPath,
    query: ListErasuresQuery,
    list: true,
    summary: 'List the erasures of a collection',
    description: 'Newest first.',
    success: { status: 200, description: 'A page of erasures.', type: ListErasuresResponse, example: { items: [] } },
    pathExample: { collectionId: 'archive' },
    problems: ['erasure-unavailable'],
  })
  listErasures(
    @Param() collection: CollectionPath,
    @Query() page: ListErasuresQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<ListErasuresResponse> {
    return this.erasures.list(collection, page, caller);
  }

  @Get('erasures/:erasureId')
  @Operation(undefined, {
    path: ErasurePath,
    summary: 'Get an erasure',
    success: { status: 200, description: 'The erasure.', type: ErasureResponse, example: FACELESS_EXAMPLE },
    pathExample: ERASURE_PATH,
    problems: ['resource-not-found', 'erasure-unavailable'],
  })
  getErasure(@Param() path: ErasurePath, @CurrentCaller() caller: Caller): Promise<ErasureResponse> {
    return this.erasures.find(path, caller);
  }

  @Get('erasures/:erasureId/receipt')
  @Operation(undefined, {
    path: ErasurePath,
    summary: 'Get the receipt of an erasure',
    description:
      'A JWS that anyone can verify with the keys at `/.well-known/jwks.json`. It contains no ids in plain text.',
    success: {
      status: 200,
      description: 'The signed receipt.',
      type: ErasureReceiptResponse,
      example: RECEIPT_EXAMPLE,
    },
    pathExample: ERASURE_PATH,
    problems: ['resource-not-found', 'erasure-unavailable'],
  })
  getErasureReceipt(@Param() path: ErasurePath, @CurrentCaller() caller: Caller): Promise<ErasureReceiptResponse> {
    return this.erasures.receipt(path, caller);
  }
}
