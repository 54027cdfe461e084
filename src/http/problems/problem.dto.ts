/** One fault of the request. */
export class ProblemFault {
  /**
   * Where the fault is, as a JSON pointer: into the body (`/faceIds/3`), or into the other parts of the request
   * (`/path/userId`, `/query/faceId/0`, `/header/idempotency-key`).
   * @example "/faceIds/3"
   */
  pointer: string;

  /**
   * What the rule is.
   * @example "must be a lower-case UUID"
   */
  detail: string;
}

/** Every error of this service (RFC 9457). */
export class Problem {
  /**
   * A page about this kind of problem, at this service.
   * @example "/problems/resource-not-found"
   */
  type: string;

  /**
   * What kind of problem it is, in words.
   * @example "There is no such resource"
   */
  title: string;

  /**
   * The HTTP status, repeated.
   * @example 404
   */
  status: number;

  /**
   * What went wrong this time, in our words, never in AWS's.
   * @example "The collection, user or face named in the request does not exist."
   */
  detail: string;

  /**
   * Names this one occurrence.
   * @example "urn:request:4c8f6a52-6f0e-4f5e-9d8e-0a4c2a1d9b3e"
   */
  instance: string;

  /**
   * The kind of problem, for programs. It is also the end of `type`.
   * @example "resource-not-found"
   */
  code: string;

  /**
   * Whether the same request may be sent again as it is.
   * @example false
   */
  retryable: boolean;

  /**
   * What the request did: nothing, a part of what was asked, or nobody knows.
   * @example "none"
   */
  effect: 'none' | 'partial' | 'unknown';

  /**
   * The id of this request in logs, as in the X-Request-Id header.
   * @example "4c8f6a52-6f0e-4f5e-9d8e-0a4c2a1d9b3e"
   */
  requestId: string;

  /** The id that Rekognition gave to its answer, when there was one. */
  awsRequestId?: string;

  /** Every fault of the request, when the request is at fault. */
  errors?: ProblemFault[];
}
