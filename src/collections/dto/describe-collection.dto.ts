import { ApiProperty } from '@nestjs/swagger';

import { IsCollectionId } from '../../rekognition/model/identifiers.js';

export class DescribeCollectionPath {
  @IsCollectionId() collectionId: string;
}

export class DescribeCollectionResponse {
  collectionId: string;
  @ApiProperty({ type: 'integer' }) faceCount: number;
  @ApiProperty({ type: 'integer' }) userCount: number;
  faceModelVersion: string;

  /** Time of creation, in UTC (RFC 3339). */
  creationTimestamp: string;
}
