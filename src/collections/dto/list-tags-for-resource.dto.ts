import { ApiProperty } from '@nestjs/swagger';

import { IsCollectionId } from '../../rekognition/model/identifiers.js';

/** Whose tags to list. */
export class ListTagsForResourcePath {
  @IsCollectionId() collectionId: string;
}

/** The tags of a collection: all of them. */
export class ListTagsForResourceResponse {
  /** Values by key. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } })
  tags: Record<string, string>;
}
