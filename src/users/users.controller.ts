import { Body, Controller, Delete, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import { CurrentCaller } from '../http/routes/exchange.js';
import { Operation } from '../http/openapi/operation.decorator.js';
import { created, ok } from '../http/openapi/operation-options.js';
import { DryRunOption } from '../http/validation/query-and-body.js';
import type { Caller } from '../tenants/identity/caller.js';
import {
  CreateUserRequest,
  CreateUserResponse,
  DeleteUserDryRun,
  DeleteUserRequest,
  GetUserQuery,
  GetUserResponse,
  ListUsersQuery,
  ListUsersResponse,
} from './users.dto.js';
import { ANSWERS, ARCHIVE, BOB, STAFF, TO_CREATE, TO_DELETE } from './users.examples.js';
import { CreateUser, DeleteUser, ListUsers } from './users.operations.js';
import { CollectionPath, UserPath } from '../rekognition/model/identifiers.js';
import { UsersService } from './users.service.js';

@ApiTags('users')
@Controller('collections/:collectionId/users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Post()
  @Operation(CreateUser, {
    location: '/collections/{collectionId}/users/{userId}',
    summary: 'Create a user',
    description: 'Creates a user without faces.',
    success: created('User created.', CreateUserResponse, ANSWERS.createUser),
    pathExample: STAFF,
    bodyExample: TO_CREATE,
    problems: ['user-being-erased', 'erasure-unavailable'],
  })
  createUser(@Param() collection: CollectionPath, @Body() user: CreateUserRequest, @CurrentCaller() caller: Caller) {
    return this.users.createUser(collection, user, caller);
  }

  @Get()
  @Operation(ListUsers, {
    list: true,
    summary: 'List the users of a collection',
    success: ok('A page of users.', ListUsersResponse, ANSWERS.listUsers),
    pathExample: ARCHIVE,
  })
  listUsers(@Param() collection: CollectionPath, @Query() page: ListUsersQuery, @CurrentCaller() caller: Caller) {
    return this.users.listUsers(collection, page, caller);
  }

  @Get(':userId')
  @Operation(ListUsers, {
    operationId: 'getUser',
    summary: 'Get a user',
    description:
      'Rekognition has no operation for this. One ListFaces call finds the user and counts its faces. The status comes ' +
      'from the last change made through this service within two seconds, or else from the list of users: up to ten ' +
      'ListUsers calls, shared by concurrent requests. It is null if those calls do not find the user in time.\n\n' +
      'With `waitFor=ACTIVE`, the response comes as soon as the user is ACTIVE, otherwise when the time of ' +
      '`Prefer: wait=N` is up, with the status as it is then. All waiting requests share one scan of the collection, at ' +
      'most once a second and with a fifth of the quota of ListUsers. If a scan does not find the user, the status is ' +
      'null immediately.',
    success: ok('The user.', GetUserResponse, ANSWERS.getUser),
    pathExample: BOB,
  })
  getUser(@Param() user: UserPath, @Query() query: GetUserQuery, @CurrentCaller() caller: Caller) {
    return this.users.getUser(user, query, caller);
  }

  @Delete(':userId')
  @Operation(DeleteUser, {
    body: DeleteUserRequest,
    summary: 'Delete a user',
    description: 'The faces stay in the collection without a user. The body is optional.',
    success: { status: 204, description: 'User deleted.' },
    alsoSuccess: ok('Nothing was changed (`dryRun=true`).', DeleteUserDryRun, ANSWERS.deleteUserDryRun),
    pathExample: TO_DELETE,
    bodyExample: {},
  })
  async deleteUser(
    @Param() user: UserPath,
    @Query() { dryRun }: DryRunOption,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentCaller() caller: Caller,
  ) {
    if (dryRun !== true) return this.users.deleteUser(user, caller);
    void reply.status(200);
    return this.users.predictDeleteUser(user, caller);
  }
}
