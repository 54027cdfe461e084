import { IsCollectionId } from '../../rekognition/model/identifiers.js';
import { AreTags } from '../tag-rules.js';

/** Which collection to tag. */
export class TagResourcePath {
  @IsCollectionId() collectionId: string;
}

/** The tags to add, or to give other values. */
export class TagResourceRequest {
  @AreTags({ description: 'Values by key.', required: true })
  tags: Record<string, string>;
}
