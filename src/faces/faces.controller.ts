import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { CurrentCaller } from '../http/auth/current-caller.js';
import { Operation } from '../http/openapi/operation.decorator.js';
import type { Caller } from '../tenants/identity/caller.js';
import { ListFacesOfUserPath, ListFacesOfUserResponse } from './dto/list-faces.dto.js';
import { FACES_OF_USER_EXAMPLE } from './dto/list-faces.examples.js';
import { ListFaces } from './faces.operations.js';
import { FacesService } from './faces.service.js';

@ApiTags('user faces')
@Controller('collections/:collectionId/users/:userId/faces')
export class FacesController {
  constructor(private readonly faces: FacesService) {}

  @Get()
  @Operation(ListFaces, {
    path: ListFacesOfUserPath,
    operationId: 'listFacesOfUser',
    summary: 'List the faces of a user',
    success: {
      status: 200,
      description: 'All faces of the user.',
      type: ListFacesOfUserResponse,
      example: FACES_OF_USER_EXAMPLE.answer,
    },
    pathExample: FACES_OF_USER_EXAMPLE.path,
  })
  listFacesOfUser(
    @Param() user: ListFacesOfUserPath,
    @CurrentCaller() caller: Caller,
  ): Promise<ListFacesOfUserResponse> {
    return this.faces.listFacesOfUser(user, caller);
  }
}
