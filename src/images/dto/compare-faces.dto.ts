import type { QualityFilter } from '@aws-sdk/client-rekognition';

import { IsPercent, IsWordOf } from '../../http/openapi/parameters.js';
import { BoundingBox, ComparedFace } from '../../rekognition/model/face.dto.js';
import { ImageRequest, IsImage } from '../../rekognition/model/image.dto.js';
import { QUALITY_FILTERS } from '../../rekognition/model/rekognition.limits.js';

/** Options beside the images in the body, or in the query. */
export class CompareFacesOptions {
  @IsPercent('Least similarity of a match, in percent. Default: 80.')
  similarityThreshold?: number;

  @IsWordOf(QUALITY_FILTERS, 'Least quality of a face to be compared. Default: NONE.')
  qualityFilter?: QualityFilter;
}

export class CompareFacesRequest extends CompareFacesOptions {
  @IsImage('The image whose largest face is compared.')
  sourceImage: ImageRequest;

  @IsImage('The image with the faces to compare it with.')
  targetImage: ImageRequest;
}

/** The largest face in the source image. */
export class SourceImageFace {
  boundingBox: BoundingBox;

  /** Confidence that this is a face, in percent. */
  confidence?: number;
}

export class ComparedFaceMatch {
  /** In percent. */
  similarity: number;

  face: ComparedFace;
}

export class CompareFacesResponse {
  sourceImageFace: SourceImageFace;

  /** Most similar first. */
  faceMatches: ComparedFaceMatch[];

  unmatchedFaces: ComparedFace[];
}
