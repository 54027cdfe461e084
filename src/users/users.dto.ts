import { ApiProperty } from '@nestjs/swagger';

import { IsCursor, IsLimit } from '../http/lists/cursor.js';
import { IsPercent, IsWordOf } from '../http/openapi/parameters.js';
import { DryRunOption } from '../http/validation/query-and-body.js';
import { Face } from '../rekognition/model/face.dto.js';
import { AreFaceIds, IsClientRequestToken, IsUserId } from '../rekognition/model/identifiers.js';
import { LIST_USERS_PAGE } from '../rekognition/model/rekognition.limits.js';
import { FACE_BY_QUERY } from './users.examples.js';

export class CreateUserRequest {
  @IsUserId() userId: string;

  @IsClientRequestToken()
  clientRequestToken?: string;
}

export class CreateUserResponse {
  userId: string;
}

export class ListUsersQuery {
  @IsLimit(LIST_USERS_PAGE) limit?: number;
  @IsCursor() cursor?: string;
}

export class ListedUser {
  userId: string;

  /** AWS's status of the user: CREATED (no faces), UPDATING (a change is being processed) or ACTIVE. */
  @ApiProperty({ type: String })
  userStatus: string;
}

export class ListUsersResponse {
  items: ListedUser[];

  /** Cursor of the next page. Absent on the last page. */
  nextCursor?: string;
}

export class GetUserQuery {
  @IsWordOf(['ACTIVE'], 'Wait until the user has this status, as long as `Prefer: wait` allows.')
  waitFor?: 'ACTIVE';
}

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

/** All faces of a user, at most 100. */
export class ListFacesOfUserResponse {
  items: Face[];
}

/** What deleting the user would do (`dryRun=true`). */
export class DeleteUserDryRun {
  dryRun: boolean;
  userId: string;

  /** How many faces would stay in the collection without a user. */
  @ApiProperty({ type: 'integer' })
  faceCount: number;
}

/** The optional body of a request to delete a user. */
export class DeleteUserRequest {
  @IsClientRequestToken()
  clientRequestToken?: string;
}

export class AssociateFacesRequest {
  @AreFaceIds('The faces to associate with the user. Duplicates are ignored.', { required: true })
  faceIds?: string[];

  @IsPercent('Minimum similarity to the faces that the user already has, in percent. Default: 75.')
  userMatchThreshold?: number;

  @IsClientRequestToken()
  clientRequestToken?: string;
}

export class AssociatedFace {
  faceId: string;
}

/** A face that could not be associated, and why. */
export class UnsuccessfulFaceAssociation {
  faceId: string;

  /** The other user that the face is associated with. */
  userId?: string;

  /** Similarity to the user's own faces, in percent, if it was too low. */
  confidence?: number;

  /**
   * AWS's reasons, such as FACE_NOT_FOUND, ASSOCIATED_TO_A_DIFFERENT_USER or LOW_MATCH_CONFIDENCE. NOT_REPORTED if
   * Rekognition gives none, for example because the user already has 100 faces.
   */
  reasons: string[];
}

/** The result for each face: every requested id is in exactly one list. */
export class AssociateFacesResponse {
  /** complete: every face is associated with the user; partial: some are; none: no face could be associated. */
  outcome: 'complete' | 'partial' | 'none';

  /** Associated by this request. */
  associatedFaces: AssociatedFace[];

  /** Associated with the user before this request. */
  alreadyAssociatedFaces: AssociatedFace[];

  unsuccessfulFaceAssociations: UnsuccessfulFaceAssociation[];

  /** AWS's status of the user: CREATED, UPDATING or ACTIVE. */
  @ApiProperty({ type: String })
  userStatus: string;
}

/** For clients that cannot send a body with a DELETE. */
export class FaceIdsQuery extends DryRunOption {
  @AreFaceIds('Face ids, for clients and proxies that drop the body of a DELETE: `?faceId=…&faceId=…`.', {
    inQuery: true,
    example: FACE_BY_QUERY,
  })
  faceId?: string[];
}

export class DisassociateFacesRequest {
  @AreFaceIds('The faces to disassociate from the user. Duplicates are ignored.')
  faceIds?: string[];

  @IsClientRequestToken()
  clientRequestToken?: string;
}

/** With POST the body is required. */
export class DisassociateFacesByPostRequest extends DryRunOption {
  @AreFaceIds('The faces to disassociate from the user. Duplicates are ignored.', { required: true })
  faceIds?: string[];

  @IsClientRequestToken()
  clientRequestToken?: string;
}

/** A face that is not associated with the user. */
export class DisassociatedFace {
  faceId: string;
}

/** A face that could not be disassociated, and why. */
export class UnsuccessfulFaceDisassociation {
  faceId: string;

  /** The other user that the face is associated with. */
  userId?: string;

  /** AWS's reasons, such as ASSOCIATED_TO_A_DIFFERENT_USER or FACE_NOT_FOUND. NOT_REPORTED if Rekognition gives none. */
  reasons: string[];
}

/** The result for each face: every requested id is in exactly one list. */
export class DisassociateFacesResponse {
  /** Present and true if this is a prediction (`dryRun=true`): nothing was changed. */
  dryRun?: boolean;

  /** complete: the user no longer has any of the faces; partial: it still has some; none: no face was disassociated. */
  outcome: 'complete' | 'partial' | 'none';

  /** Disassociated by this request. */
  disassociatedFaces: DisassociatedFace[];

  /** Not associated with the user before this request. */
  alreadyDisassociatedFaces: DisassociatedFace[];

  unsuccessfulFaceDisassociations: UnsuccessfulFaceDisassociation[];

  /** AWS's status of the user: CREATED, UPDATING or ACTIVE. UNKNOWN in a prediction if it cannot be read. */
  @ApiProperty({ type: String })
  userStatus: string;
}
