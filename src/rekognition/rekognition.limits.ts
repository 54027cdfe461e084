/**
 * Bounds of Rekognition's API that requests are checked against before they are sent.
 *
 * @source Amazon Rekognition service model of 2026-08-07: CollectionId, UserId, FaceId, ClientRequestToken,
 * UserFaceIdList, PageSize, PaginationToken. The model leaves out the anchors of its patterns.
 */
export const COLLECTION_ID = { pattern: /^[a-zA-Z0-9_.-]+$/, least: 1, most: 255 };
export const USER_ID = { pattern: /^[a-zA-Z0-9_.:-]+$/, least: 1, most: 128 };
export const FACE_ID = { pattern: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/ };
export const CLIENT_REQUEST_TOKEN = { pattern: /^[a-zA-Z0-9_-]+$/, least: 1, most: 64 };
/** Face ids in one AssociateFaces or DisassociateFaces. */
export const FACE_IDS_PER_CALL = { least: 1, most: 100 };
/** Token of the next page of any list. */
export const PAGE_TOKEN = { most: 255 };
/** Largest page of ListFaces. */
export const LIST_FACES_PAGE = 4_096;
