import type { StaticKeys } from '../config/tenant.js';
import type { LimiterRequest } from '../resilience/rate/fair-rate-limiter.js';
import type { Caller } from '../tenants/identity/caller.js';
import type { OperationDefinition } from './operation.js';
import { withToken } from './request-token.js';

/** Of more ids, the first 49 and the last are kept. */
const MOST_AWS_REQUEST_IDS = 50;

/** One call in the call pipeline, with the state that interceptors share. */
export class Call {
  /** Number of merged calls that it stands for. */
  parts = 1;
  /** Attempts started. */
  attempts = 0;
  /** Attempt timeout besides the deadline, set by the retry interceptor. */
  longestAttemptMs = Number.POSITIVE_INFINITY;
  /** Keys that sign the current attempt, set by the credentials interceptor. */
  keys?: StaticKeys;
  /** Called once, when the wait is over and the first attempt starts. */
  onSealed: () => void = () => undefined;
  /** Called once, on admission. Nothing is sent until it resolves, or if it rejects. */
  onAdmitted: (() => Promise<void>) | undefined;
  private sealedInput: object | undefined;
  private hasUnclearAttempt = false;
  private ids: readonly string[] = [];

  /** @param ask returns the input, which may change until the call is sealed. */
  constructor(
    readonly operation: OperationDefinition,
    private readonly ask: () => object,
    readonly caller: Caller,
  ) {}

  get input(): object {
    return this.sealedInput ?? this.ask();
  }

  /** AWS request ids, in the order of the attempts. */
  get awsRequestIds(): readonly string[] {
    return this.ids;
  }

  get awsRequestId(): string | undefined {
    return this.ids.at(-1);
  }

  /** Records an AWS request id; consecutive duplicates are ignored. */
  noteAwsRequestId(id: string): void {
    if (id !== this.awsRequestId) this.ids = [...this.ids.slice(0, MOST_AWS_REQUEST_IDS - 1), id];
  }

  /**
   * Whether an earlier attempt may have succeeded, of this call or of an earlier request with the same idempotency key.
   */
  get unclear(): boolean {
    return this.hasUnclearAttempt || this.caller.record?.isRepeat === true;
  }

  noteUnclear(): void {
    this.hasUnclearAttempt = true;
    this.caller.onUnclear?.();
  }

  get sealed(): boolean {
    return this.sealedInput !== undefined;
  }

  /** Fixes the input, with its token, for all attempts. */
  seal(): void {
    if (this.sealedInput !== undefined) return;
    this.fixInput();
    this.onSealed();
  }

  /** Fixes the input again, for a sealed batch that lost a member before anything was sent. */
  fixInput(): void {
    this.sealedInput = withToken(this.operation, this.ask(), this.caller);
  }

  /** Merges attempt counts and request ids from a call sent on this one's behalf. */
  noteAttemptsOf({ attempts, awsRequestIds, hasUnclearAttempt }: Call): void {
    this.attempts += attempts;
    if (hasUnclearAttempt) this.noteUnclear();
    const own = this.ids;
    this.ids = awsRequestIds;
    for (const id of own) this.noteAwsRequestId(id);
  }
}

/** Who waits for a call's turn: its tenant, as long as its caller does. The deadline of a batch moves while it waits. */
export function limiterRequestOf({ caller }: Call): LimiterRequest {
  const { tenant, signal } = caller;
  return {
    flow: tenant.id,
    weight: tenant.weight,
    signal,
    get deadline() {
      return caller.deadline;
    },
  };
}

/**
 * One stage of the call pipeline, shaped like Nest's interceptors but with a promise instead of an Observable. `next`
 * runs the remaining stages, possibly for another call, and may be called repeatedly.
 */
export interface CallInterceptor {
  intercept<Output>(call: Call, next: (call: Call) => Promise<Output>): Promise<Output>;
}

/** Injection token of the interceptors, outermost first. */
export const CALL_INTERCEPTORS = Symbol('CALL_INTERCEPTORS');
