import type { WireErrorName } from './protocol/wire-error.js';

/**
 * Behaviour that AWS does not document and this engine had to choose. **None of it is verified against AWS.**
 * `docs/engine.md` lists it, and tests can turn each one round with the option `assumptions`.
 */
export interface Assumptions {
  /** What a repeated id in `FaceIds` does: it counts once, at its first position, or fails the call. */
  readonly repeatedFaceIds: 'once' | WireErrorName;
  /** The status of a user whose last face was disassociated. */
  readonly statusWithoutFaces: 'CREATED' | 'ACTIVE';
  /** What becomes of the faces that AssociateFaces has no room for, in request order, if there is room for some. */
  readonly facesBeyondLimit: 'omitted' | WireErrorName;
  /** The error of ListFaces for an unknown `UserId`. */
  readonly listFacesOfAbsentUser: WireErrorName;
  /** How long a response is replayed for its `ClientRequestToken`. */
  readonly tokenWindowMs: number;
  /** The page size if `MaxResults` is absent or 0. */
  readonly pageSizes: { readonly collections: number; readonly faces: number; readonly users: number };
  /** The errors of SearchUsers for an unknown `UserId` and an unknown `FaceId`. */
  readonly searchUsersOfAbsentUser: WireErrorName;
  readonly searchUsersOfAbsentFace: WireErrorName;
  /** The number of matches if `MaxFaces` or `MaxUsers` is absent. */
  readonly maxMatches: { readonly faces: number; readonly users: number };
  /** The minimum face quality of each `QualityFilter`, 0 to 100. The largest face that passes is searched for. */
  readonly qualityFloors: Readonly<Record<'NONE' | 'LOW' | 'AUTO' | 'MEDIUM' | 'HIGH', number>>;
  /** The version of objects in an S3 bucket without versioning. Any other version is a missing object. */
  readonly versionOfUnversionedObject: string;
  /** The errors of the tag operations for an ARN. Resource types other than collections do not exist. */
  readonly arnErrors: Readonly<Record<'malformed' | 'anotherAccount' | 'anotherRegion' | 'absent', WireErrorName>>;
  /** The resource in policies of a call without a valid collection id. Only who may do everything learns what is wrong. */
  readonly resourceOfUnreadableCall: string;
  /** The error for a call over its quota. An invalid call uses quota too, an unauthorized one does not. */
  readonly beyondQuota: WireErrorName;
  /** The error of STS for a body that is not a form or repeats a parameter. */
  readonly malformedForm: 'InvalidQueryParameter' | 'ValidationError';
  /** Error messages that AWS does not publish. */
  readonly messages: Messages;
}

const MESSAGES = {
  collectionNotFound: (id: string) => `The collection id: ${id} does not exist`,
  collectionExists: (id: string) => `The collection id: ${id} already exists`,
  userNotFound: (id: string) => `The user id: ${id} does not exist`,
  userExists: (id: string) => `The user id: ${id} already exists`,
  userBusy: (id: string) => `Another change of the user id: ${id} is in progress`,
  userFull: (id: string) => `The user id: ${id} has reached the maximum number of associated faces`,
  arnMalformed: (arn: string) => `The resource ARN: ${arn} is not valid`,
  arnNotFound: (arn: string) => `The resource ARN: ${arn} does not exist`,
  arnOfAnotherAccount: (arn: string) => `The caller may not tag the resource ARN: ${arn}`,
  tooManyTags: (limit: number) => `A resource has ${limit} tags at most`,
  faceNotFound: (id: string) => `The face id: ${id} does not exist`,
  userOrFace: () => 'The request must have exactly one of UserId and FaceId',
  noFaces: () => 'There are no faces in the image',
};

type Messages = typeof MESSAGES;

export const ASSUMPTIONS: Assumptions = {
  repeatedFaceIds: 'once',
  statusWithoutFaces: 'CREATED',
  facesBeyondLimit: 'omitted',
  listFacesOfAbsentUser: 'ResourceNotFoundException',
  tokenWindowMs: 10 * 60_000,
  pageSizes: { collections: 1000, faces: 1000, users: 500 },
  searchUsersOfAbsentUser: 'ResourceNotFoundException',
  searchUsersOfAbsentFace: 'InvalidParameterException',
  maxMatches: { faces: 4096, users: 500 },
  qualityFloors: { NONE: 0, LOW: 20, AUTO: 35, MEDIUM: 50, HIGH: 75 },
  versionOfUnversionedObject: 'null',
  arnErrors: {
    malformed: 'InvalidParameterException',
    anotherAccount: 'AccessDeniedException',
    anotherRegion: 'ResourceNotFoundException',
    absent: 'ResourceNotFoundException',
  },
  resourceOfUnreadableCall: '*',
  beyondQuota: 'ProvisionedThroughputExceededException',
  malformedForm: 'InvalidQueryParameter',
  messages: MESSAGES,
};
