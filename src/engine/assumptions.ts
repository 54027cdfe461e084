/**
 * What AWS documents nowhere and this engine had to decide. Everything here is *unverified*: nobody has held it against
 * AWS. Two more decisions have nothing to name: a change that changes nothing answers the user's present status, and a
 * call whose token's first use has not been answered yet is another write of the user in flight, not a replay.
 */

/** Unverified: an id that stands twice in `FaceIds` counts once, at its first place. */
export function foldDuplicates(ids: readonly string[]): string[] {
  return [...new Set(ids)];
}

/** Unverified: the status of a user without faces, from the moment the last one is taken off: never UPDATING. */
export const STATUS_WITHOUT_FACES = 'CREATED';

/** Unverified: what ListFaces refuses a `UserId` with that the collection does not have. */
export const LIST_FACES_OF_ABSENT_USER = 'ResourceNotFoundException';

/**
 * Unverified: which faces a user with room for some still gets, in the order asked. The rest stand in neither list;
 * AssociateFaces is refused only where there was no room at all.
 */
export function facesThatFit<Face>(faces: readonly Face[], room: number): Face[] {
  return faces.slice(0, Math.max(0, room));
}

/** Unverified: how long an answer is replayed for its `ClientRequestToken`. */
export const TOKEN_WINDOW_MS = 10 * 60_000;

/** Unverified: the page size where `MaxResults` is absent or 0. */
export const DEFAULT_PAGE_SIZE = { ListCollections: 1000, ListFaces: 1000, ListUsers: 500 } as const;

/** Unverified: what SearchUsers refuses a `UserId` or a `FaceId` with that the collection does not have. */
export const SEARCH_USERS_OF_ABSENT_USER = 'ResourceNotFoundException';
export const SEARCH_USERS_OF_ABSENT_FACE = 'InvalidParameterException';

/** Unverified: how many matches there are where `MaxFaces` or `MaxUsers` is absent: as many as it may ask for. */
export const MAX_MATCHES = { faces: 4096, users: 500 } as const;

/**
 * Unverified: the lowest face quality each `QualityFilter` lets through, 0 to 100. IndexFaces without one takes AUTO,
 * the others NONE. The face that is searched is the largest of those let through.
 */
export const QUALITY_FLOOR = { NONE: 0, LOW: 20, AUTO: 35, MEDIUM: 50, HIGH: 75 } as const;

/** Unverified: the name under which image bytes beyond 5 MiB are refused (the model also calls it a length constraint). */
export const IMAGE_BYTES_BEYOND_LIMIT = 'ImageTooLargeException';

/** The version that S3 gives objects of a bucket without versions. Unverified: any other is an object that is not there. */
export const VERSION_OF_UNVERSIONED_OBJECT = 'null';

/** Unverified: what the tag operations refuse an ARN with. A resource of another type than a collection is absent. */
export const ARN_ERRORS = {
  malformed: 'InvalidParameterException',
  anotherAccount: 'AccessDeniedException',
  anotherRegion: 'ResourceNotFoundException',
  absent: 'ResourceNotFoundException',
} as const;

/**
 * Unverified: the resource that a policy must allow before a request is read that names none as it should. So only who
 * may do a thing with everything learns what is wrong with such a request.
 */
export const RESOURCE_OF_UNREADABLE_CALL = '*';

/**
 * Unverified: the name under which a call beyond its quota is refused. Its token is taken when the caller is known and
 * allowed, before the request is read: a call that is then found wrong has cost one too.
 */
export const BEYOND_QUOTA = 'ProvisionedThroughputExceededException';

/** Unverified: what STS refuses a body with that is no form, or has a parameter twice. */
export const MALFORMED_FORM = 'InvalidQueryParameter';

/** Unverified: the texts of refusals; AWS publishes none of them. */
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
