/** Thrown to answer a call with an AWS error. The service that was called decides the error's final name. */
export abstract class EngineError extends Error {
  abstract override readonly name: string;
  /** The HTTP status. */
  abstract readonly status: number;
}

/**
 * Every exception of the engine: HTTP status, layer and default message.
 *
 * The layer decides the body's shape: the service writes `Message`, `Code` and `Logref`; the layer that checks
 * signatures writes only a lower-case `message`.
 */
export const WIRE_ERRORS = {
  AccessDeniedException: {
    status: 400,
    layer: 'service',
    message: 'The caller is not authorized to perform this action',
  },
  ConflictException: { status: 400, layer: 'service', message: 'Another change of the user is in progress' },
  IdempotentParameterMismatchException: {
    status: 400,
    layer: 'service',
    message: 'The ClientRequestToken was already used with other parameters',
  },
  ImageTooLargeException: { status: 400, layer: 'service', message: 'The image is too large' },
  InternalServerError: { status: 500, layer: 'service', message: 'Amazon Rekognition experienced a service issue' },
  InvalidImageFormatException: { status: 400, layer: 'service', message: 'The image is neither JPEG nor PNG' },
  InvalidPaginationTokenException: {
    status: 400,
    layer: 'service',
    message: 'The pagination token is not valid for this request',
  },
  InvalidParameterException: { status: 400, layer: 'service', message: 'The request has invalid parameters' },
  InvalidS3ObjectException: { status: 400, layer: 'service', message: 'The S3 object cannot be read' },
  ProvisionedThroughputExceededException: { status: 400, layer: 'service', message: 'Provisioned rate exceeded' },
  RequestEntityTooLargeException: { status: 413, layer: 'service', message: 'The request body is too large' },
  ResourceAlreadyExistsException: { status: 400, layer: 'service', message: 'The resource already exists' },
  ResourceNotFoundException: { status: 400, layer: 'service', message: 'The resource does not exist' },
  SerializationException: { status: 400, layer: 'service', message: 'The request body cannot be read' },
  ServiceQuotaExceededException: { status: 400, layer: 'service', message: 'A limit of the resource has been reached' },
  ThrottlingException: { status: 400, layer: 'service', message: 'Slow down' },
  UnknownOperationException: { status: 400, layer: 'service', message: 'There is no such operation' },
  ExpiredTokenException: {
    status: 400,
    layer: 'auth',
    message: 'The security token included in the request is expired',
  },
  IncompleteSignatureException: { status: 400, layer: 'auth', message: 'The request signature is incomplete' },
  InvalidSignatureException: {
    status: 400,
    layer: 'auth',
    message: 'The request signature we calculated does not match the signature you provided',
  },
  MissingAuthenticationTokenException: { status: 400, layer: 'auth', message: 'Missing Authentication Token' },
  UnrecognizedClientException: {
    status: 400,
    layer: 'auth',
    message: 'The security token included in the request is invalid.',
  },
} as const satisfies Record<string, { status: number; layer: 'service' | 'auth'; message: string }>;

export type WireErrorName = keyof typeof WIRE_ERRORS;

/** An error with one of Rekognition's names. Other services translate the name. */
export class WireError extends EngineError {
  override readonly name: WireErrorName;
  override readonly status: number;

  /** @param status overrides the default where AWS documents one name with two statuses */
  constructor(
    name: WireErrorName,
    message: string = WIRE_ERRORS[name].message,
    status: number = WIRE_ERRORS[name].status,
  ) {
    super(message);
    this.name = name;
    this.status = status;
  }
}
