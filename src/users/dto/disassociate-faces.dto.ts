import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';

import { AreFaceIds, IsClientRequestToken, MayBeAbsent } from '../../rekognition/model/identifiers.js';
import { FACE_BY_QUERY } from './disassociate-faces.examples.js';

/** For clients that cannot send a body with a DELETE. */
export class FaceIdsQuery {
  @Transform(({ value }: { value: unknown }) => (value === undefined ? undefined : [value].flat()))
  @MayBeAbsent()
  @AreFaceIds('Face ids, for clients and proxies that drop the body of a DELETE: `?faceId=…&faceId=…`.', {
    example: FACE_BY_QUERY,
  })
  faceId?: string[];
}

export class DisassociateFacesRequest {
  @MayBeAbsent()
  @AreFaceIds('The faces to disassociate from the user. Duplicates are ignored.')
  faceIds?: string[];

  @MayBeAbsent()
  @IsClientRequestToken()
  clientRequestToken?: string;
}

/** With POST the body is required. */
export class DisassociateFacesByPostRequest {
  @MayBeAbsent()
  @AreFaceIds('The faces to disassociate from the user. Duplicates are ignored.', { required: true })
  faceIds?: string[];

  @MayBeAbsent()
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

  /** AWS's reasons, such as ASSOCIATED_TO_A_DIFFERENT_USER or FACE_NOT_FOUND. */
  reasons: string[];
}

/** The result for each face: every requested id is in exactly one list. */
export class DisassociateFacesResponse {
  /** complete: no face is associated with the user any more; partial: some still are; none: no face was disassociated. */
  outcome: 'complete' | 'partial' | 'none';

  /** Disassociated by this request. */
  disassociatedFaces: DisassociatedFace[];

  /** Not associated with the user before this request. */
  alreadyDisassociatedFaces: DisassociatedFace[];

  unsuccessfulFaceDisassociations: UnsuccessfulFaceDisassociation[];

  /** AWS's status of the user: CREATED, UPDATING or ACTIVE. */
  @ApiProperty({ type: String })
  userStatus: string;
}
