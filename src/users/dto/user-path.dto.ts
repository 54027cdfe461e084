import { IsCollectionId, IsFaceId, IsUserId } from '../../rekognition/model/identifiers.js';

/** A user, as paths name one. */
export class UserPath {
  @IsCollectionId() collectionId: string;
  @IsUserId() userId: string;
}

/** A face of a user, as paths name one. */
export class UserFacePath extends UserPath {
  @IsFaceId() faceId: string;
}
