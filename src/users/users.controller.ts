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
import { ANSWERS, ARCHIVE, BOB, STAFF, TO_CREATE, TO_DELETE } from './dto/users.examples.js';
import { CreateUser, DeleteUser, ListUsers } from './users.operations.js';
import { UsersService } from './users.service.js';

@ApiTags('users')
@Controller('collections/:collectionId/users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Post()
  @Operation(CreateUser, {
    path: CreateUserPath,
    body: CreateUserRequest,
    location: '/collections/{collectionId}/users/{userId}',
    summary: 'Create a user',
    description: 'Creates a user without faces.',
    success: { status: 201, description: 'User created.', type: CreateUserResponse, example: ANSWERS.createUser },
    pathExample: STAFF,
    bodyExample: TO_CREATE,
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
    success: { status: 200, description: 'A page of users.', type: ListUsersResponse, example: ANSWERS.listUsers },
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
    summary: 'Get a user',
    description:
      'Rekognition has no operation for this. One ListFaces call finds the user and counts its faces. The status comes ' +
      'from the last change made through this service within two seconds, or else from the list of users: up to ten ' +
      'ListUsers calls, shared by concurrent requests. It is null if those calls do not find the user in time.',
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
    description: 'The faces stay in the collection without a user. The body is optional.',
    success: { status: 204, description: 'User deleted.' },
    pathExample: TO_DELETE,
    bodyExample: {},
  })
  deleteUser(@Param() user: UserPath, @CurrentCaller() caller: Caller): Promise<void> {
    return this.users.deleteUser(user, caller);
  }
}
