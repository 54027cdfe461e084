import { IsClientRequestToken, IsCollectionId, IsUserId, MayBeAbsent } from '../../rekognition/model/identifiers.js';

/** Where to make the user. */
export class CreateUserPath {
  @IsCollectionId() collectionId: string;
}

/** Whom to make. */
export class CreateUserRequest {
  @IsUserId() userId: string;

  @MayBeAbsent()
  @IsClientRequestToken()
  clientRequestToken?: string;
}

/** Who was made: a user without faces. */
export class CreateUserResponse {
  userId: string;
}
