import { IsCollectionId, IsFaceId, IsUserId } from './identifiers.js';

export class CollectionPath {
  @IsCollectionId() collectionId: string;
}

export class UserPath extends CollectionPath {
  @IsUserId() userId: string;
}

export class FacePath extends CollectionPath {
  @IsFaceId() faceId: string;
}

export class UserFacePath extends UserPath {
  @IsFaceId() faceId: string;
}
