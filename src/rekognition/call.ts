import { createHash, randomUUID } from 'node:crypto';

import { namespaceOf, type StaticKeys } from '../config/tenant.js';
import type { Steps } from '../observability/call-timeline.js';
import type { Caller, WriteRecord } from '../tenants/identity/caller.js';
import type { OperationDefinition } from './operation.js';

/** Of more ids, the first 49 and the last are kept. */
const MAX_AWS_REQUEST_IDS = 50;

/** The attempts that were made for a call. Calls that are merged share one record of them. */
export class Attempts {
  count = 0;
  /** Number of merged calls that each attempt stands for. */
  parts = 1;
  /** The input with its token, the same for every attempt. Absent before the first. */
  input?: object;
  /** Whether one of them may have succeeded although it failed. */
  unclear = false;
  /** Timeout of an attempt besides the deadline, set by the retry interceptor. */
  longestMs = Number.POSITIVE_INFINITY;
  /** Keys that sign the current attempt, set by the credentials interceptor. */
  keys?: StaticKeys | undefined;
  /** AWS request ids, in the order of the attempts. */
  awsRequestIds: readonly string[] = [];
  private earlier = 0;

  /** Includes the attempts of a batch that the call was once part of. */
  get total(): number {
    return this.earlier + this.count;
  }

  /** Records an AWS request id; consecutive duplicates are ignored. */
  noteAwsRequestId(id: string): void {
    const ids = this.awsRequestIds;
    if (id !== ids.at(-1)) this.awsRequestIds = [...ids.slice(0, MAX_AWS_REQUEST_IDS - 1), id];
  }

  /** The record of a call that leaves the batch: what has happened so far also happened to it. */
  fork(): Attempts {
    const { total, unclear, awsRequestIds } = this;
    return Object.assign(new Attempts(), { earlier: total, unclear, awsRequestIds });
  }
}

/** The record of a call's progress, which all stages of the call pipeline share. */
export interface Progress {
  /** Replaced when the call joins or leaves a batch. */
  attempts: Attempts;
  /** Called once, on admission. Nothing is sent until it resolves, or if it rejects. */
  onAdmitted?: () => Promise<void>;
  /** Called when the wait is over and the first attempt starts. */
  onSealed?: () => void;
  /** Receives each wait and attempt. */
  steps?: Steps;
}

/** A question to Rekognition. It does not change; its progress does. */
export class Call {
  private laneName: string | undefined;

  /** @param ask returns the input, which grows as long as calls may join a batch. */
  constructor(
    readonly operation: OperationDefinition,
    private readonly ask: () => object,
    readonly caller: Caller,
    readonly progress: Progress = { attempts: new Attempts() },
  ) {}

  get input(): object {
    return this.ask();
  }

  /** Names the queue of the writes of one user at AWS. Undefined for calls that are not serialized. */
  get lane(): string | undefined {
    const { awsAccount, region } = this.caller.tenant;
    const names = this.laneName === undefined && this.operation.lane?.(this.input);
    if (names) this.laneName = JSON.stringify([awsAccount, region, ...names]);
    return this.laneName;
  }

  get attempts(): Attempts {
    return this.progress.attempts;
  }

  /**
   * Whether an earlier attempt may have succeeded, of this call or of an earlier request with the same idempotency key.
   */
  get unclear(): boolean {
    return this.attempts.unclear || this.caller.record?.isRepeat === true;
  }

  /** Whether the call may be retried after an unclear outcome. */
  get mayRepeat(): boolean {
    return mayRepeat(this.operation, this.input);
  }

  noteUnclear(): void {
    this.attempts.unclear = true;
    this.caller.onUnclear?.();
  }

  /** The same call with another input, such as one with the names that AWS knows. */
  withInput(input: object, caller: Caller = this.caller): Call {
    return new Call(this.operation, () => input, caller, this.progress);
  }

  get sealed(): boolean {
    return this.attempts.input !== undefined;
  }

  /** Fixes the input, with its token, for all attempts. */
  seal(): void {
    if (this.sealed) return;
    this.fixInput();
    this.progress.onSealed?.();
  }

  /** Fixes the input again, for a sealed batch that lost a member before anything was sent. */
  fixInput(): void {
    this.attempts.input = withToken(this.operation, this.input, this.caller);
  }
}

/** Whether the operation may be retried with this input after an unclear outcome. */
export function mayRepeat<Input extends object>(
  { repeat }: Pick<OperationDefinition<Input>, 'repeat'>,
  input: Input,
): boolean {
  return typeof repeat === 'function' ? repeat(input) : repeat !== 'never';
}

/** Sets the `ClientRequestToken` before the first attempt. The SDK would generate a new one per attempt. */
export function withToken(
  { name, repeat }: Pick<OperationDefinition, 'name' | 'repeat'>,
  input: object,
  { tenant, idempotencyKey }: Pick<Caller, 'tenant' | 'idempotencyKey'>,
): object {
  if (repeat !== 'token') return input;
  const token = idempotencyKey === undefined ? randomUUID() : requestToken(namespaceOf(tenant), name, idempotencyKey);
  return { ...input, ClientRequestToken: token };
}

/**
 * Derives a `ClientRequestToken` from an idempotency key: 43 characters of AWS's alphabet. It also depends on
 * operation, tenant, account, region and prefix, because Rekognition rejects a token that is reused with a different
 * input.
 */
function requestToken(namespace: string, operation: string, key: string): string {
  return createHash('sha256')
    .update(JSON.stringify([namespace, operation, key]))
    .digest('base64url');
}

/**
 * What the call of a batch has from its callers: from a sole one, or the farthest deadline of all. The idempotency keys
 * of several callers do not apply to the call, and each of their records says whether its own request is a repeat.
 *
 * @param markSent marks the records of all callers.
 */
export function factsOfAll(
  { deadline: first, idempotencyKey, record }: Caller,
  others: readonly Caller[],
  markSent: WriteRecord['markSent'],
): Pick<Caller, 'deadline' | 'idempotencyKey' | 'record'> {
  if (others.length === 0) return { deadline: first, idempotencyKey, record };
  const deadline = others.reduce((far, other) => (other.deadline.atMs > far.atMs ? other.deadline : far), first);
  return { deadline, idempotencyKey: undefined, record: { isRepeat: false, markSent } };
}

/** The input of several calls: the first one's, with the distinct items of all lists in order of first appearance. */
export function mergedInput({ merge }: Pick<OperationDefinition, 'merge'>, inputs: readonly object[]): object {
  const [first = {}] = inputs;
  if (merge === undefined || inputs.length <= 1) return first;
  return { ...first, [merge.list]: [...new Set(inputs.flatMap((input) => itemsOf(input, merge.list)))] };
}

export function itemsOf(input: object, list: string): readonly unknown[] {
  return (input as Readonly<Record<string, readonly unknown[]>>)[list] ?? [];
}

/** Runs the remaining stages of the call pipeline. May be called repeatedly, also for another call. */
export type Next<Output> = (call: Call) => Promise<Output>;

/** One stage of the call pipeline, shaped like Nest's interceptors but with a promise instead of an Observable. */
export interface CallInterceptor {
  /** Whether calls of the operation pass this stage. Default: true. */
  appliesTo?(operation: OperationDefinition): boolean;
  intercept<Output>(call: Call, next: Next<Output>): Promise<Output>;
}

/** Injection token of the interceptors, outermost first. */
export const CALL_INTERCEPTORS = Symbol('CALL_INTERCEPTORS');
