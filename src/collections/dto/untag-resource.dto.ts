import { Transform } from 'class-transformer';

import { IsCollectionId } from '../../rekognition/model/identifiers.js';
import { AreTagKeys } from '../tag-rules.js';

/** Which collection to take tags off. */
export class UntagResourcePath {
  @IsCollectionId() collectionId: string;
}

/** The tags to take off, by their keys. */
export class UntagResourceQuery {
  @Transform(({ value }: { value: unknown }) => (value === undefined ? undefined : [value].flat()))
  @AreTagKeys('Keys of the tags to take off: `?tagKey=…&tagKey=…`.', ['temporary'])
  tagKey: string[];
}
