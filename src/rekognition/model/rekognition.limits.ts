/**
 * Limits of Rekognition's API. Requests are checked against them before they are sent.
 *
 * @source Amazon Rekognition service model of 2026-08-07: CollectionId, UserId, FaceId, ClientRequestToken,
 *   UserFaceIdList, FaceIdList, PageSize, PaginationToken, ExternalImageId, S3Bucket, S3ObjectName, S3ObjectVersion,
 *   ImageBlob, MaxFaces, MaxFacesToIndex, MaxUserResults, QualityFilter, Attribute, TagKey, TagValue, TagMap,
 *   TagKeyList. The model omits the anchors of its patterns.
 */
export const COLLECTION_ID = { pattern: /^[a-zA-Z0-9_.-]+$/, least: 1, most: 255 };
export const USER_ID = { pattern: /^[a-zA-Z0-9_.:-]+$/, least: 1, most: 128 };
export const FACE_ID = { pattern: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/ };
export const CLIENT_REQUEST_TOKEN = { pattern: /^[a-zA-Z0-9_-]+$/, least: 1, most: 64 };
/** Face ids in one AssociateFaces or DisassociateFaces. */
export const FACE_IDS_PER_CALL = { least: 1, most: 100 };
/** Face ids in one DeleteFaces. */
export const FACE_IDS_PER_DELETE = { least: 1, most: 4_096 };
/** NextToken of any list. */
export const PAGE_TOKEN = { most: 255 };
/** Page size of ListFaces. The default (`usual`) is ours. */
export const LIST_FACES_PAGE = { most: 4_096, usual: 100 };
export const EXTERNAL_IMAGE_ID = { pattern: /^[a-zA-Z0-9_.:-]+$/, least: 1, most: 255 };
export const S3_BUCKET = { pattern: /^[0-9A-Za-z._-]*$/, least: 3, most: 255 };
export const S3_OBJECT_NAME = { least: 1, most: 1_024 };
export const S3_OBJECT_VERSION = { least: 1, most: 1_024 };
export const IMAGE_BYTES = { least: 1, most: 5_242_880 };
/** Maximum number of faces in a search result. */
export const MAX_FACES = { least: 1, most: 4_096 };
/** Maximum number of faces indexed from one image. The model has no upper bound. */
export const MAX_FACES_TO_INDEX = { least: 1 };
/** Maximum number of users in a search result. */
export const MAX_USERS = { least: 1, most: 500 };
export const QUALITY_FILTERS = ['NONE', 'AUTO', 'LOW', 'MEDIUM', 'HIGH'] as const;
export const ATTRIBUTES = [
  'DEFAULT',
  'ALL',
  'AGE_RANGE',
  'BEARD',
  'EMOTIONS',
  'EYE_DIRECTION',
  'EYEGLASSES',
  'EYES_OPEN',
  'GENDER',
  'MOUTH_OPEN',
  'MUSTACHE',
  'FACE_OCCLUDED',
  'SMILE',
  'SUNGLASSES',
] as const;
/** Page size of ListCollections. The default is ours. */
export const LIST_COLLECTIONS_PAGE = { most: 4_096, usual: 1_000 };
/** Page size of ListUsers. The default is ours. */
export const LIST_USERS_PAGE = { most: 500, usual: 100 };
/** `\p{…}` needs the `u` flag. */
export const TAG_KEY = { pattern: /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u, least: 1, most: 128 };
export const TAG_VALUE = { pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u, least: 0, most: 256 };
/** Tags in one request. */
export const TAGS = { most: 200 };
