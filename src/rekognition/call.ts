import type { StaticKeys } from '../config/tenant.js';
import type { LimiterRequest } from '../resilience/rate/fair-rate-limiter.js';
import type { Caller } from '../tenants/identity/caller.js';
import type { OperationDefinition } from './operation.js';
import { withToken } from './request-token.js';

/** Of more than these, the first ones and the last are kept. */
const MOST_AWS_REQUEST_IDS = 50;

/** One call on its way through the call pipeline. The interceptors write down here what the next ones need. */
export class Call {
  /** How many callers' calls go upstream with it. */
  parts = 1;
  /** How many attempts were begun. */
  attempts = 0;
  /** How long one attempt may take beside what is left of the deadline, set by the retry interceptor. */
  longestAttemptMs = Number.POSITIVE_INFINITY;
  /** What the present attempt is signed with: there from the credentials interceptor on. */
  keys?: StaticKeys;
  /** Called once, when the call's wait is over and its first attempt begins. */
  onSealed: () => void = () => undefined;
  /** Called once, when the call is admitted. Nothing is sent before it resolves; if it rejects, nothing is sent. */
  onAdmitted: (() => Promise<void>) | undefined;
  private sealedInput: object | undefined;
  private hasUnclearAttempt = false;
  private ids: readonly string[] = [];

  /** @param ask gives what is to be sent, which may still change until the call is sealed. */
  constructor(
    readonly operation: OperationDefinition,
    private readonly ask: () => object,
    readonly caller: Caller,
  ) {}

  get input(): object {
    return this.sealedInput ?? this.ask();
  }

  /** The ids that AWS gave to its answers, in the order of the attempts. */
  get awsRequestIds(): readonly string[] {
    return this.ids;
  }

  /** That of the last answer. */
  get awsRequestId(): string | undefined {
    return this.ids.at(-1);
  }

  /** To be told of each answer; of one that is told twice, the second time says nothing. */
  noteAwsRequestId(id: string): void {
    if (id !== this.awsRequestId) this.ids = [...this.ids.slice(0, MOST_AWS_REQUEST_IDS - 1), id];
  }

  /** Whether an earlier attempt may have been carried out: one of this call, or of an earlier request with its key. */
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

  /** Fixes the input with its token: from now on it is what every attempt sends. */
  seal(): void {
    if (this.sealedInput !== undefined) return;
    this.fixInput();
    this.onSealed();
  }

  /** Fixes the input anew, for a sealed call that has lost a part before anything was sent. */
  fixInput(): void {
    this.sealedInput = withToken(this.operation, this.ask(), this.caller);
  }

  /** Takes over what became of a call that was sent in this one's place, before it was itself. */
  noteAttemptsOf({ attempts, awsRequestIds, hasUnclearAttempt }: Call): void {
    this.attempts += attempts;
    if (hasUnclearAttempt) this.noteUnclear();
    const own = this.ids;
    this.ids = awsRequestIds;
    for (const id of own) this.noteAwsRequestId(id);
  }
}

/** Who waits for a call's turn: its tenant, as long as its caller does. The deadline of a batch moves while it waits. */
export function takerOf({ caller }: Call): LimiterRequest {
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
 * One step of the call pipeline, of the shape of Nest's interceptors with a promise in place of the Observable. `next`
 * runs the rest of the call pipeline for this call or for another in its place, and may be called again: it wraps the
 * call to Rekognition, never the HTTP handler.
 */
export interface CallInterceptor {
  intercept<Output>(call: Call, next: (call: Call) => Promise<Output>): Promise<Output>;
}

/** The injection token of the interceptors, outermost first. */
export const CALL_INTERCEPTORS = Symbol('CALL_INTERCEPTORS');
