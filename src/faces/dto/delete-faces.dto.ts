import { Transform } from 'class-transformer';

import { AreFaceIds, MayBeAbsent } from '../../rekognition/model/identifiers.js';
import { FACE_IDS_PER_DELETE } from '../../rekognition/model/rekognition.limits.js';
import { GUEST_BY_QUERY } from './faces.examples.js';

/** For clients that cannot send a body with a DELETE. A URL has room for 100 face ids. */
export class DeleteFacesQuery {
  @Transform(({ value }: { value: unknown }) => (value === undefined ? undefined : [value].flat()))
  @MayBeAbsent()
  @AreFaceIds('Face ids, for clients and proxies that drop the body of a DELETE: `?faceId=…&faceId=…`.', {
    example: GUEST_BY_QUERY,
  })
  faceId?: string[];
}

export class DeleteFacesRequest {
  @MayBeAbsent()
  @AreFaceIds('The faces to delete. Duplicates are ignored.', { limits: FACE_IDS_PER_DELETE })
  faceIds?: string[];
}

/** With POST the body is required. */
export class DeleteFacesByPostRequest {
  @MayBeAbsent()
  @AreFaceIds('The faces to delete. Duplicates are ignored.', { limits: FACE_IDS_PER_DELETE, required: true })
  faceIds?: string[];
}

export class DeletedFace {
  faceId: string;
}

/** A face that was not deleted, and why. */
export class UnsuccessfulFaceDeletion {
  faceId: string;

  /** The user that the face is associated with. */
  userId?: string;

  /** AWS's reasons: ASSOCIATED_TO_AN_EXISTING_USER or FACE_NOT_FOUND. */
  reasons: string[];
}

/** The result for each face: every requested id is in exactly one list. */
export class DeleteFacesResponse {
  /** complete: every face was deleted; partial: some were; none: no face could be deleted. */
  outcome: 'complete' | 'partial' | 'none';

  deletedFaces: DeletedFace[];
  unsuccessfulFaceDeletions: UnsuccessfulFaceDeletion[];
}
