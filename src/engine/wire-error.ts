/**
 * Every exception the engine can answer with: its HTTP status and the layer of AWS that speaks.
 *
 * The layer decides the body's shape: the service writes `Message`, `Code` and `Logref`, the layer that checks
 * signatures only a lower-case `message`.
 */
export const WIRE_ERRORS = {
  AccessDeniedException: { status: 400, layer: 'service' },
  ConflictException: { status: 400, layer: 'service' },
  IdempotentParameterMismatchException: { status: 400, layer: 'service' },
  ImageTooLargeException: { status: 400, layer: 'service' },
  InternalServerError: { status: 500, layer: 'service' },
  InvalidImageFormatException: { status: 400, layer: 'service' },
  InvalidPaginationTokenException: { status: 400, layer: 'service' },
  InvalidParameterException: { status: 400, layer: 'service' },
  InvalidS3ObjectException: { status: 400, layer: 'service' },
  ProvisionedThroughputExceededException: { status: 400, layer: 'service' },
  RequestEntityTooLargeException: { status: 413, layer: 'service' },
  ResourceAlreadyExistsException: { status: 400, layer: 'service' },
  ResourceNotFoundException: { status: 400, layer: 'service' },
  SerializationException: { status: 400, layer: 'service' },
  ServiceQuotaExceededException: { status: 400, layer: 'service' },
  ThrottlingException: { status: 400, layer: 'service' },
  UnknownOperationException: { status: 400, layer: 'service' },
  ExpiredTokenException: { status: 400, layer: 'auth' },
  IncompleteSignatureException: { status: 400, layer: 'auth' },
  InvalidSignatureException: { status: 400, layer: 'auth' },
  MissingAuthenticationTokenException: { status: 400, layer: 'auth' },
  UnrecognizedClientException: { status: 400, layer: 'auth' },
} as const satisfies Record<string, { status: number; layer: 'service' | 'auth' }>;

export type WireErrorName = keyof typeof WIRE_ERRORS;

/** An answer that is a refusal. Thrown anywhere below the server, which writes it as AWS would. */
export class WireError extends Error {
  override readonly name: WireErrorName;
  readonly status: number;

  /** @param status only where AWS documents one name under two statuses. */
  constructor(name: WireErrorName, message: string, status: number = WIRE_ERRORS[name].status) {
    super(message);
    this.name = name;
    this.status = status;
  }

  /** The JSON body, in the shape of the layer that refuses. */
  body(requestId: string): string {
    return JSON.stringify(
      WIRE_ERRORS[this.name].layer === 'auth'
        ? { __type: this.name, message: this.message }
        : { __type: this.name, Message: this.message, Code: this.name, Logref: requestId },
    );
  }
}
