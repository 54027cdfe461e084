import { IsCursor, IsLimit } from '../../http/lists/list-query.js';
import { Face } from '../../rekognition/model/face.dto.js';
import { AreFaceIds, AsList, IsCollectionId, IsUserId, MayBeAbsent } from '../../rekognition/model/identifiers.js';
import { LIST_FACES_PAGE } from '../../rekognition/model/rekognition.limits.js';
import { LISTED_FACE, LISTED_USER } from './list-faces.examples.js';

export class ListFacesQuery {
  @AsList()
  @MayBeAbsent()
  @AreFaceIds('Only these faces: `?faceId=…&faceId=…`. Faces that are not in the collection are ignored.', {
    example: LISTED_FACE,
  })
  faceId?: string[];

  @MayBeAbsent()
  @IsUserId({ description: 'Only faces of this user.', example: LISTED_USER })
  userId?: string;

  @IsLimit(LIST_FACES_PAGE) limit?: number;
  @IsCursor() cursor?: string;
}

export class ListFacesResponse {
  items: Face[];

  /** Cursor of the next page. Absent on the last page. */
  nextCursor?: string;
}

export class ListFacesOfUserPath {
  @IsCollectionId() collectionId: string;
  @IsUserId() userId: string;
}

/** All faces of a user, at most 100. */
export class ListFacesOfUserResponse {
  items: Face[];
}
