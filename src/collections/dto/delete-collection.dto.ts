import { IsCollectionId } from '../../rekognition/model/identifiers.js';

/** Which collection to delete. */
export class DeleteCollectionPath {
  @IsCollectionId() collectionId: string;
}
