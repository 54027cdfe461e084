import { IsCursor, IsLimit } from '../../http/lists/list-query.js';
import { LIST_COLLECTIONS_PAGE } from '../../rekognition/model/rekognition.limits.js';

export class ListCollectionsQuery {
  @IsLimit(LIST_COLLECTIONS_PAGE, 1) limit?: number;
  @IsCursor() cursor?: string;
}

export class ListedCollection {
  collectionId: string;
  faceModelVersion: string;
}

export class ListCollectionsResponse {
  items: ListedCollection[];

  /** Cursor of the next page. Absent on the last page. */
  nextCursor?: string;
}
