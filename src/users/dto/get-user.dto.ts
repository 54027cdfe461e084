import { ApiProperty } from '@nestjs/swagger';

export class GetUserResponse {
  userId: string;

  /**
   * AWS's status of the user: CREATED (no faces), UPDATING (a change is being processed) or ACTIVE. Null if unknown:
   * Rekognition reports it only in its list of users, of which the service reads the first 5,000.
   */
  @ApiProperty({ type: String, nullable: true })
  userStatus: string | null;

  /** How many faces are associated with the user. */
  @ApiProperty({ type: 'integer' })
  faceCount: number;
}
