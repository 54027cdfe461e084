import { ApiProperty } from '@nestjs/swagger';

import { IsCollectionId } from '../../rekognition/model/identifiers.js';

export class ListTagsForResourcePath {
  @IsCollectionId() collectionId: string;
}

export class ListTagsForResourceResponse {
  /** All tags of the collection: values by key. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } })
  tags: Record<string, string>;
}
