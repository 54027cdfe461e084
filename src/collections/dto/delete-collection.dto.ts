import { IsCollectionId } from '../../rekognition/model/identifiers.js';

export class DeleteCollectionPath {
  @IsCollectionId() collectionId: string;
}
