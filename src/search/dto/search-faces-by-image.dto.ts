import type { QualityFilter } from '@aws-sdk/client-rekognition';

import { IsFlag, IsWordOf } from '../../http/openapi/parameters.js';
import { BoundingBox } from '../../rekognition/model/face.dto.js';
import { IsCollectionId } from '../../rekognition/model/identifiers.js';
import { ImageRequest, IsImage } from '../../rekognition/model/image.dto.js';
import { QUALITY_FILTERS } from '../../rekognition/model/rekognition.limits.js';
import { FaceMatch, SearchFacesOptions } from './search-faces.dto.js';

export class SearchByImagePath {
  @IsCollectionId() collectionId: string;
}

/** Options beside the image in the body, or in the query. */
export class SearchFacesByImageOptions extends SearchFacesOptions {
  @IsWordOf(QUALITY_FILTERS, 'Least quality of the face in the image. Default: NONE.')
  qualityFilter?: QualityFilter;

  @IsFlag('Reject an image that does not show exactly one face, without searching.')
  requireSingleFace?: boolean;
}

export class SearchFacesByImageRequest extends SearchFacesByImageOptions {
  @IsImage('The image with the face to search for.')
  image: ImageRequest;
}

export class SearchFacesByImageResponse {
  searchedFaceBoundingBox?: BoundingBox;

  /** Confidence that this is a face, in percent. */
  searchedFaceConfidence?: number;

  /** Most similar first. */
  faceMatches: FaceMatch[];

  faceModelVersion?: string;
}
