import type { SearchUsersCommandInput } from '@aws-sdk/client-rekognition';
import { Injectable } from '@nestjs/common';

import { Failure } from '../failures/failure.js';
import { camelCased, capitalized } from '../rekognition/model/casing.js';
import { toImage } from '../rekognition/model/image.dto.js';
import { RekognitionGateway } from '../rekognition/rekognition.gateway.js';
import { oneFaceOf } from '../rekognition/pages.js';
import type { Caller } from '../tenants/identity/caller.js';
import {
  type SearchFacesByImageRequest,
  SearchFacesByImageResponse,
  type SearchFacesOptions,
  SearchFacesResponse,
  type SearchUsersByImageRequest,
  SearchUsersByImageResponse,
  type SearchUsersOptions,
  SearchUsersResponse,
} from './search.dto.js';
import { DetectFaces } from '../images/images.operations.js';
import type { CollectionPath, FacePath, UserPath } from '../rekognition/model/identifiers.js';
import {
  SearchFaces,
  SearchFacesByImage,
  SearchUsers,
  SearchUsersByFace,
  SearchUsersByImage,
} from './search.operations.js';

@Injectable()
export class SearchService {
  constructor(private readonly rekognition: RekognitionGateway) {}

  /** @throws Failure face-not-found */
  async searchFaces({ collectionId, faceId }: FacePath, options: SearchFacesOptions, caller: Caller) {
    const input = { CollectionId: collectionId, FaceId: faceId, ...capitalized(options) };
    const { SearchedFaceId, FaceMatches, FaceModelVersion } = await this.rekognition.call(SearchFaces, input, caller);
    return camelCased(SearchFacesResponse, { SearchedFaceId, FaceMatches, FaceModelVersion });
  }

  /** @throws Failure no-face-in-image; several-faces if `requireSingleFace` is set. */
  async searchFacesByImage({ collectionId }: CollectionPath, request: SearchFacesByImageRequest, caller: Caller) {
    const input = { CollectionId: collectionId, ...(await this.imageInput(request, caller)) };
    const answer = await this.rekognition.call(SearchFacesByImage, input, caller);
    const { SearchedFaceBoundingBox, SearchedFaceConfidence, FaceMatches, FaceModelVersion } = answer;
    const members = { SearchedFaceBoundingBox, SearchedFaceConfidence, FaceMatches, FaceModelVersion };
    return camelCased(SearchFacesByImageResponse, members);
  }

  searchUsers({ collectionId, userId }: UserPath, options: SearchUsersOptions, caller: Caller) {
    const input = { CollectionId: collectionId, UserId: userId, ...capitalized(options) };
    return this.matchingUsers(SearchUsers, input, caller);
  }

  /** @throws Failure face-not-found */
  searchUsersByFace({ collectionId, faceId }: FacePath, options: SearchUsersOptions, caller: Caller) {
    const input = { CollectionId: collectionId, FaceId: faceId, ...capitalized(options) };
    return this.matchingUsers(SearchUsersByFace, input, caller);
  }

  /** @throws Failure no-face-in-image; several-faces if `requireSingleFace` is set. */
  async searchUsersByImage({ collectionId }: CollectionPath, request: SearchUsersByImageRequest, caller: Caller) {
    const input = { CollectionId: collectionId, ...(await this.imageInput(request, caller)) };
    const answer = await this.rekognition.call(SearchUsersByImage, input, caller);
    const { SearchedFace, UserMatches, UnsearchedFaces = [], FaceModelVersion } = answer;
    if (SearchedFace === undefined) throw new Failure('no-face-in-image');
    return camelCased(SearchUsersByImageResponse, { SearchedFace, UserMatches, UnsearchedFaces, FaceModelVersion });
  }

  private async imageInput<Options extends SearchFacesByImageRequest | SearchUsersByImageRequest>(
    { image, requireSingleFace, ...options }: Options,
    caller: Caller,
  ) {
    const Image = toImage(image);
    if (requireSingleFace === true) await oneFaceOf(this.rekognition.call(DetectFaces, { Image }, caller));
    return { Image, ...capitalized(options) };
  }

  private async matchingUsers(operation: typeof SearchUsers, input: SearchUsersCommandInput, caller: Caller) {
    const answer = await this.rekognition.call(operation, input, caller);
    const { SearchedUser, SearchedFace, UserMatches, FaceModelVersion } = answer;
    return camelCased(SearchUsersResponse, { SearchedUser, SearchedFace, UserMatches, FaceModelVersion });
  }
}
