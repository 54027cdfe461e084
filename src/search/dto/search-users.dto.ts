import { IsCount, IsPercent } from '../../http/openapi/parameters.js';
import { IsCollectionId, IsFaceId, IsUserId } from '../../rekognition/model/identifiers.js';
import { MAX_USERS } from '../../rekognition/model/rekognition.limits.js';

/** The user to look for. */
export class SearchUsersPath {
  @IsCollectionId() collectionId: string;
  @IsUserId() userId: string;
}

/** The face whose users to look for. */
export class SearchUsersByFacePath {
  @IsCollectionId() collectionId: string;
  @IsFaceId() faceId: string;
}

/** How to look for users. */
export class SearchUsersOptions {
  @IsCount(MAX_USERS, 'How many users to find at most: the most similar.')
  maxUsers?: number;

  @IsPercent('How similar a user must be. Default: 80.')
  userMatchThreshold?: number;
}

export class MatchedUser {
  userId: string;

  /** AWS's status of the user: CREATED, UPDATING or ACTIVE. */
  userStatus?: string;
}

/** A user who was found. */
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

/** Users who look like the user or the face searched for. */
export class SearchUsersResponse {
  /** The face that was searched for, if it was one. */
  searchedFace?: SearchedFace;

  /** The user who was searched for, if it was one; not among those found. */
  searchedUser?: SearchedUser;

  /** The most similar first. */
  userMatches: UserMatch[];

  faceModelVersion?: string;
}
