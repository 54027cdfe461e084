import { IsClientRequestToken, IsCollectionId, IsUserId, MayBeAbsent } from '../../rekognition/model/identifiers.js';

export class CreateUserPath {
  @IsCollectionId() collectionId: string;
}

export class CreateUserRequest {
  @IsUserId() userId: string;

  @MayBeAbsent()
  @IsClientRequestToken()
  clientRequestToken?: string;
}

export class CreateUserResponse {
  userId: string;
}
