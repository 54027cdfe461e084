import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';

import { AreFaceIds, IsClientRequestToken, MayBeAbsent } from '../../rekognition/model/identifiers.js';
import { FACE_BY_QUERY } from './disassociate-faces.examples.js';

/** Face ids in the query, for clients that cannot send a body with a DELETE. */
export class FaceIdsQuery {
  @Transform(({ value }: { value: unknown }) => (value === undefined ? undefined : [value].flat()))
  @MayBeAbsent()
  @AreFaceIds('Face ids, for clients and proxies that drop the body of a DELETE: `?faceId=…&faceId=…`.', {
    example: FACE_BY_QUERY,
  })
  faceId?: string[];
}

/** Which faces to take off the user. */
export class DisassociateFacesRequest {
  @MayBeAbsent()
  @AreFaceIds('The faces to take off the user. An id that stands twice counts once.')
  faceIds?: string[];

  @MayBeAbsent()
  @IsClientRequestToken()
  clientRequestToken?: string;
}

/** A face that was or is no longer associated with the user. */
export class DisassociatedFace {
  faceId: string;
}

/** A face that stays as it is, and why. */
export class UnsuccessfulFaceDisassociation {
  faceId: string;

  /** The user that the face is associated with, when it is another one. */
  userId?: string;

  /** AWS's reasons, such as ASSOCIATED_TO_A_DIFFERENT_USER or FACE_NOT_FOUND. */
  reasons: string[];
}

/** What became of every face: each requested id stands in exactly one list. */
export class DisassociateFacesResponse {
  /** complete: every face is off the user; none: no face could be taken off; partial: some could. */
  outcome: 'complete' | 'partial' | 'none';

  /** Taken off by this request. */
  disassociatedFaces: DisassociatedFace[];

  /** Rekognition left them out of its answer: they were not on the user. */
  alreadyDisassociatedFaces: DisassociatedFace[];

  unsuccessfulFaceDisassociations: UnsuccessfulFaceDisassociation[];

  /** AWS's status of the user: CREATED, UPDATING or ACTIVE. */
  @ApiProperty({ type: String })
  userStatus: string;
}
