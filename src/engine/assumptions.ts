import type { WireErrorName } from './protocol/wire-error.js';

/**
 * Behaviour that AWS does not document and this engine had to choose. **None of it is verified against AWS.**
 * `docs/engine.md` lists all assumptions, and tests can change each one with the option `assumptions`.
 */
export const ASSUMPTIONS = {
  /** How a repeated id in `FaceIds` is treated: it counts once, at its first position, or the call fails. */
  repeatedFaceIds: 'once' as 'once' | WireErrorName,
  /** The status of a user whose last face was disassociated. */
  statusWithoutFaces: 'CREATED' as 'CREATED' | 'ACTIVE',
  /** The status after a change without effect: the user's current one, or UPDATING. */
  statusWithoutChange: 'current' as 'current' | 'UPDATING',
  /**
   * How faces beyond 100 per user, in request order, are reported if only some fit. AWS documents that they are
   * unsuccessful, and has no reason for them.
   */
  facesBeyondLimit: 'unsuccessful' as 'unsuccessful' | 'omitted' | WireErrorName,
  /** The error of ListFaces for an unknown `UserId`. */
  listFacesOfAbsentUser: 'ResourceNotFoundException' as WireErrorName,
  /** How long a response is replayed for its `ClientRequestToken`. */
  tokenWindowMs: 10 * 60_000,
  /** The page size if `MaxResults` is absent or 0. */
  pageSizes: { collections: 1000, faces: 1000, users: 500 },
  /** The errors of SearchUsers for an unknown `UserId` and an unknown `FaceId`. */
  searchUsersOfAbsentUser: 'ResourceNotFoundException' as WireErrorName,
  searchUsersOfAbsentFace: 'InvalidParameterException' as WireErrorName,
  /** The error of SearchUsers for a `UserId` together with a `FaceId`, or the one that is searched for. */
  userAndFace: 'InvalidParameterException' as WireErrorName | 'user' | 'face',
  /** The error for an image with both `Bytes` and `S3Object`, or the one that is read. */
  bytesAndS3Object: 'InvalidParameterException' as WireErrorName | 'bytes',
  /** The error for an image whose end is missing. */
  truncatedImage: 'InvalidImageFormatException' as WireErrorName | 'accepted',
  /** The error for an image of more than 10,000 pixels in width or height. */
  imageBeyondPixels: 'ImageTooLargeException' as WireErrorName | 'accepted',
  /** The number of matches if `MaxFaces` or `MaxUsers` is absent. */
  maxMatches: { faces: 4096, users: 500 },
  /** The minimum face quality of each `QualityFilter`, 0 to 100. The largest face that passes is searched for. */
  qualityFloors: { NONE: 0, LOW: 20, AUTO: 35, MEDIUM: 50, HIGH: 75 },
  /** The version of objects in an S3 bucket without versioning. Any other version is a missing object. */
  versionOfUnversionedObject: 'null',
  /** The errors of the tag operations for an ARN. Resource types other than collections do not exist. */
  arnErrors: {
    malformed: 'InvalidParameterException',
    anotherAccount: 'AccessDeniedException',
    anotherRegion: 'ResourceNotFoundException',
    absent: 'ResourceNotFoundException',
  } as Record<'malformed' | 'anotherAccount' | 'anotherRegion' | 'absent', WireErrorName>,
  /** Whether the tag operations accept an ARN without `arn:`, as CreateCollection returns it. */
  arnWithoutPrefix: 'malformed' as 'malformed' | 'taken',
  /** Whether browsers may call. AWS's samples run in browsers, but its documentation lists no CORS headers. */
  cors: 'any origin' as 'any origin' | 'none',
  /** The resource of a call without a valid collection id. Only a policy for `*` lets the caller see what is wrong. */
  resourceOfUnreadableCall: '*',
  /** The error for a call over its quota. An invalid call uses quota too, an unauthorized one does not. */
  beyondQuota: 'ProvisionedThroughputExceededException' as WireErrorName,
  /** The error of STS for a body that is not a form or repeats a parameter. */
  malformedForm: 'InvalidQueryParameter' as 'InvalidQueryParameter' | 'ValidationError',
  /** Error messages that AWS does not publish. */
  messages: {
    userNotFound: (id: string) => `The user id: ${id} does not exist`,
    userExists: (id: string) => `The user id: ${id} already exists`,
    userBusy: (id: string) => `Another change of the user id: ${id} is in progress`,
    userFull: (id: string) => `The user id: ${id} has reached the maximum number of associated faces`,
    arnMalformed: (arn: string) => `The resource ARN: ${arn} is not valid`,
    arnNotFound: (arn: string) => `The resource ARN: ${arn} does not exist`,
    arnOfAnotherAccount: (arn: string) => `The caller may not tag the resource ARN: ${arn}`,
    tooManyTags: (limit: number) => `A resource has ${limit} tags at most`,
    userOrFace: () => 'Request has invalid parameters',
    imageSources: () => 'Request has invalid parameters',
    imageTooSmall: () => 'Request has invalid parameters',
  },
};

export type Assumptions = Readonly<typeof ASSUMPTIONS>;
