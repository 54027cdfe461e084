import type { QualityFilter } from '@aws-sdk/client-rekognition';

import { IsPercent, IsWordOf } from '../../http/openapi/parameters.js';
import { BoundingBox, ComparedFace } from '../../rekognition/model/face.dto.js';
import { ImageRequest, IsImage } from '../../rekognition/model/image.dto.js';
import { QUALITY_FILTERS } from '../../rekognition/model/rekognition.limits.js';

/** How to compare: beside the images in the body, or in the query. */
export class CompareFacesOptions {
  @IsPercent('How similar a face must be to match. Default: 80.')
  similarityThreshold?: number;

  @IsWordOf(QUALITY_FILTERS, 'How good a face must be to be compared. Default: NONE.')
  qualityFilter?: QualityFilter;
}

/** Two images: the largest face of the first is compared with the faces of the second. */
export class CompareFacesRequest extends CompareFacesOptions {
  @IsImage('The image whose largest face is looked for.')
  sourceImage: ImageRequest;

  @IsImage('The image in which it is looked for.')
  targetImage: ImageRequest;
}

/** The face that was looked for. */
export class SourceImageFace {
  boundingBox: BoundingBox;

  /** How sure Rekognition is that this is a face, in percent. */
  confidence?: number;
}

/** A face that looks like it. */
export class ComparedFaceMatch {
  /** In percent. */
  similarity: number;

  face: ComparedFace;
}

/** Which faces of the target look like the one of the source, and which do not. */
export class CompareFacesResponse {
  sourceImageFace: SourceImageFace;

  /** The most similar first. */
  faceMatches: ComparedFaceMatch[];

  unmatchedFaces: ComparedFace[];
}
