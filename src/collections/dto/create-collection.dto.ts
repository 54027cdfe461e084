import { IsCollectionId, MayBeAbsent } from '../../rekognition/model/identifiers.js';
import { AreTags } from '../tag-rules.js';

/** What to make. */
export class CreateCollectionRequest {
  @IsCollectionId() collectionId: string;

  @MayBeAbsent()
  @AreTags({ description: 'The tags that the collection is to have.', required: false })
  tags?: Record<string, string>;
}

/** What was made. */
export class CreateCollectionResponse {
  collectionId: string;

  /** The version of the face model that the collection keeps for good. */
  faceModelVersion: string;
}
