import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { ONE_IMAGE } from '../http/bodies/body-rules.js';
import { CurrentCaller } from '../http/routes/exchange.js';
import { Operation } from '../http/openapi/operation.decorator.js';
import { ok } from '../http/openapi/operation-options.js';
import { united } from '../http/validation/query-and-body.js';
import type { Caller } from '../tenants/identity/caller.js';
import {
  SearchFacesByImageOptions,
  SearchFacesByImageRequest,
  SearchFacesByImageResponse,
  SearchFacesOptions,
  SearchFacesResponse,
  SearchUsersByImageOptions,
  SearchUsersByImageRequest,
  SearchUsersByImageResponse,
  SearchUsersOptions,
  SearchUsersResponse,
} from './search.dto.js';
import { IMAGE_EXAMPLE } from '../rekognition/model/examples.js';
import { ANSWERS, FACE_EXAMPLE, STAFF, USER_EXAMPLE } from './search.examples.js';
import {
  SearchFaces,
  SearchFacesByImage,
  SearchUsers,
  SearchUsersByFace,
  SearchUsersByImage,
} from './search.operations.js';
import { CollectionPath, FacePath, UserPath } from '../rekognition/model/identifiers.js';
import { SearchService } from './search.service.js';

const FOUND_FACES = 'Matching faces, possibly none.';
const FOUND_USERS = 'Matching users, possibly none.';
const ONE_FACE = 'Searches for the largest face in the image only.';

@ApiTags('search')
@Controller('collections/:collectionId')
export class SearchController {
  constructor(private readonly search: SearchService) {}

  @Get('faces/:faceId/matches')
  @Operation(SearchFaces, {
    path: FacePath,
    query: SearchFacesOptions,
    summary: 'Search faces by face',
    success: ok(FOUND_FACES, SearchFacesResponse, ANSWERS.searchFaces),
    pathExample: FACE_EXAMPLE,
  })
  searchFaces(@Param() face: FacePath, @Query() options: SearchFacesOptions, @CurrentCaller() caller: Caller) {
    return this.search.searchFaces(face, options, caller);
  }

  @Post('faces/search')
  @Operation(SearchFacesByImage, {
    path: CollectionPath,
    query: SearchFacesByImageOptions,
    body: SearchFacesByImageRequest,
    bodyRules: ONE_IMAGE,
    summary: 'Search faces by image',
    description: ONE_FACE,
    success: ok(FOUND_FACES, SearchFacesByImageResponse, ANSWERS.searchFacesByImage),
    pathExample: STAFF,
    bodyExample: IMAGE_EXAMPLE,
    problems: ['several-faces', 'invalid-parameter'],
  })
  searchFacesByImage(
    @Param() collection: CollectionPath,
    @Query() query: SearchFacesByImageOptions,
    @Body() body: SearchFacesByImageRequest,
    @CurrentCaller() caller: Caller,
  ) {
    return this.search.searchFacesByImage(collection, united(query, body), caller);
  }

  @Get('users/:userId/matches')
  @Operation(SearchUsers, {
    path: UserPath,
    query: SearchUsersOptions,
    summary: 'Search users by user',
    success: ok(FOUND_USERS, SearchUsersResponse, ANSWERS.searchUsers),
    pathExample: USER_EXAMPLE,
  })
  searchUsers(@Param() user: UserPath, @Query() options: SearchUsersOptions, @CurrentCaller() caller: Caller) {
    return this.search.searchUsers(user, options, caller);
  }

  @Get('faces/:faceId/user-matches')
  @Operation(SearchUsersByFace, {
    path: FacePath,
    query: SearchUsersOptions,
    operationId: 'searchUsersByFace',
    summary: 'Search users by face',
    success: ok(FOUND_USERS, SearchUsersResponse, ANSWERS.searchUsersByFace),
    pathExample: FACE_EXAMPLE,
  })
  searchUsersByFace(@Param() face: FacePath, @Query() options: SearchUsersOptions, @CurrentCaller() caller: Caller) {
    return this.search.searchUsersByFace(face, options, caller);
  }

  @Post('users/search')
  @Operation(SearchUsersByImage, {
    path: CollectionPath,
    query: SearchUsersByImageOptions,
    body: SearchUsersByImageRequest,
    bodyRules: ONE_IMAGE,
    summary: 'Search users by image',
    description: ONE_FACE,
    success: ok(FOUND_USERS, SearchUsersByImageResponse, ANSWERS.searchUsersByImage),
    pathExample: STAFF,
    bodyExample: IMAGE_EXAMPLE,
    problems: ['no-face-in-image', 'several-faces'],
  })
  searchUsersByImage(
    @Param() collection: CollectionPath,
    @Query() query: SearchUsersByImageOptions,
    @Body() body: SearchUsersByImageRequest,
    @CurrentCaller() caller: Caller,
  ) {
    return this.search.searchUsersByImage(collection, united(query, body), caller);
  }
}
