import { Injectable } from '@nestjs/common';

import { Failure } from '../failures/failure.js';
import { Cursors, type ListPlace } from '../http/lists/cursor.js';
import { camelCased, capitalized } from '../rekognition/model/casing.js';
import { Face } from '../rekognition/model/face.dto.js';
import { toImage } from '../rekognition/model/image.js';
import { pagesOf } from '../rekognition/pages.js';
import { RekognitionGateway } from '../rekognition/rekognition.gateway.js';
import { LIST_FACES_PAGE } from '../rekognition/model/rekognition.limits.js';
import { requireSingle } from '../rekognition/single-face.js';
import { DetectFaces } from '../images/images.operations.js';
import { ErasuresInProgress } from '../state/erasures-in-progress.js';
import type { Caller } from '../tenants/identity/caller.js';
import type { DeleteFacesResponse } from './dto/delete-faces.dto.js';
import type { CollectionPath } from './dto/face-paths.dto.js';
import { type IndexFacesRequest, IndexFacesResponse } from './dto/index-faces.dto.js';
import type {
  ListFacesOfUserPath,
  ListFacesOfUserResponse,
  ListFacesQuery,
  ListFacesResponse,
} from './dto/list-faces.dto.js';
import { DeleteFaces, IndexFaces, ListFaces } from './faces.operations.js';
import { toDeleteFacesResponse } from './deleted-faces.js';

/** A user has at most 100 faces, so a longer list means that Rekognition repeats its pages. */
const MOST_PAGES = 10;

@Injectable()
export class FacesService {
  constructor(
    private readonly rekognition: RekognitionGateway,
    private readonly cursors: Cursors,
    private readonly erasures: ErasuresInProgress,
  ) {}

  /**
   * Stores the faces of an image.
   *
   * @throws Failure several-faces, no-face-in-image if `requireSingleFace` is set. Nothing is stored then.
   */
  async indexFaces(
    { collectionId }: CollectionPath,
    { image, requireSingleFace, ...options }: IndexFacesRequest,
    caller: Caller,
  ): Promise<IndexFacesResponse> {
    const { externalImageId } = options;
    if (externalImageId !== undefined) {
      await this.erasures.refuse(caller.tenant, { collectionId, imageId: externalImageId });
    }
    const Image = toImage(image);
    if (requireSingleFace === true) {
      const { FaceDetails = [] } = await this.rekognition.call(DetectFaces, { Image }, caller);
      requireSingle(FaceDetails);
    }
    const input = { CollectionId: collectionId, Image, ...capitalized(options) };
    const {
      FaceRecords = [],
      UnindexedFaces = [],
      FaceModelVersion,
    } = await this.rekognition.call(IndexFaces, input, caller);
    return camelCased(IndexFacesResponse, { FaceRecords, UnindexedFaces, FaceModelVersion });
  }

  async listFaces(
    { collectionId }: CollectionPath,
    { faceId, userId, limit = LIST_FACES_PAGE.usual, cursor }: ListFacesQuery,
    caller: Caller,
  ): Promise<ListFacesResponse> {
    const ids = faceId && [...new Set(faceId)].sort();
    const place: ListPlace = { caller, route: 'listFaces', filters: [collectionId, userId, ids] };
    const { Faces = [], NextToken } = await this.rekognition.call(
      ListFaces,
      {
        CollectionId: collectionId,
        MaxResults: limit,
        ...(userId !== undefined && { UserId: userId }),
        ...(ids && { FaceIds: ids }),
        ...this.cursors.open(place, cursor),
      },
      caller,
    );
    return { items: Faces.map((face) => camelCased(Face, face)), ...this.cursors.seal(place, NextToken) };
  }

  /** Reads every page: Rekognition may return fewer faces than MaxResults. */
  async listFacesOfUser(
    { collectionId, userId }: ListFacesOfUserPath,
    caller: Caller,
  ): Promise<ListFacesOfUserResponse> {
    const input = { CollectionId: collectionId, UserId: userId, MaxResults: LIST_FACES_PAGE.most };
    const items: Face[] = [];
    let pages = 0;
    for await (const { Faces = [] } of pagesOf(this.rekognition, { operation: ListFaces, input, caller })) {
      pages += 1;
      if (pages > MOST_PAGES) throw new Failure('upstream-invalid-answer');
      items.push(...Faces.map((face) => camelCased(Face, face)));
    }
    return { items };
  }

  /**
   * Deletes faces and reports the result for each face.
   *
   * @param faceIds at least one. Duplicates are ignored.
   */
  async deleteFaces(
    { collectionId }: CollectionPath,
    faceIds: readonly string[],
    caller: Caller,
  ): Promise<DeleteFacesResponse> {
    const FaceIds = [...new Set(faceIds)];
    const output = await this.rekognition.call(DeleteFaces, { CollectionId: collectionId, FaceIds }, caller);
    return toDeleteFacesResponse(output, FaceIds);
  }
}
