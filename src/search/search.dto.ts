import type { QualityFilter } from '@aws-sdk/client-rekognition';

import { IsCount, IsFlag, IsPercent, IsWordOf } from '../http/openapi/parameters.js';
import { BoundingBox, Face, FaceDetail } from '../rekognition/model/face.dto.js';
import { ImageRequest, IsImage } from '../rekognition/model/image.dto.js';
import { MAX_FACES, MAX_USERS, QUALITY_FILTERS } from '../rekognition/model/rekognition.limits.js';

export class SearchFacesOptions {
  @IsCount(MAX_FACES, 'Maximum number of faces to return, most similar first.')
  maxFaces?: number;

  @IsPercent('Minimum similarity of a match, in percent. Default: 80.')
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

/** Options, sent in the body with the image or in the query. */
export class SearchFacesByImageOptions extends SearchFacesOptions {
  @IsWordOf(QUALITY_FILTERS, 'Minimum quality of the face in the image. Default: NONE.')
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

export class SearchUsersOptions {
  @IsCount(MAX_USERS, 'Maximum number of users to return, most similar first.')
  maxUsers?: number;

  @IsPercent('Minimum similarity of a match, in percent. Default: 80.')
  userMatchThreshold?: number;
}

export class MatchedUser {
  userId: string;

  /** AWS's status of the user: CREATED, UPDATING or ACTIVE. */
  userStatus?: string;
}

export class UserMatch {
  /** In percent. */
  similarity: number;

  user: MatchedUser;
}

export class SearchedFace {
  faceId: string;
}

export class SearchedUser {
  userId: string;
}

export class SearchUsersResponse {
  /** The face that was searched for. Absent when searching by user. */
  searchedFace?: SearchedFace;

  /** The user that was searched for, who is not among the matches. Absent when searching by face. */
  searchedUser?: SearchedUser;

  /** Most similar first. */
  userMatches: UserMatch[];

  faceModelVersion?: string;
}

/** Options, sent in the body with the image or in the query. */
export class SearchUsersByImageOptions extends SearchUsersOptions {
  @IsWordOf(QUALITY_FILTERS, 'Minimum quality of the face in the image. Default: NONE.')
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
