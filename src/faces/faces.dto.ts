import type { Attribute, QualityFilter } from '@aws-sdk/client-rekognition';

import { IsCursor, IsLimit } from '../http/lists/cursor.js';
import { AreWordsOf, IsCount, IsFlag, IsWordOf } from '../http/openapi/parameters.js';
import { DryRunOption } from '../http/validation/query-and-body.js';
import { FACES_OF_ANN } from '../rekognition/model/examples.js';
import { Face, FaceDetail } from '../rekognition/model/face.dto.js';
import { AreFaceIds, IsExternalImageId, IsUserId } from '../rekognition/model/identifiers.js';
import { ImageRequest, IsImage } from '../rekognition/model/image.dto.js';
import {
  ATTRIBUTES,
  FACE_IDS_PER_DELETE,
  LIST_FACES_PAGE,
  MAX_FACES_TO_INDEX,
  QUALITY_FILTERS,
} from '../rekognition/model/rekognition.limits.js';

/** A face of the demo without a user. */
const GUEST_BY_QUERY = 'd7d1a521-4d50-4375-96e1-2be2f5ff0593';

/** Options, sent in the body with the image or in the query. */
export class IndexFacesOptions {
  @IsExternalImageId()
  externalImageId?: string;

  @AreWordsOf(ATTRIBUTES, 'Facial attributes to return in addition to the default.')
  detectionAttributes?: Attribute[];

  @IsCount(MAX_FACES_TO_INDEX, 'Maximum number of faces to store, best quality first. Rekognition stores at most 100.')
  maxFaces?: number;

  @IsWordOf(QUALITY_FILTERS, 'Minimum quality of a face to be stored. Default: AUTO.')
  qualityFilter?: QualityFilter;

  @IsFlag('Reject an image that does not show exactly one face, without storing anything.')
  requireSingleFace?: boolean;
}

export class IndexFacesRequest extends IndexFacesOptions {
  @IsImage('The image with the faces to store.')
  image: ImageRequest;
}

export class IndexedFace {
  face: Face;
  faceDetail?: FaceDetail;
}

/** A face that was not stored, and why. */
export class UnindexedFace {
  /** AWS's reasons, such as EXCEEDS_MAX_FACES or LOW_FACE_QUALITY. */
  reasons: string[];

  faceDetail?: FaceDetail;
}

export class IndexFacesResponse {
  /** Faces stored by this request, or by an earlier one with the same image and externalImageId. */
  faceRecords: IndexedFace[];

  unindexedFaces: UnindexedFace[];
  faceModelVersion: string;
}

export class ListFacesQuery {
  @AreFaceIds('Only these faces: `?faceId=…&faceId=…`. Faces that are not in the collection are ignored.', {
    inQuery: true,
    example: FACES_OF_ANN[0]?.faceId ?? '',
  })
  faceId?: string[];

  @IsUserId({ description: 'Only faces of this user.', example: 'ann' })
  userId?: string;

  @IsLimit(LIST_FACES_PAGE) limit?: number;
  @IsCursor() cursor?: string;
}

export class ListFacesResponse {
  items: Face[];

  /** Cursor of the next page. Absent on the last page. */
  nextCursor?: string;
}

/** For clients that cannot send a body with a DELETE. A URL has room for 100 face ids. */
export class DeleteFacesQuery extends DryRunOption {
  @AreFaceIds('Face ids, for clients and proxies that drop the body of a DELETE: `?faceId=…&faceId=…`.', {
    inQuery: true,
    example: GUEST_BY_QUERY,
  })
  faceId?: string[];
}

export class DeleteFacesRequest {
  @AreFaceIds('The faces to delete. Duplicates are ignored.', { limits: FACE_IDS_PER_DELETE })
  faceIds?: string[];
}

/** With POST the body is required. */
export class DeleteFacesByPostRequest extends DryRunOption {
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

  /** AWS's reasons: ASSOCIATED_TO_AN_EXISTING_USER or FACE_NOT_FOUND. NOT_REPORTED if Rekognition gives none. */
  reasons: string[];
}

/** The result for each face: every requested id is in exactly one list. */
export class DeleteFacesResponse {
  /** Present and true if this is a prediction (`dryRun=true`): nothing was changed. */
  dryRun?: boolean;

  /** complete: every face was deleted; partial: some were; none: no face could be deleted. */
  outcome: 'complete' | 'partial' | 'none';

  deletedFaces: DeletedFace[];
  unsuccessfulFaceDeletions: UnsuccessfulFaceDeletion[];
}
