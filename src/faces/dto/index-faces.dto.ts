import type { Attribute, QualityFilter } from '@aws-sdk/client-rekognition';

import { AreWordsOf, IsCount, IsFlag, IsWordOf } from '../../http/openapi/parameters.js';
import { Face, FaceDetail } from '../../rekognition/model/face.dto.js';
import { IsExternalImageId, MayBeAbsent } from '../../rekognition/model/identifiers.js';
import { ImageRequest, IsImage } from '../../rekognition/model/image.dto.js';
import { ATTRIBUTES, MAX_FACES_TO_INDEX, QUALITY_FILTERS } from '../../rekognition/model/rekognition.limits.js';

/** How to index an image: beside it in the body, or in the query. */
export class IndexFacesOptions {
  @MayBeAbsent()
  @IsExternalImageId()
  externalImageId?: string;

  @AreWordsOf(ATTRIBUTES, 'What to tell of the faces beside the default.')
  detectionAttributes?: Attribute[];

  @IsCount(
    MAX_FACES_TO_INDEX,
    'How many faces to store at most: those of the best quality. Rekognition stores 100 at most.',
  )
  maxFaces?: number;

  @IsWordOf(QUALITY_FILTERS, 'How good a face must be to be stored. Default: AUTO.')
  qualityFilter?: QualityFilter;

  @IsFlag('Whether to refuse an image that does not show exactly one face. Nothing is stored then.')
  requireSingleFace?: boolean;
}

/** An image whose faces to store. */
export class IndexFacesRequest extends IndexFacesOptions {
  @IsImage('The image whose faces to store.')
  image: ImageRequest;
}

/** A face that was stored, and how it looks. */
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

/** What became of the faces of the image. */
export class IndexFacesResponse {
  /** Stored by this request, or by an earlier one with the same image and externalImageId. */
  faceRecords: IndexedFace[];

  unindexedFaces: UnindexedFace[];
  faceModelVersion: string;
}
