import { IsCount, IsPercent } from '../../http/openapi/parameters.js';
import { Face } from '../../rekognition/model/face.dto.js';
import { IsCollectionId, IsFaceId } from '../../rekognition/model/identifiers.js';
import { MAX_FACES } from '../../rekognition/model/rekognition.limits.js';

/** The face to look for. */
export class SearchFacesPath {
  @IsCollectionId() collectionId: string;
  @IsFaceId() faceId: string;
}

/** How to look for faces. */
export class SearchFacesOptions {
  @IsCount(MAX_FACES, 'How many faces to find at most: the most similar.')
  maxFaces?: number;

  @IsPercent('How similar a face must be. Default: 80.')
  faceMatchThreshold?: number;
}

/** A face that was found. */
export class FaceMatch {
  /** In percent. */
  similarity: number;

  face: Face;
}

/** Faces that look like the one searched for, which is not among them. */
export class SearchFacesResponse {
  searchedFaceId?: string;

  /** The most similar first. */
  faceMatches: FaceMatch[];

  faceModelVersion?: string;
}
