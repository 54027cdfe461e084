import { IsCount, IsPercent } from '../../http/openapi/parameters.js';
import { IsCollectionId, IsFaceId, IsUserId } from '../../rekognition/model/identifiers.js';
import { MAX_USERS } from '../../rekognition/model/rekognition.limits.js';

export class SearchUsersPath {
  @IsCollectionId() collectionId: string;
  @IsUserId() userId: string;
}

export class SearchUsersByFacePath {
  @IsCollectionId() collectionId: string;
  @IsFaceId() faceId: string;
}

export class SearchUsersOptions {
  @IsCount(MAX_USERS, 'Most users to return, most similar first.')
  maxUsers?: number;

  @IsPercent('Least similarity of a match, in percent. Default: 80.')
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
