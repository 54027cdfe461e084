import { Body, Controller, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import { CONFIG, type Config } from '../config/config.js';
import { CurrentCaller } from '../http/auth/current-caller.js';
import { MANY_IDS } from '../http/bodies/body-rules.js';
import { Operation } from '../http/openapi/operation.decorator.js';
import type { Caller } from '../tenants/identity/caller.js';
import { UserPath } from '../users/dto/user-path.dto.js';
import {
  EraseUserRequest,
  ErasurePath,
  ErasureReceiptResponse,
  ErasureResponse,
  ErasuresPath,
  ListErasuresQuery,
  ListErasuresResponse,
} from './erasures.dto.js';
import { ERASURE_EXAMPLE, RUNNING_EXAMPLE, TO_ERASE } from './erasures.examples.js';
import { ErasuresService } from './erasures.service.js';
import { EraseUser } from './people.operations.js';

@ApiTags('erasures')
@Controller('collections/:collectionId')
export class ErasuresController {
  constructor(
    private readonly erasures: ErasuresService,
    @Inject(CONFIG) private readonly config: Pick<Config, 'basePath'>,
  ) {}

  @Post('users/:userId/erasures')
  @Operation(EraseUser, {
    path: UserPath,
    body: EraseUserRequest,
    bodyRules: MANY_IDS,
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
    @Body() request: EraseUserRequest,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ErasureResponse> {
    const erasure = await this.erasures.erase(user, request, caller);
    const path = `/collections/${encodeURIComponent(user.collectionId)}/erasures/${erasure.erasureId}`;
    const hasEnded = erasure.state !== 'planned' && erasure.state !== 'running';
    void reply.status(hasEnded ? 200 : 202).header('Location', this.config.basePath + path);
    return erasure;
  }

  @Get('erasures')
  @Operation(undefined, {
    path: ErasuresPath,
    query: ListErasuresQuery,
    list: true,
    summary: 'List the erasures of a collection',
    description: 'Newest first.',
    success: { status: 200, description: 'A page of erasures.', type: ListErasuresResponse },
    problems: ['erasure-unavailable'],
  })
  listErasures(
    @Param() collection: ErasuresPath,
    @Query() page: ListErasuresQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<ListErasuresResponse> {
    return this.erasures.list(collection, page, caller);
  }

  @Get('erasures/:erasureId')
  @Operation(undefined, {
    path: ErasurePath,
    summary: 'Get an erasure',
    success: { status: 200, description: 'The erasure.', type: ErasureResponse, example: ERASURE_EXAMPLE },
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
      'A JWS that anybody can verify with the keys at `/.well-known/jwks.json`. It contains no ids in clear.',
    success: { status: 200, description: 'The signed receipt.', type: ErasureReceiptResponse },
    problems: ['resource-not-found', 'erasure-unavailable'],
  })
  getErasureReceipt(@Param() path: ErasurePath, @CurrentCaller() caller: Caller): Promise<ErasureReceiptResponse> {
    return this.erasures.receipt(path, caller);
  }
}
