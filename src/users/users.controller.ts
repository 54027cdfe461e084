import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { CurrentCaller } from '../http/auth/current-caller.js';
import { Operation } from '../http/openapi/operation.decorator.js';
import type { Caller } from '../tenants/identity/caller.js';
import { CreateUserPath, CreateUserRequest, CreateUserResponse } from './dto/create-user.dto.js';
import { DeleteUserRequest } from './dto/delete-user.dto.js';
import { GetUserResponse } from './dto/get-user.dto.js';
import { ListUsersPath, ListUsersQuery, ListUsersResponse } from './dto/list-users.dto.js';
import { UserPath } from './dto/user-path.dto.js';
import { ANSWERS, ARCHIVE, BOB, STAFF, TO_DELETE, TO_MAKE } from './dto/users.examples.js';
import { CreateUser, DeleteUser, ListUsers } from './users.operations.js';
import { UsersService } from './users.service.js';

/** Users, who are made up of faces. */
@ApiTags('users')
@Controller('collections/:collectionId/users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Post()
  @Operation(CreateUser, {
    path: CreateUserPath,
    body: CreateUserRequest,
    location: '/collections/{collectionId}/users/{userId}',
    summary: 'Make a user',
    description: 'Makes a user without faces.',
    success: { status: 201, description: 'The user was made.', type: CreateUserResponse, example: ANSWERS.createUser },
    pathExample: STAFF,
    bodyExample: TO_MAKE,
  })
  createUser(
    @Param() collection: CreateUserPath,
    @Body() user: CreateUserRequest,
    @CurrentCaller() caller: Caller,
  ): Promise<CreateUserResponse> {
    return this.users.createUser(collection, user, caller);
  }

  @Get()
  @Operation(ListUsers, {
    path: ListUsersPath,
    query: ListUsersQuery,
    list: true,
    summary: 'List the users of a collection',
    success: { status: 200, description: 'A page of the list.', type: ListUsersResponse, example: ANSWERS.listUsers },
    pathExample: ARCHIVE,
  })
  listUsers(
    @Param() collection: ListUsersPath,
    @Query() page: ListUsersQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<ListUsersResponse> {
    return this.users.listUsers(collection, page, caller);
  }

  @Get(':userId')
  @Operation(ListUsers, {
    path: UserPath,
    operationId: 'getUser',
    summary: 'Describe a user',
    description:
      'Rekognition has no such operation. The face count and whether the user exists are read by one ListFaces. The ' +
      'status is that of a change made here within the last two seconds, else the one in the list of users: up to ten ' +
      'ListUsers, shared by all who ask at that time. It is null when the user is not met there in time.',
    success: { status: 200, description: 'The user.', type: GetUserResponse, example: ANSWERS.getUser },
    pathExample: BOB,
  })
  getUser(@Param() user: UserPath, @CurrentCaller() caller: Caller): Promise<GetUserResponse> {
    return this.users.getUser(user, caller);
  }

  @Delete(':userId')
  @Operation(DeleteUser, {
    path: UserPath,
    body: DeleteUserRequest,
    summary: 'Delete a user',
    description: 'The faces stay in the collection, and are nobody’s. The body may be left out.',
    success: { status: 204, description: 'The user is no more.' },
    pathExample: TO_DELETE,
    bodyExample: {},
  })
  deleteUser(@Param() user: UserPath, @CurrentCaller() caller: Caller): Promise<void> {
    return this.users.deleteUser(user, caller);
  }
}
