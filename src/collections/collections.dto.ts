import { ApiProperty } from '@nestjs/swagger';

import { AreTagKeys, AreTags } from './tag-rules.js';
import { IsCursor, IsLimit } from '../http/lists/cursor.js';
import { IsCollectionId, MayBeAbsent } from '../rekognition/model/identifiers.js';
import { LIST_COLLECTIONS_PAGE } from '../rekognition/model/rekognition.limits.js';

export class CreateCollectionRequest {
  @IsCollectionId() collectionId: string;

  @MayBeAbsent()
  @AreTags({ description: 'Tags of the new collection.', required: false })
  tags?: Record<string, string>;
}

export class CreateCollectionResponse {
  collectionId: string;

  /** Version of the face model. It never changes for a collection. */
  faceModelVersion: string;
}

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

export class DescribeCollectionResponse {
  collectionId: string;
  @ApiProperty({ type: 'integer' }) faceCount: number;
  @ApiProperty({ type: 'integer' }) userCount: number;
  faceModelVersion: string;

  /** Time of creation, in UTC (RFC 3339). */
  creationTimestamp: string;
}

export class ListTagsForResourceResponse {
  /** All tags of the collection: values by key. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } })
  tags: Record<string, string>;
}

export class TagResourceRequest {
  @AreTags({ description: 'Tags to add or overwrite: values by key.', required: true })
  tags: Record<string, string>;
}

export class UntagResourceQuery {
  @AreTagKeys('Keys of the tags to remove: `?tagKey=…&tagKey=…`.', ['temporary'])
  tagKey: string[];
}
