import { IsCollectionId } from '../../rekognition/model/identifiers.js';

export class DescribeCollectionPath {
  @IsCollectionId() collectionId: string;
}

export class DescribeCollectionResponse {
  collectionId: string;
  faceCount: number;
  userCount: number;
  faceModelVersion: string;

  /** Time of creation, in UTC (RFC 3339). */
  creationTimestamp: string;
}
