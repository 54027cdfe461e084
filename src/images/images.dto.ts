import type { Attribute, QualityFilter } from '@aws-sdk/client-rekognition';

import { AreWordsOf, IsPercent, IsWordOf } from '../http/openapi/parameters.js';
import { BoundingBox, ComparedFace, FaceDetail } from '../rekognition/model/face.dto.js';
import { ImageRequest, IsImage } from '../rekognition/model/image.dto.js';
import { ATTRIBUTES, QUALITY_FILTERS } from '../rekognition/model/rekognition.limits.js';

/** Options, sent in the body with the image or in the query. */
export class DetectFacesOptions {
  @AreWordsOf(ATTRIBUTES, 'Facial attributes to return in addition to the default.')
  attributes?: Attribute[];
}

export class DetectFacesRequest extends DetectFacesOptions {
  @IsImage('The image with the faces to detect.')
  image: ImageRequest;
}

/** The 100 largest faces in the image. */
export class DetectFacesResponse {
  faceDetails: FaceDetail[];
}

/** Options, sent in the body with the images or in the query. */
export class CompareFacesOptions {
  @IsPercent('Minimum similarity of a match, in percent. Default: 80.')
  similarityThreshold?: number;

  @IsWordOf(QUALITY_FILTERS, 'Minimum quality of a face to be compared. Default: NONE.')
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
