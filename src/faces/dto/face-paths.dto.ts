import { IsCollectionId } from '../../rekognition/identifiers.js';

/** A collection, as paths name one. */
export class CollectionPath {
  @IsCollectionId() collectionId: string;
}
