import { type Evidence, FAILURES, type FailureCode, type FailureDefinition, type Retry } from './failures.table.js';

/**
 * What a failed request did to the world: nothing, a part of what was asked, or, for a write whose answer
 * never came, nobody knows.
 */
export type Effect = 'none' | 'partial' | 'unknown';

/** One fault of the caller's input. `pointer` is a JSON pointer (RFC 6901), as `ValidationFaults` describes. */
export interface InputFault {
  pointer: string;
  detail: string;
}

/** What a failure may carry besides its row. */
export interface FailureFacts {
  /** Replaces the row's sentence. Ours, never the upstream's words: those hold ARNs and other callers' data. */
  detail?: string;
  effect?: Effect;
  /** Overrides the row's way of trying again. */
  retry?: Retry;
  /** Overrides what the row says about Rekognition. */
  evidence?: Evidence;
  /** Overrides what the row says to the caller. */
  retryable?: boolean;
  /** Least time before another try makes sense. */
  retryAfterMs?: number;
  errors?: readonly InputFault[];
  /** Answer headers of this failure, such as `Allow`. */
  headers?: Readonly<Record<string, string>>;
  /** Members added to the problem, such as the lists of a strict outcome. */
  extension?: object;
  awsRequestId?: string;
  /** The SDK has corrected its idea of the time because of this failure. */
  clockCorrected?: boolean;
  cause?: unknown;
}

/**
 * The one kind of error that reaches a caller. Its code names a row of the failure table, and the row says
 * everything else: status, sentence, whether trying again is allowed.
 */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly row: FailureDefinition;

  constructor(
    readonly code: FailureCode,
    readonly facts: FailureFacts = {},
  ) {
    super(facts.detail ?? FAILURES[code].detail, { cause: facts.cause });
    this.row = FAILURES[code];
    // A refusal is an answer, not a bug: its stack says nothing and would cost most of its price.
    delete this.stack;
  }

  get effect(): Effect {
    return this.facts.effect ?? 'none';
  }

  get retry(): Retry {
    return this.facts.retry ?? this.row.retry;
  }

  /** What it says about Rekognition as the failure of an attempt. */
  get evidence(): Evidence {
    return this.facts.evidence ?? this.row.evidence ?? 'unknown';
  }

  get retryable(): boolean {
    return this.facts.retryable ?? this.row.retryable;
  }

  /** The same failure with more known about it. */
  with(facts: FailureFacts): Failure {
    return new Failure(this.code, { ...this.facts, ...facts });
  }
}
