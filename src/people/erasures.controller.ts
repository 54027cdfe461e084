import { Body, Controller, Get, Inject, Optional, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import { CurrentCaller } from '../http/routes/exchange.js';
import { MANY_IDS } from '../http/bodies/body-rules.js';
import { Operation, Public } from '../http/openapi/operation.decorator.js';
import { ok } from '../http/openapi/operation-options.js';
import { DryRunOption, united } from '../http/validation/query-and-body.js';
import type { OperationTraits } from '../rekognition/operation.js';
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
import { ErasuresService } from './erasures.service.js';
import { Receipts } from './receipts.js';
import { DeleteUser } from '../users/users.operations.js';

/** A composed operation: it consists of calls of other operations, which keep their own quotas, lanes and audit. */
const EraseUser: OperationTraits = {
  name: 'EraseUser',
  effect: 'write',
  resource: 'collection',
  scope: 'write',
  repeat: 'joined',
  quota: DeleteUser.quota,
  refusals: ['resource-not-found', 'associated-to-a-different-user'],
};

/** A user of the demo that no other example uses. */
const TO_ERASE = { collectionId: 'staff', userId: 'kim' };

const RECEIPT = 'eyJhbGciOiJFZERTQSJ9.eyJ0eXBlIjoicmVrb2duaXRpb24tZXJhc3VyZSJ9.c2lnbmF0dXJl';

const COMMON = {
  erasureId: '0d5c9c35-2a3a-4d5c-8d0c-4a1f4d9d2a10',
  reference: 'DSR-2026-0815',
  requestedAt: '2026-11-30T09:00:00.000Z',
  remainingFaces: [],
  salt: 'q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA',
};

const ERASURE_PATH = { collectionId: 'staff', erasureId: COMMON.erasureId };
const RECEIPT_EXAMPLE = { receipt: RECEIPT };

const ERASURE_EXAMPLE = {
  ...COMMON,
  state: 'done',
  finishedAt: '2026-11-30T09:00:01.000Z',
  progress: { userDeleted: true, faces: 1, deletedFaces: 1 },
  receipt: RECEIPT,
};

/** The erasure of a user without faces. */
const FACELESS_EXAMPLE = { ...ERASURE_EXAMPLE, progress: { userDeleted: true, faces: 0, deletedFaces: 0 } };

const RUNNING_EXAMPLE = {
  ...COMMON,
  state: 'running',
  progress: { userDeleted: false, faces: 1, deletedFaces: 0 },
};

@ApiTags('erasures')
@Controller('collections/:collectionId')
export class ErasuresController {
  constructor(private readonly erasures: ErasuresService) {}

  @Post('users/:userId/erasures')
  @Operation(EraseUser, {
    bodyRules: MANY_IDS,
    location: '/collections/{collectionId}/erasures/{erasureId}',
    summary: 'Erase a person',
    description:
      'Deletes the user and all its faces, and the further faces of the request, then reads back that nothing is left. ' +
      'The list of faces is stored before the first change, so that an interrupted erasure is completed. Repeating the ' +
      'request joins a running erasure and resumes one that is stuck; it needs no Idempotency-Key. Faces in other ' +
      'collections are not erased.',
    success: ok('The erasure has ended.', ErasureResponse, ERASURE_EXAMPLE),
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
    list: true,
    summary: 'List the erasures of a collection',
    description: 'Newest first.',
    success: ok('A page of erasures.', ListErasuresResponse, { items: [] }),
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
    summary: 'Get an erasure',
    success: ok('The erasure.', ErasureResponse, FACELESS_EXAMPLE),
    pathExample: ERASURE_PATH,
    problems: ['resource-not-found', 'erasure-unavailable'],
  })
  getErasure(@Param() path: ErasurePath, @CurrentCaller() caller: Caller): Promise<ErasureResponse> {
    return this.erasures.find(path, caller);
  }

  @Get('erasures/:erasureId/receipt')
  @Operation(undefined, {
    summary: 'Get the receipt of an erasure',
    description:
      'A JWS that anyone can verify with the keys at `/.well-known/jwks.json`. It contains no ids in plain text.',
    success: ok('The signed receipt.', ErasureReceiptResponse, RECEIPT_EXAMPLE),
    pathExample: ERASURE_PATH,
    problems: ['resource-not-found', 'erasure-unavailable'],
  })
  getErasureReceipt(@Param() path: ErasurePath, @CurrentCaller() caller: Caller): Promise<ErasureReceiptResponse> {
    return this.erasures.receipt(path, caller);
  }
}

/** The public keys that verify receipts. */
@Public()
@ApiExcludeController()
@Controller('.well-known')
export class ReceiptKeysController {
  constructor(@Optional() @Inject(Receipts) private readonly receipts: Receipts | undefined) {}

  @Get('jwks.json')
  keys(): Receipts['publicKeys'] {
    return this.receipts?.publicKeys ?? { keys: [] };
  }
}
