import { IsCollectionId } from '../../rekognition/identifiers.js';

/** Which collection to delete. */
export class DeleteCollectionPath {
  @IsCollectionId() collectionId: string;
}
