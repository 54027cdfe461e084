import { IsCollectionId, IsFaceId, IsUserId } from '../../rekognition/model/identifiers.js';

export class UserPath {
  @IsCollectionId() collectionId: string;
  @IsUserId() userId: string;
}

export class UserFacePath extends UserPath {
  @IsFaceId() faceId: string;
}
