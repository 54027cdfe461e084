/**
 * Behaviour that AWS does not document and this engine had to choose. **None of it is verified against AWS.** Two
 * choices have no name here: a change without effect returns the user's current status, and a call whose
 * ClientRequestToken is still being processed counts as another write of the user, not as a replay.
 */

/** Unverified: a repeated id in `FaceIds` counts once, at its first position. */
export function foldDuplicates(ids: readonly string[]): string[] {
  return [...new Set(ids)];
}

/** Unverified: the status of a user without faces. It is set as soon as the last face is disassociated. */
export const STATUS_WITHOUT_FACES = 'CREATED';

/** Unverified: the error of ListFaces for an unknown `UserId`. */
export const LIST_FACES_OF_ABSENT_USER = 'ResourceNotFoundException';

/**
 * Unverified: the faces that a nearly full user still accepts, in request order. The rest are in neither list;
 * AssociateFaces fails only if the user was full already.
 */
export function facesThatFit<Face>(faces: readonly Face[], room: number): Face[] {
  return faces.slice(0, Math.max(0, room));
}

/** Unverified: how long a response is replayed for its `ClientRequestToken`. */
export const TOKEN_WINDOW_MS = 10 * 60_000;

/** Unverified: the page size when `MaxResults` is absent or 0. */
export const DEFAULT_PAGE_SIZE = { ListCollections: 1000, ListFaces: 1000, ListUsers: 500 } as const;

/** Unverified: the errors of SearchUsers for an unknown `UserId` and an unknown `FaceId`. */
export const SEARCH_USERS_OF_ABSENT_USER = 'ResourceNotFoundException';
export const SEARCH_USERS_OF_ABSENT_FACE = 'InvalidParameterException';

/** Unverified: the number of matches when `MaxFaces` or `MaxUsers` is absent: its maximum. */
export const MAX_MATCHES = { faces: 4096, users: 500 } as const;

/**
 * Unverified: the minimum face quality of each `QualityFilter`, 0 to 100. IndexFaces defaults to AUTO, other operations
 * to NONE. The largest face that passes is the one that is searched for.
 */
export const QUALITY_FLOOR = { NONE: 0, LOW: 20, AUTO: 35, MEDIUM: 50, HIGH: 75 } as const;

/** Unverified: the error for image bytes over 5 MiB, which the model also calls a length constraint. */
export const IMAGE_BYTES_BEYOND_LIMIT = 'ImageTooLargeException';

/** The version id of objects in an S3 bucket without versioning. Unverified: any other version is a missing object. */
export const VERSION_OF_UNVERSIONED_OBJECT = 'null';

/** Unverified: the errors of the tag operations for an ARN. Resource types other than collections do not exist. */
export const ARN_ERRORS = {
  malformed: 'InvalidParameterException',
  anotherAccount: 'AccessDeniedException',
  anotherRegion: 'ResourceNotFoundException',
  absent: 'ResourceNotFoundException',
} as const;

/**
 * Unverified: the resource that policies are checked against when the request does not name one correctly. Only callers
 * with access to everything see the validation error.
 */
export const RESOURCE_OF_UNREADABLE_CALL = '*';

/**
 * Unverified: the error for a call over its quota. The token is taken after authorization and before validation, so an
 * invalid call costs one too.
 */
export const BEYOND_QUOTA = 'ProvisionedThroughputExceededException';

/** Unverified: the STS error for a body that is not a form or repeats a parameter. */
export const MALFORMED_FORM = 'InvalidQueryParameter';

/** Unverified: error messages. AWS does not publish them. */
export const MESSAGES = {
  collectionNotFound: (id: string) => `The collection id: ${id} does not exist`,
  collectionExists: (id: string) => `The collection id: ${id} already exists`,
  userNotFound: (id: string) => `The user id: ${id} does not exist`,
  userExists: (id: string) => `The user id: ${id} already exists`,
  userBusy: (id: string) => `Another change of the user id: ${id} is in progress`,
  userFull: (id: string) => `The user id: ${id} has reached the maximum number of associated faces`,
  tokenReused: 'The ClientRequestToken was already used with other parameters',
  arnMalformed: (arn: string) => `The resource ARN: ${arn} is not valid`,
  arnNotFound: (arn: string) => `The resource ARN: ${arn} does not exist`,
  arnOfAnotherAccount: (arn: string) => `The caller may not tag the resource ARN: ${arn}`,
  tooManyTags: (limit: number) => `A resource has ${limit} tags at most`,
  faceNotFound: (id: string) => `The face id: ${id} does not exist`,
  userOrFace: 'The request must have exactly one of UserId and FaceId',
  noFaces: 'There are no faces in the image',
  pageToken: 'The pagination token is not valid for this request',
} as const;
