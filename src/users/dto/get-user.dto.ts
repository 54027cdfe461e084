import { ApiProperty } from '@nestjs/swagger';

/** One user. */
export class GetUserResponse {
  userId: string;

  /**
   * AWS's status of the user: CREATED (no faces), UPDATING (a change is being worked in) or ACTIVE. Null when it is not
   * known: Rekognition tells it only in its list of users, of which the first 5,000 are looked through.
   */
  @ApiProperty({ oneOf: [{ type: 'string' }, { type: 'null' }] })
  userStatus: string | null;

  /** How many faces are associated with the user. */
  faceCount: number;
}
