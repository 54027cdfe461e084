import { ApiProperty } from '@nestjs/swagger';

import { IsPercent } from '../../http/openapi/parameters.js';
import { AreFaceIds, IsClientRequestToken, MayBeAbsent } from '../../rekognition/model/identifiers.js';

/** Which faces to put on the user. */
export class AssociateFacesRequest {
  @MayBeAbsent()
  @AreFaceIds('The faces to put on the user. An id that stands twice counts once.', { required: true })
  faceIds?: string[];

  @IsPercent('How similar a face must be to those the user has, if there are any. Default: 75.')
  userMatchThreshold?: number;

  @MayBeAbsent()
  @IsClientRequestToken()
  clientRequestToken?: string;
}

/** A face that is associated with the user. */
export class AssociatedFace {
  faceId: string;
}

/** A face that is not on the user, and why. */
export class UnsuccessfulFaceAssociation {
  faceId: string;

  /** The user that the face is associated with, when it is another one. */
  userId?: string;

  /** How similar the face is to the user's own, in percent, when that was not enough. */
  confidence?: number;

  /**
   * AWS's reasons, such as FACE_NOT_FOUND, ASSOCIATED_TO_A_DIFFERENT_USER or LOW_MATCH_CONFIDENCE; NOT_REPORTED when
   * Rekognition gave none, as when the user has 100 faces.
   */
  reasons: string[];
}

/** What became of every face: each requested id stands in exactly one list. */
export class AssociateFacesResponse {
  /** complete: every face is on the user; none: no face could be put on; partial: some could. */
  outcome: 'complete' | 'partial' | 'none';

  /** Put on the user by this request. */
  associatedFaces: AssociatedFace[];

  /** Rekognition left them out of its answer, and they are on the user. */
  alreadyAssociatedFaces: AssociatedFace[];

  unsuccessfulFaceAssociations: UnsuccessfulFaceAssociation[];

  /** AWS's status of the user: CREATED, UPDATING or ACTIVE. */
  @ApiProperty({ type: String })
  userStatus: string;
}
