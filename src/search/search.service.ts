import type { Image, SearchUsersCommandInput } from '@aws-sdk/client-rekognition';
import { Injectable } from '@nestjs/common';

import { isSaid } from '../failures/classify.js';
import { Failure } from '../failures/failure.js';
import { camelCased, capitalized } from '../rekognition/model/casing.js';
import { toImage } from '../rekognition/model/image.js';
import { RekognitionGateway } from '../rekognition/rekognition.gateway.js';
import { requireSingle } from '../rekognition/single-face.js';
import type { Caller } from '../tenants/identity/caller.js';
import {
  type SearchByImagePath,
  type SearchFacesByImageRequest,
  SearchFacesByImageResponse,
} from './dto/search-faces-by-image.dto.js';
import { type SearchFacesOptions, type SearchFacesPath, SearchFacesResponse } from './dto/search-faces.dto.js';
import { type SearchUsersByImageRequest, SearchUsersByImageResponse } from './dto/search-users-by-image.dto.js';
import {
  type SearchUsersByFacePath,
  type SearchUsersOptions,
  type SearchUsersPath,
  SearchUsersResponse,
} from './dto/search-users.dto.js';
import { DetectFaces } from '../images/images.operations.js';
import { SearchFaces, SearchFacesByImage, SearchUsers, SearchUsersByImage } from './search.operations.js';

@Injectable()
export class SearchService {
  constructor(private readonly rekognition: RekognitionGateway) {}

  /** @throws Failure face-not-found */
  async searchFaces(
    { collectionId, faceId }: SearchFacesPath,
    options: SearchFacesOptions,
    caller: Caller,
  ): Promise<SearchFacesResponse> {
    const input = { CollectionId: collectionId, FaceId: faceId, ...capitalized(options) };
    const { SearchedFaceId, FaceMatches, FaceModelVersion } = await this.rekognition.call(SearchFaces, input, caller);
    return camelCased(SearchFacesResponse, { SearchedFaceId, FaceMatches, FaceModelVersion });
  }

  /** @throws Failure no-face-in-image; several-faces if `requireSingleFace` is set. */
  async searchFacesByImage(
    { collectionId }: SearchByImagePath,
    { image, requireSingleFace, ...options }: SearchFacesByImageRequest,
    caller: Caller,
  ): Promise<SearchFacesByImageResponse> {
    const Image = toImage(image);
    if (requireSingleFace === true) await this.requireSingleFace(Image, caller);
    const input = { CollectionId: collectionId, Image, ...capitalized(options) };
    const answer = await this.rekognition.call(SearchFacesByImage, input, caller);
    const { SearchedFaceBoundingBox, SearchedFaceConfidence, FaceMatches, FaceModelVersion } = answer;
    const members = { SearchedFaceBoundingBox, SearchedFaceConfidence, FaceMatches, FaceModelVersion };
    return camelCased(SearchFacesByImageResponse, members);
  }

  searchUsers(
    { collectionId, userId }: SearchUsersPath,
    options: SearchUsersOptions,
    caller: Caller,
  ): Promise<SearchUsersResponse> {
    return this.matchingUsers({ CollectionId: collectionId, UserId: userId, ...capitalized(options) }, caller);
  }

  /** @throws Failure face-not-found: Rekognition reports a missing face as InvalidParameterException. */
  async searchUsersByFace(
    { collectionId, faceId }: SearchUsersByFacePath,
    options: SearchUsersOptions,
    caller: Caller,
  ): Promise<SearchUsersResponse> {
    try {
      return await this.matchingUsers({ CollectionId: collectionId, FaceId: faceId, ...capitalized(options) }, caller);
    } catch (thrown) {
      const isUnknown =
        thrown instanceof Failure && thrown.code === 'invalid-parameter' && isSaid('face-not-found', thrown);
      throw isUnknown ? new Failure('face-not-found', thrown.facts) : thrown;
    }
  }

  /** @throws Failure no-face-in-image; several-faces if `requireSingleFace` is set. */
  async searchUsersByImage(
    { collectionId }: SearchByImagePath,
    { image, requireSingleFace, ...options }: SearchUsersByImageRequest,
    caller: Caller,
  ): Promise<SearchUsersByImageResponse> {
    const Image = toImage(image);
    if (requireSingleFace === true) await this.requireSingleFace(Image, caller);
    const input = { CollectionId: collectionId, Image, ...capitalized(options) };
    const answer = await this.rekognition.call(SearchUsersByImage, input, caller);
    const { SearchedFace, UserMatches, UnsearchedFaces = [], FaceModelVersion } = answer;
    if (SearchedFace === undefined) throw new Failure('no-face-in-image');
    return camelCased(SearchUsersByImageResponse, { SearchedFace, UserMatches, UnsearchedFaces, FaceModelVersion });
  }

  private async matchingUsers(input: SearchUsersCommandInput, caller: Caller): Promise<SearchUsersResponse> {
    const answer = await this.rekognition.call(SearchUsers, input, caller);
    const { SearchedUser, SearchedFace, UserMatches, FaceModelVersion } = answer;
    return camelCased(SearchUsersResponse, { SearchedUser, SearchedFace, UserMatches, FaceModelVersion });
  }

  private async requireSingleFace(Image: Image, caller: Caller): Promise<void> {
    const { FaceDetails = [] } = await this.rekognition.call(DetectFaces, { Image }, caller);
    requireSingle(FaceDetails);
  }
}
