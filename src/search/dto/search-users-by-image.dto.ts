import type { QualityFilter } from '@aws-sdk/client-rekognition';

import { IsFlag, IsWordOf } from '../../http/openapi/parameters.js';
import { FaceDetail } from '../../rekognition/model/face.dto.js';
import { ImageRequest, IsImage } from '../../rekognition/model/image.dto.js';
import { QUALITY_FILTERS } from '../../rekognition/model/rekognition.limits.js';
import { SearchUsersOptions, UserMatch } from './search-users.dto.js';

/** How to look for users: beside the image in the body, or in the query. */
export class SearchUsersByImageOptions extends SearchUsersOptions {
  @IsWordOf(QUALITY_FILTERS, 'How good the face in the image must be. Default: NONE.')
  qualityFilter?: QualityFilter;

  @IsFlag('Whether to refuse an image that does not show exactly one face. Nothing is searched then.')
  requireSingleFace?: boolean;
}

/** An image whose largest face to look for among users. */
export class SearchUsersByImageRequest extends SearchUsersByImageOptions {
  @IsImage('The image whose largest face to look for.')
  image: ImageRequest;
}

/** The face that was searched for. */
export class SearchedFaceDetails {
  faceDetail?: FaceDetail;
}

/** A face of the image that was not searched for, and why. */
export class UnsearchedFace {
  faceDetails?: FaceDetail;

  /** AWS's reasons, such as FACE_NOT_LARGEST. */
  reasons: string[];
}

/** Users who look like the largest face of the image. */
export class SearchUsersByImageResponse {
  searchedFace: SearchedFaceDetails;

  /** The most similar first. */
  userMatches: UserMatch[];

  unsearchedFaces: UnsearchedFace[];
  faceModelVersion?: string;
}
