import type { Attribute, QualityFilter } from '@aws-sdk/client-rekognition';

import { AreWordsOf, IsCount, IsFlag, IsWordOf } from '../../http/openapi/parameters.js';
import { Face, FaceDetail } from '../../rekognition/model/face.dto.js';
import { IsExternalImageId, MayBeAbsent } from '../../rekognition/model/identifiers.js';
import { ImageRequest, IsImage } from '../../rekognition/model/image.dto.js';
import { ATTRIBUTES, MAX_FACES_TO_INDEX, QUALITY_FILTERS } from '../../rekognition/model/rekognition.limits.js';

/** Options beside the image in the body, or in the query. */
export class IndexFacesOptions {
  @MayBeAbsent()
  @IsExternalImageId()
  externalImageId?: string;

  @AreWordsOf(ATTRIBUTES, 'Facial attributes to return in addition to the default.')
  detectionAttributes?: Attribute[];

  @IsCount(MAX_FACES_TO_INDEX, 'Most faces to store, best quality first. Rekognition stores at most 100.')
  maxFaces?: number;

  @IsWordOf(QUALITY_FILTERS, 'Least quality of a face to be stored. Default: AUTO.')
  qualityFilter?: QualityFilter;

  @IsFlag('Reject an image that does not show exactly one face, without storing anything.')
  requireSingleFace?: boolean;
}

export class IndexFacesRequest extends IndexFacesOptions {
  @IsImage('The image with the faces to store.')
  image: ImageRequest;
}

export class IndexedFace {
  face: Face;
  faceDetail?: FaceDetail;
}

/** A face that was not stored, and why. */
export class UnindexedFace {
  /** AWS's reasons, such as EXCEEDS_MAX_FACES or LOW_FACE_QUALITY. */
  reasons: string[];

  faceDetail?: FaceDetail;
}

export class IndexFacesResponse {
  /** Faces stored by this request, or by an earlier one with the same image and externalImageId. */
  faceRecords: IndexedFace[];

  unindexedFaces: UnindexedFace[];
  faceModelVersion: string;
}
