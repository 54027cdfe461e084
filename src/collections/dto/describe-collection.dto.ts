import { IsCollectionId } from '../../rekognition/model/identifiers.js';

/** Which collection to describe. */
export class DescribeCollectionPath {
  @IsCollectionId() collectionId: string;
}

/** How much a collection holds. */
export class DescribeCollectionResponse {
  collectionId: string;
  faceCount: number;
  userCount: number;
  faceModelVersion: string;

  /** When the collection was made, in UTC (RFC 3339). */
  creationTimestamp: string;
}
