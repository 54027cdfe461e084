import { IsCollectionId, IsFaceId, IsUserId } from './identifiers.js';

/** Names a collection. */
export class CollectionPath {
  @IsCollectionId() collectionId: string;
}

/** Names a user of a collection. */
export class UserPath extends CollectionPath {
  @IsUserId() userId: string;
}

/** Names a face of a collection. */
export class FacePath extends CollectionPath {
  @IsFaceId() faceId: string;
}

/** Names a user and one of its faces. */
export class UserFacePath extends UserPath {
  @IsFaceId() faceId: string;
}
