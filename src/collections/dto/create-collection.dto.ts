import { IsCollectionId, MayBeAbsent } from '../../rekognition/model/identifiers.js';
import { AreTags } from '../tag-rules.js';

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
