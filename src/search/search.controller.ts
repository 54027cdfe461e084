import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { ONE_IMAGE } from '../http/bodies/body-rules.js';
import { CurrentCaller } from '../http/routes/exchange.js';
import { Operation } from '../http/openapi/operation.decorator.js';
import { ok } from '../http/openapi/operation-options.js';
import { united } from '../http/validation/query-and-body.js';
import { BOX_EXAMPLE, FACE_DETAIL_EXAMPLE, FACES_OF_ANN, IMAGE_EXAMPLE } from '../rekognition/model/examples.js';
import { CollectionPath, FacePath, UserPath } from '../rekognition/model/identifiers.js';
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
import {
  SearchFaces,
  SearchFacesByImage,
  SearchUsers,
  SearchUsersByFace,
  SearchUsersByImage,
} from './search.operations.js';
import { SearchService } from './search.service.js';

/** Examples that work as pasted on the demo. They match the faces of `ann` there. */
const STAFF = { collectionId: 'staff' };
const USER_EXAMPLE = { ...STAFF, userId: 'ann' };
const FACE_EXAMPLE = { ...STAFF, faceId: 'b221c728-bac9-4454-9b3e-b0848bee8329' };
const MODEL = { faceModelVersion: '7.0' };

function faceMatches(similarities: readonly number[], faces: readonly object[]): object[] {
  return faces.map((face, index) => ({ similarity: similarities[index], face }));
}

function userMatches(similarity: number): object[] {
  return [{ similarity, user: { userId: 'ann', userStatus: 'ACTIVE' } }];
}

const [SEARCHED, ...OTHERS] = FACES_OF_ANN;

/** The demo's responses to the examples, by operation. */
const ANSWERS = {
  searchFaces: {
    searchedFaceId: SEARCHED?.faceId,
    faceMatches: faceMatches([97.28092375193805, 96.6012489739864], OTHERS),
    ...MODEL,
  },
  searchFacesByImage: {
    searchedFaceBoundingBox: BOX_EXAMPLE,
    searchedFaceConfidence: 99.9,
    faceMatches: faceMatches([97.52706937613728, 97.24617253653155, 97.22261709852611], FACES_OF_ANN),
    ...MODEL,
  },
  searchUsers: { searchedUser: { userId: 'ann' }, userMatches: [], ...MODEL },
  searchUsersByFace: {
    searchedFace: { faceId: SEARCHED?.faceId },
    userMatches: userMatches(98.93073390195389),
    ...MODEL,
  },
  searchUsersByImage: {
    searchedFace: { faceDetail: FACE_DETAIL_EXAMPLE },
    userMatches: userMatches(98.3026944079991),
    unsearchedFaces: [],
    ...MODEL,
  },
} as const;

const FOUND_FACES = 'Matching faces, possibly none.';
const FOUND_USERS = 'Matching users, possibly none.';
const ONE_FACE = 'Searches for the largest face in the image only.';

@ApiTags('search')
@Controller('collections/:collectionId')
export class SearchController {
  constructor(private readonly search: SearchService) {}

  @Get('faces/:faceId/matches')
  @Operation(SearchFaces, {
    summary: 'Search faces by face',
    success: ok(FOUND_FACES, SearchFacesResponse, ANSWERS.searchFaces),
    pathExample: FACE_EXAMPLE,
  })
  searchFaces(@Param() face: FacePath, @Query() options: SearchFacesOptions, @CurrentCaller() caller: Caller) {
    return this.search.searchFaces(face, options, caller);
  }

  @Post('faces/search')
  @Operation(SearchFacesByImage, {
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
    summary: 'Search users by user',
    success: ok(FOUND_USERS, SearchUsersResponse, ANSWERS.searchUsers),
    pathExample: USER_EXAMPLE,
  })
  searchUsers(@Param() user: UserPath, @Query() options: SearchUsersOptions, @CurrentCaller() caller: Caller) {
    return this.search.searchUsers(user, options, caller);
  }

  @Get('faces/:faceId/user-matches')
  @Operation(SearchUsersByFace, {
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
