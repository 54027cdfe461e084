import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { ONE_IMAGE } from '../http/bodies/body-rules.js';
import { CurrentCaller } from '../http/auth/current-caller.js';
import { Operation } from '../http/openapi/operation.decorator.js';
import { united } from '../http/validation/query-and-body.js';
import type { Caller } from '../tenants/identity/caller.js';
import {
  SearchByImagePath,
  SearchFacesByImageOptions,
  SearchFacesByImageRequest,
  SearchFacesByImageResponse,
} from './dto/search-faces-by-image.dto.js';
import { SearchFacesOptions, SearchFacesPath, SearchFacesResponse } from './dto/search-faces.dto.js';
import {
  SearchUsersByImageOptions,
  SearchUsersByImageRequest,
  SearchUsersByImageResponse,
} from './dto/search-users-by-image.dto.js';
import {
  SearchUsersByFacePath,
  SearchUsersOptions,
  SearchUsersPath,
  SearchUsersResponse,
} from './dto/search-users.dto.js';
import { IMAGE_EXAMPLE } from '../rekognition/model/image.examples.js';
import { ANSWERS, FACE_EXAMPLE, STAFF, USER_EXAMPLE } from './dto/search.examples.js';
import { SearchFaces, SearchFacesByImage, SearchUsers, SearchUsersByImage } from './search.operations.js';
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
    path: SearchFacesPath,
    query: SearchFacesOptions,
    summary: 'Search faces by face',
    success: { status: 200, description: FOUND_FACES, type: SearchFacesResponse, example: ANSWERS.searchFaces },
    pathExample: FACE_EXAMPLE,
  })
  searchFaces(
    @Param() face: SearchFacesPath,
    @Query() options: SearchFacesOptions,
    @CurrentCaller() caller: Caller,
  ): Promise<SearchFacesResponse> {
    return this.search.searchFaces(face, options, caller);
  }

  @Post('faces/search')
  @Operation(SearchFacesByImage, {
    path: SearchByImagePath,
    query: SearchFacesByImageOptions,
    body: SearchFacesByImageRequest,
    bodyRules: ONE_IMAGE,
    summary: 'Search faces by image',
    description: ONE_FACE,
    success: {
      status: 200,
      description: FOUND_FACES,
      type: SearchFacesByImageResponse,
      example: ANSWERS.searchFacesByImage,
    },
    pathExample: STAFF,
    bodyExample: IMAGE_EXAMPLE,
    problems: ['several-faces', 'invalid-parameter'],
  })
  searchFacesByImage(
    @Param() collection: SearchByImagePath,
    @Query() query: SearchFacesByImageOptions,
    @Body() body: SearchFacesByImageRequest,
    @CurrentCaller() caller: Caller,
  ): Promise<SearchFacesByImageResponse> {
    return this.search.searchFacesByImage(collection, united(query, body), caller);
  }

  @Get('users/:userId/matches')
  @Operation(SearchUsers, {
    path: SearchUsersPath,
    query: SearchUsersOptions,
    summary: 'Search users by user',
    success: { status: 200, description: FOUND_USERS, type: SearchUsersResponse, example: ANSWERS.searchUsers },
    pathExample: USER_EXAMPLE,
  })
  searchUsers(
    @Param() user: SearchUsersPath,
    @Query() options: SearchUsersOptions,
    @CurrentCaller() caller: Caller,
  ): Promise<SearchUsersResponse> {
    return this.search.searchUsers(user, options, caller);
  }

  @Get('faces/:faceId/user-matches')
  @Operation(SearchUsers, {
    path: SearchUsersByFacePath,
    query: SearchUsersOptions,
    operationId: 'searchUsersByFace',
    summary: 'Search users by face',
    success: { status: 200, description: FOUND_USERS, type: SearchUsersResponse, example: ANSWERS.searchUsersByFace },
    pathExample: FACE_EXAMPLE,
    problems: ['face-not-found'],
  })
  searchUsersByFace(
    @Param() face: SearchUsersByFacePath,
    @Query() options: SearchUsersOptions,
    @CurrentCaller() caller: Caller,
  ): Promise<SearchUsersResponse> {
    return this.search.searchUsersByFace(face, options, caller);
  }

  @Post('users/search')
  @Operation(SearchUsersByImage, {
    path: SearchByImagePath,
    query: SearchUsersByImageOptions,
    body: SearchUsersByImageRequest,
    bodyRules: ONE_IMAGE,
    summary: 'Search users by image',
    description: ONE_FACE,
    success: {
      status: 200,
      description: FOUND_USERS,
      type: SearchUsersByImageResponse,
      example: ANSWERS.searchUsersByImage,
    },
    pathExample: STAFF,
    bodyExample: IMAGE_EXAMPLE,
    problems: ['no-face-in-image', 'several-faces'],
  })
  searchUsersByImage(
    @Param() collection: SearchByImagePath,
    @Query() query: SearchUsersByImageOptions,
    @Body() body: SearchUsersByImageRequest,
    @CurrentCaller() caller: Caller,
  ): Promise<SearchUsersByImageResponse> {
    return this.search.searchUsersByImage(collection, united(query, body), caller);
  }
}
