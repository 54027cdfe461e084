import { Transform } from 'class-transformer';

import { IsCursor, IsLimit } from '../../http/lists/list-query.js';
import { Face } from '../../rekognition/model/face.dto.js';
import { AreFaceIds, IsCollectionId, IsUserId, MayBeAbsent } from '../../rekognition/model/identifiers.js';
import { LIST_FACES_PAGE } from '../../rekognition/model/rekognition.limits.js';
import { LISTED_FACE, LISTED_USER } from './list-faces.examples.js';

/** Which faces of a collection to list. */
export class ListFacesQuery {
  @Transform(({ value }: { value: unknown }) => (value === undefined ? undefined : [value].flat()))
  @MayBeAbsent()
  @AreFaceIds('Only these faces, as far as the collection has them: `?faceId=…&faceId=…`.', { example: LISTED_FACE })
  faceId?: string[];

  @MayBeAbsent()
  @IsUserId({ description: 'Only faces of this user.', example: LISTED_USER })
  userId?: string;

  @IsLimit(LIST_FACES_PAGE) limit?: number;
  @IsCursor() cursor?: string;
}

/** A page of the faces of a collection. */
export class ListFacesResponse {
  items: Face[];

  /** Leads to the next page. Absent on the last. */
  nextCursor?: string;
}

/** Whose faces to list. */
export class ListFacesOfUserPath {
  @IsCollectionId() collectionId: string;
  @IsUserId() userId: string;
}

/** The faces of a user: all of them, at most 100. */
export class ListFacesOfUserResponse {
  items: Face[];
}
