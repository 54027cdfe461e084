import type { QualityFilter } from '@aws-sdk/client-rekognition';

import { IsFlag, IsWordOf } from '../../http/openapi/parameters.js';
import { BoundingBox } from '../../rekognition/model/face.dto.js';
import { IsCollectionId } from '../../rekognition/model/identifiers.js';
import { ImageRequest, IsImage } from '../../rekognition/model/image.dto.js';
import { QUALITY_FILTERS } from '../../rekognition/model/rekognition.limits.js';
import { FaceMatch, SearchFacesOptions } from './search-faces.dto.js';

/** The collection to look in. */
export class SearchByImagePath {
  @IsCollectionId() collectionId: string;
}

/** How to look for faces: beside the image in the body, or in the query. */
export class SearchFacesByImageOptions extends SearchFacesOptions {
  @IsWordOf(QUALITY_FILTERS, 'How good the face in the image must be. Default: NONE.')
  qualityFilter?: QualityFilter;

  @IsFlag('Whether to refuse an image that does not show exactly one face. Nothing is searched then.')
  requireSingleFace?: boolean;
}

/** An image whose largest face to look for. */
export class SearchFacesByImageRequest extends SearchFacesByImageOptions {
  @IsImage('The image whose largest face to look for.')
  image: ImageRequest;
}

/** Faces that look like the largest one of the image. */
export class SearchFacesByImageResponse {
  searchedFaceBoundingBox?: BoundingBox;

  /** How sure Rekognition is that it is a face, in percent. */
  searchedFaceConfidence?: number;

  /** The most similar first. */
  faceMatches: FaceMatch[];

  faceModelVersion?: string;
}
