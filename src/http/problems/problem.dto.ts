import { ApiProperty } from '@nestjs/swagger';

/** A fault in the request. */
export class ProblemFault {
  /**
   * Where the fault is, as a JSON pointer: into the body (`/faceIds/3`), or into the other parts of the request
   * (`/path/userId`, `/query/faceId/0`, `/header/idempotency-key`).
   * @example "/faceIds/3"
   */
  pointer: string;

  /**
   * The rule that was broken.
   * @example "must be a lower-case UUID"
   */
  detail: string;
}

/** An error response (RFC 9457). */
export class Problem {
  /**
   * URL of this service's page about this kind of problem.
   * @example "/problems/resource-not-found"
   */
  type: string;

  /**
   * Short name of this kind of problem.
   * @example "There is no such resource"
   */
  title: string;

  /**
   * The HTTP status code.
   * @example 404
   */
  status: number;

  /**
   * What went wrong. Never contains AWS's message.
   * @example "The collection, user or face named in the request does not exist."
   */
  detail: string;

  /**
   * Identifies this occurrence.
   * @example "urn:request:4c8f6a52-6f0e-4f5e-9d8e-0a4c2a1d9b3e"
   */
  instance: string;

  /**
   * Machine-readable kind of problem; also the last segment of `type`.
   * @example "resource-not-found"
   */
  code: string;

  /**
   * Whether the request may be retried unchanged.
   * @example false
   */
  retryable: boolean;

  /**
   * What the request changed: `none`, `partial`, or `unknown` if the service cannot tell.
   * @example "none"
   */
  @ApiProperty({ enum: ['none', 'partial', 'unknown'] })
  effect: 'none' | 'partial' | 'unknown';

  /**
   * The request id, as in the logs and the X-Request-Id header.
   * @example "4c8f6a52-6f0e-4f5e-9d8e-0a4c2a1d9b3e"
   */
  requestId: string;

  /** The request id of Rekognition's response, if there was one. */
  awsRequestId?: string;

  /** All faults in the request, for validation errors. */
  errors?: ProblemFault[];
}
