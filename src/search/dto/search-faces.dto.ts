import { IsCount, IsPercent } from '../../http/openapi/parameters.js';
import { Face } from '../../rekognition/model/face.dto.js';
import { IsCollectionId, IsFaceId } from '../../rekognition/model/identifiers.js';
import { MAX_FACES } from '../../rekognition/model/rekognition.limits.js';

export class SearchFacesPath {
  @IsCollectionId() collectionId: string;
  @IsFaceId() faceId: string;
}

export class SearchFacesOptions {
  @IsCount(MAX_FACES, 'Most faces to return, most similar first.')
  maxFaces?: number;

  @IsPercent('Least similarity of a match, in percent. Default: 80.')
  faceMatchThreshold?: number;
}

export class FaceMatch {
  /** In percent. */
  similarity: number;

  face: Face;
}

/** The searched face is not among the matches. */
export class SearchFacesResponse {
  searchedFaceId?: string;

  /** Most similar first. */
  faceMatches: FaceMatch[];

  faceModelVersion?: string;
}
