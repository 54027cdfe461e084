import { IsCollectionId } from '../../rekognition/model/identifiers.js';

export class CollectionPath {
  @IsCollectionId() collectionId: string;
}
