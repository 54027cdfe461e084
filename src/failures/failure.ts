import {
  type HealthEvidence,
  FAILURES,
  type FailureCode,
  type FailureDefinition,
  type Retry,
} from './failures.table.js';

/** What a failed request changed: nothing, a part, or, for a write without a response, unknown. */
export type Effect = 'none' | 'partial' | 'unknown';

/** An error in the caller's input. `pointer` is a JSON pointer (RFC 6901). */
export interface InputFault {
  pointer: string;
  detail: string;
}

/** The kind of resource that a request did not find. */
export type Resource = NonNullable<FailureDefinition['resource']>;

/** Details of one failure; some override its definition. */
export interface FailureFacts {
  /** Never text from the upstream, which can contain ARNs and other callers' data. */
  detail?: string;
  effect?: Effect;
  retry?: Retry;
  evidence?: HealthEvidence;
  retryable?: boolean;
  retryAfterMs?: number;
  errors?: readonly InputFault[];
  /** Response headers, such as `Allow`. */
  headers?: Readonly<Record<string, string>>;
  /** Members added to the problem, such as the lists of a strict outcome. */
  extension?: object;
  awsRequestId?: string;
  /** The kind of resource that does not exist. */
  resource?: Resource;
  /** AWS's front end rejected the call, so the failure does not have its operation-specific meaning. */
  frontEnd?: boolean;
  /** The SDK corrected its clock offset because of this failure. */
  clockCorrected?: boolean;
  cause?: unknown;
}

/** The only error that is reported to callers. Its code selects the definition in `FAILURES`. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly row: FailureDefinition;

  constructor(
    readonly code: FailureCode,
    readonly facts: FailureFacts = {},
  ) {
    super(facts.detail ?? FAILURES[code].detail, { cause: facts.cause });
    this.row = FAILURES[code];
    // Failures are expected results: a stack trace would not help, and creating it would take most of their time.
    delete this.stack;
  }

  /** The kind of resource that does not exist, if the failure is about one. */
  get resource(): Resource | undefined {
    return this.facts.resource ?? this.row.resource;
  }

  get effect(): Effect {
    return this.facts.effect ?? 'none';
  }

  get retry(): Retry {
    return this.facts.retry ?? this.row.retry;
  }

  get evidence(): HealthEvidence {
    return this.facts.evidence ?? this.row.evidence ?? 'unknown';
  }

  get retryable(): boolean {
    return this.facts.retryable ?? this.row.retryable;
  }

  with(facts: FailureFacts): Failure {
    return new Failure(this.code, { ...this.facts, ...facts });
  }
}
