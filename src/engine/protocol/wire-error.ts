/** Thrown to answer a call with an AWS error. The service that was called decides the error's final name. */
export class EngineError extends Error {
  /** @param status the HTTP status */
  constructor(
    override readonly name: string,
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

/**
 * Errors of the service by name, with their usual message. Their body has `Message`, `Code` and `Logref`.
 *
 * @source Rekognition developer guide, "Error handling", for the messages that it prints
 */
const SERVICE_ERRORS = {
  AccessDeniedException: 'The caller is not authorized to perform this action',
  ConflictException: 'Another change of the user is in progress',
  IdempotentParameterMismatchException: 'The ClientRequestToken you have supplied is already in use.',
  ImageTooLargeException: 'Image size is too large.',
  InternalServerError: 'Internal server error',
  InvalidImageFormatException: 'Request has invalid image format',
  InvalidPaginationTokenException: 'Invalid Pagination Token',
  InvalidParameterException: 'Request has invalid parameters',
  InvalidS3ObjectException:
    'Unable to get object metadata from S3. Check object key, region and/or access permissions.',
  ProvisionedThroughputExceededException: 'Provisioned Rate exceeded.',
  RequestEntityTooLargeException: 'The request body is too large',
  ResourceAlreadyExistsException: 'The resource already exists',
  ResourceNotFoundException: 'The resource does not exist',
  SerializationException: 'The request body cannot be read',
  ServiceQuotaExceededException: 'A limit of the resource has been reached',
  ThrottlingException: 'Slow down; sudden increase in rate of requests.',
  UnknownOperationException: 'There is no such operation',
  ValidationException: 'The request violates a constraint',
} as const;

/** Errors of the layer that checks signatures. Their body has only a lower-case `message`. */
const AUTH_ERRORS = {
  ExpiredTokenException: 'The security token included in the request is expired',
  IncompleteSignatureException: 'The request signature is incomplete',
  InvalidSignatureException: 'The request signature we calculated does not match the signature you provided',
  MissingAuthenticationTokenException: 'Missing Authentication Token',
  UnrecognizedClientException: 'The security token included in the request is invalid.',
} as const;

/** The usual message of every exception of the engine. */
export const WIRE_ERRORS = { ...SERVICE_ERRORS, ...AUTH_ERRORS };

export type WireErrorName = keyof typeof WIRE_ERRORS;

const STATUSES: Readonly<Partial<Record<WireErrorName, number>>> = {
  InternalServerError: 500,
  RequestEntityTooLargeException: 413,
};
const USUAL_STATUS = 400;

export function usualStatusOf(name: WireErrorName): number {
  return STATUSES[name] ?? USUAL_STATUS;
}

/** An error with one of Rekognition's names. Other services translate the name. */
export class WireError extends EngineError {
  /** @param status overrides the usual one where AWS documents one name with two statuses */
  constructor(
    override readonly name: WireErrorName,
    message: string = WIRE_ERRORS[name],
    status = usualStatusOf(name),
  ) {
    super(name, message, status);
  }

  /** Whether the layer that checks signatures answers with it. */
  get isOfAuth(): boolean {
    return Object.hasOwn(AUTH_ERRORS, this.name);
  }
}
