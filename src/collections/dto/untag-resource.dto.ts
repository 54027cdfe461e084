import { Transform } from 'class-transformer';

import { IsCollectionId } from '../../rekognition/model/identifiers.js';
import { AreTagKeys } from '../tag-rules.js';

export class UntagResourcePath {
  @IsCollectionId() collectionId: string;
}

export class UntagResourceQuery {
  @Transform(({ value }: { value: unknown }) => (value === undefined ? undefined : [value].flat()))
  @AreTagKeys('Keys of the tags to remove: `?tagKey=…&tagKey=…`.', ['temporary'])
  tagKey: string[];
}
