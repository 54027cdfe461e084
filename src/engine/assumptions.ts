import type { WireErrorName } from './protocol/wire-error.js';

/**
 * Behaviour that AWS does not document and this engine had to choose. **None of it is verified against AWS.**
 * `docs/engine.md` lists all assumptions, and tests can change each one with the option `assumptions`.
 */
export interface Assumptions {
  /** How a repeated id in `FaceIds` is treated: it counts once, at its first position, or the call fails. */
  readonly repeatedFaceIds: 'once' | WireErrorName;
  /** The status of a user whose last face was disassociated. */
  readonly statusWithoutFaces: 'CREATED' | 'ACTIVE';
  /** The status after a change without effect: the user's current one, or UPDATING. */
  readonly statusWithoutChange: 'current' | 'UPDATING';
  /**
   * How faces beyond 100 per user, in request order, are reported if only some fit. AWS documents that they are
   * unsuccessful, and has no reason for them.
   */
  readonly facesBeyondLimit: 'unsuccessful' | 'omitted' | WireErrorName;
  /** The error of ListFaces for an unknown `UserId`. */
  readonly listFacesOfAbsentUser: WireErrorName;
  /** How long a response is replayed for its `ClientRequestToken`. */
  readonly tokenWindowMs: number;
  /** The page size if `MaxResults` is absent or 0. */
  readonly pageSizes: { readonly collections: number; readonly faces: number; readonly users: number };
  /** The errors of SearchUsers for an unknown `UserId` and an unknown `FaceId`. */
  readonly searchUsersOfAbsentUser: WireErrorName;
  readonly searchUsersOfAbsentFace: WireErrorName;
  /** The error of SearchUsers for a `UserId` together with a `FaceId`, or the one that is searched for. */
  readonly userAndFace: WireErrorName | 'user' | 'face';
  /** The error for an image with both `Bytes` and `S3Object`, or the one that is read. */
  readonly bytesAndS3Object: WireErrorName | 'bytes';
  /** The error for an image whose end is missing. */
  readonly truncatedImage: WireErrorName | 'accepted';
  /** The error for an image of more than 10,000 pixels in width or height. */
  readonly imageBeyondPixels: WireErrorName | 'accepted';
  /** The number of matches if `MaxFaces` or `MaxUsers` is absent. */
  readonly maxMatches: { readonly faces: number; readonly users: number };
  /** The minimum face quality of each `QualityFilter`, 0 to 100. The largest face that passes is searched for. */
  readonly qualityFloors: Readonly<Record<'NONE' | 'LOW' | 'AUTO' | 'MEDIUM' | 'HIGH', number>>;
  /** The version of objects in an S3 bucket without versioning. Any other version is a missing object. */
  readonly versionOfUnversionedObject: string;
  /** The errors of the tag operations for an ARN. Resource types other than collections do not exist. */
  readonly arnErrors: Readonly<Record<'malformed' | 'anotherAccount' | 'anotherRegion' | 'absent', WireErrorName>>;
  /** Whether the tag operations accept an ARN without `arn:`, as CreateCollection returns it. */
  readonly arnWithoutPrefix: 'malformed' | 'taken';
  /** Whether browsers may call. AWS's samples run in browsers, but its documentation lists no CORS headers. */
  readonly cors: 'any origin' | 'none';
  /** The resource of a call without a valid collection id. Only a policy for `*` lets the caller see what is wrong. */
  readonly resourceOfUnreadableCall: string;
  /** The error for a call over its quota. An invalid call uses quota too, an unauthorized one does not. */
  readonly beyondQuota: WireErrorName;
  /** The error of STS for a body that is not a form or repeats a parameter. */
  readonly malformedForm: 'InvalidQueryParameter' | 'ValidationError';
  /** Error messages that AWS does not publish. */
  readonly messages: Messages;
}

const MESSAGES = {
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
};

type Messages = typeof MESSAGES;

export const ASSUMPTIONS: Assumptions = {
  repeatedFaceIds: 'once',
  statusWithoutFaces: 'CREATED',
  statusWithoutChange: 'current',
  facesBeyondLimit: 'unsuccessful',
  listFacesOfAbsentUser: 'ResourceNotFoundException',
  tokenWindowMs: 10 * 60_000,
  pageSizes: { collections: 1000, faces: 1000, users: 500 },
  searchUsersOfAbsentUser: 'ResourceNotFoundException',
  searchUsersOfAbsentFace: 'InvalidParameterException',
  userAndFace: 'InvalidParameterException',
  bytesAndS3Object: 'InvalidParameterException',
  truncatedImage: 'InvalidImageFormatException',
  imageBeyondPixels: 'ImageTooLargeException',
  maxMatches: { faces: 4096, users: 500 },
  qualityFloors: { NONE: 0, LOW: 20, AUTO: 35, MEDIUM: 50, HIGH: 75 },
  versionOfUnversionedObject: 'null',
  arnErrors: {
    malformed: 'InvalidParameterException',
    anotherAccount: 'AccessDeniedException',
    anotherRegion: 'ResourceNotFoundException',
    absent: 'ResourceNotFoundException',
  },
  arnWithoutPrefix: 'malformed',
  cors: 'any origin',
  resourceOfUnreadableCall: '*',
  beyondQuota: 'ProvisionedThroughputExceededException',
  malformedForm: 'InvalidQueryParameter',
  messages: MESSAGES,
};
