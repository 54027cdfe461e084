import { IsCollectionId } from '../../rekognition/model/identifiers.js';
import { AreTags } from '../tag-rules.js';

export class TagResourcePath {
  @IsCollectionId() collectionId: string;
}

export class TagResourceRequest {
  @AreTags({ description: 'Tags to add or overwrite: values by key.', required: true })
  tags: Record<string, string>;
}
