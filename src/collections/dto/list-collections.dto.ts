import { IsCursor, IsLimit } from '../../http/lists/list-query.js';
import { LIST_COLLECTIONS_PAGE } from '../../rekognition/model/rekognition.limits.js';

/** Which page. */
export class ListCollectionsQuery {
  @IsLimit(LIST_COLLECTIONS_PAGE, 1) limit?: number;
  @IsCursor() cursor?: string;
}

/** A collection of the tenant's. */
export class ListedCollection {
  collectionId: string;
  faceModelVersion: string;
}

/** A page of the tenant's collections. */
export class ListCollectionsResponse {
  items: ListedCollection[];

  /** Where the list goes on. Absent when it has ended. */
  nextCursor?: string;
}
