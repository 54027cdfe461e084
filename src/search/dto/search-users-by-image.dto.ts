import type { QualityFilter } from '@aws-sdk/client-rekognition';

import { IsFlag, IsWordOf } from '../../http/openapi/parameters.js';
import { FaceDetail } from '../../rekognition/model/face.dto.js';
import { ImageRequest, IsImage } from '../../rekognition/model/image.dto.js';
import { QUALITY_FILTERS } from '../../rekognition/model/rekognition.limits.js';
import { SearchUsersOptions, UserMatch } from './search-users.dto.js';

/** Options beside the image in the body, or in the query. */
export class SearchUsersByImageOptions extends SearchUsersOptions {
  @IsWordOf(QUALITY_FILTERS, 'Least quality of the face in the image. Default: NONE.')
  qualityFilter?: QualityFilter;

  @IsFlag('Reject an image that does not show exactly one face, without searching.')
  requireSingleFace?: boolean;
}

export class SearchUsersByImageRequest extends SearchUsersByImageOptions {
  @IsImage('The image with the face to search for.')
  image: ImageRequest;
}

export class SearchedFaceDetails {
  faceDetail?: FaceDetail;
}

/** A face of the image that was not searched for, and why. */
export class UnsearchedFace {
  faceDetails?: FaceDetail;

  /** AWS's reasons, such as FACE_NOT_LARGEST. */
  reasons: string[];
}

export class SearchUsersByImageResponse {
  searchedFace: SearchedFaceDetails;

  /** Most similar first. */
  userMatches: UserMatch[];

  unsearchedFaces: UnsearchedFace[];
  faceModelVersion?: string;
}
