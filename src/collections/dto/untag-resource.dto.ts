import { AsList, IsCollectionId } from '../../rekognition/model/identifiers.js';
import { AreTagKeys } from '../tag-rules.js';

export class UntagResourcePath {
  @IsCollectionId() collectionId: string;
}

export class UntagResourceQuery {
  @AsList()
  @AreTagKeys('Keys of the tags to remove: `?tagKey=…&tagKey=…`.', ['temporary'])
  tagKey: string[];
}
