import { IsCollectionId } from '../../rekognition/model/identifiers.js';

/** A collection, as paths name one. */
export class CollectionPath {
  @IsCollectionId() collectionId: string;
}
