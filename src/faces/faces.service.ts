import { Injectable } from '@nestjs/common';

import { Cursors, type ListPlace } from '../http/lists/cursor.js';
import type { FacesToChange } from '../http/validation/query-and-body.js';
import { camelCased, capitalized } from '../rekognition/model/casing.js';
import { Face } from '../rekognition/model/face.dto.js';
import { toImage } from '../rekognition/model/image.dto.js';
import { allPagesOf, oneFaceOf } from '../rekognition/pages.js';
import { RekognitionGateway } from '../rekognition/rekognition.gateway.js';
import { LIST_FACES_PAGE } from '../rekognition/model/rekognition.limits.js';
import { DetectFaces } from '../images/images.operations.js';
import { ErasuresInProgress } from '../state/erasures-in-progress.js';
import type { Caller } from '../tenants/identity/caller.js';
import {
  type DeleteFacesResponse,
  type IndexFacesRequest,
  IndexFacesResponse,
  type ListFacesQuery,
  type ListFacesResponse,
} from './faces.dto.js';
import { DeleteFaces, IndexFaces, ListFaces } from './faces.operations.js';
import type { CollectionPath } from '../rekognition/model/identifiers.js';
import { predictedDeletion, toDeleteFacesResponse } from './deleted-faces.js';

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
    if (requireSingleFace === true) await oneFaceOf(this.rekognition.call(DetectFaces, { Image }, caller));
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

  /**
   * Deletes faces and reports the result for each face. A dry run predicts it from reads.
   */
  async deleteFaces(
    { collectionId }: CollectionPath,
    { faceIds, dryRun = false }: FacesToChange,
    caller: Caller,
  ): Promise<DeleteFacesResponse> {
    const FaceIds = [...new Set(faceIds)];
    if (dryRun) {
      const input = { CollectionId: collectionId, FaceIds, MaxResults: LIST_FACES_PAGE.most };
      const pages = await allPagesOf(this.rekognition, { operation: ListFaces, input, caller });
      const found = pages.flatMap(({ Faces = [] }) => Faces);
      return Object.assign(toDeleteFacesResponse(predictedDeletion(FaceIds, found), FaceIds), { dryRun: true });
    }
    const output = await this.rekognition.call(DeleteFaces, { CollectionId: collectionId, FaceIds }, caller);
    return toDeleteFacesResponse(output, FaceIds);
  }
}
