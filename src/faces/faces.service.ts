import type { DeleteFacesCommandOutput, Face as AwsFace } from '@aws-sdk/client-rekognition';
import { Injectable } from '@nestjs/common';

import { Cursors, type ListPlace } from '../http/lists/cursor.js';
import { outcomeOf } from '../http/negotiation/preferences.js';
import type { FacesToChange } from '../http/validation/query-and-body.js';
import { camelCased, capitalized } from '../rekognition/model/casing.js';
import { Face } from '../rekognition/model/face.dto.js';
import { toImage } from '../rekognition/model/image.dto.js';
import { allPagesOf, oneFaceOf } from '../rekognition/pages.js';
import { RekognitionGateway } from '../rekognition/rekognition.gateway.js';
import { LIST_FACES_PAGE } from '../rekognition/model/rekognition.limits.js';
import { DetectFaces } from '../images/images.operations.js';
import { ErasuresInProgress } from '../state/erasure.store.js';
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

/** Rekognition's reason for a missing face. The service also reports it for a face that Rekognition omits. */
const FACE_NOT_FOUND = 'FACE_NOT_FOUND';
/** The reason for a face that Rekognition lists without one. */
const NOT_REPORTED = 'NOT_REPORTED';

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

  /** Deletes faces and reports the result for each face. A dry run predicts it from reads. */
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

type FaceDeletions = Pick<DeleteFacesCommandOutput, 'DeletedFaces' | 'UnsuccessfulFaceDeletions'>;

/** Predicts Rekognition's response to DeleteFaces. @param found the requested faces that are in the collection. */
function predictedDeletion(requested: readonly string[], found: readonly AwsFace[]): FaceDeletions {
  const owners = new Map(found.map(({ FaceId, UserId }) => [FaceId, UserId]));
  const isDeletable = (id: string): boolean => owners.has(id) && owners.get(id) === undefined;
  return {
    DeletedFaces: requested.filter(isDeletable),
    UnsuccessfulFaceDeletions: requested
      .filter((id) => !isDeletable(id))
      .map((FaceId) => ({
        FaceId,
        UserId: owners.get(FaceId),
        Reasons: [owners.has(FaceId) ? 'ASSOCIATED_TO_AN_EXISTING_USER' : FACE_NOT_FOUND],
      })),
  };
}

/** Reports requested faces that Rekognition omits as not found. */
export function toDeleteFacesResponse(
  { DeletedFaces: deleted = [], UnsuccessfulFaceDeletions: failed = [] }: FaceDeletions,
  requested: readonly string[],
): DeleteFacesResponse {
  const reported = new Set([...deleted, ...failed.map(({ FaceId }) => FaceId)]);
  const unsuccessful = [
    ...failed.map(({ FaceId: faceId = '', UserId: userId, Reasons: reasons = [] }) => ({
      faceId,
      ...(userId !== undefined && { userId }),
      reasons: reasons.length > 0 ? reasons : [NOT_REPORTED],
    })),
    ...requested.filter((id) => !reported.has(id)).map((faceId) => ({ faceId, reasons: [FACE_NOT_FOUND] })),
  ];
  return {
    outcome: outcomeOf(unsuccessful.length, requested.length),
    deletedFaces: deleted.map((faceId) => ({ faceId })),
    unsuccessfulFaceDeletions: unsuccessful,
  };
}
