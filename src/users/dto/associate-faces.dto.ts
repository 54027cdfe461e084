import { ApiProperty } from '@nestjs/swagger';

import { IsPercent } from '../../http/openapi/parameters.js';
import { AreFaceIds, IsClientRequestToken, MayBeAbsent } from '../../rekognition/model/identifiers.js';

export class AssociateFacesRequest {
  @MayBeAbsent()
  @AreFaceIds('The faces to associate with the user. Duplicates are ignored.', { required: true })
  faceIds?: string[];

  @IsPercent('Least similarity to the faces that the user already has, in percent. Default: 75.')
  userMatchThreshold?: number;

  @MayBeAbsent()
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
