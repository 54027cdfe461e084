import type * as Sdk from '@aws-sdk/client-rekognition';

import type { FailureCode } from '../failures/failures.table.js';
import type { Scope } from '../config/tenants-file/claims.js';
import type { OperationQuota } from '../tenants/aws/account-quotas.js';
import type { FaceAudit } from './answers/answers.js';

/**
 * Whether an operation may be retried after an unclear outcome: reads may; writes with a `ClientRequestToken` may, with
 * the same token; `harmless` writes reach the same state however often they run; for some it depends on the input.
 */
export type Repeat<Input> = 'read' | 'token' | 'harmless' | 'never' | ((input: Input) => boolean);

/** An exception of Rekognition that has an operation-specific meaning. */
export interface OperationRefusal {
  /** The failure that Rekognition's exception means by default. */
  readonly code: FailureCode;
  /** The failure that callers get instead: a ConflictException of CreateUser means that the user exists. */
  readonly means?: FailureCode;
  /** Whether this message has the meaning too, for this input. Default: only messages that say so in words. */
  readonly alsoMeant?: (message: string, input: object) => boolean;
  /**
   * How to read it after an attempt with an unclear outcome, which may have caused it. `contention`: that attempt may
   * still be running, so retry until the deadline. `done`: the requested state is reached. Default: `effect: unknown`.
   */
  readonly afterUnclear?: 'contention' | 'done';
}

/** The parts of a definition that do not depend on the types of input and output. */
export interface OperationTraits {
  /** AWS's operation name; also the metric label and the key in every list of operations. */
  readonly name: string;
  readonly effect: 'read' | 'write';
  /** How an input names the collection: as `CollectionId`, as `ResourceArn` (`tagged`), or not at all. */
  readonly resource: 'collection' | 'tagged' | 'none';
  readonly scope: Scope;
  /** Failures specific to this operation, and what those of every operation mean here. `refusals.ts` applies them. */
  readonly refusals: readonly (FailureCode | OperationRefusal)[];
  /** Rekognition's reason for an unsuccessful face that counts as success after an unclear attempt. */
  readonly refusedFace?: { readonly reason: string; readonly asDone: unknown };
  /** `token` if an idempotency key makes the operation safe to retry. */
  readonly repeat: unknown;
  /** Present if calls are serialized. */
  readonly lane?: unknown;
  readonly quota: OperationQuota;
}

/** How waiting calls of one lane are merged into one. */
export interface Merge<Input, Output> {
  /** The list member that is merged. All other members must be equal. */
  readonly list: keyof Input & string;
  readonly mostItems: number;
  /**
   * Returns each caller's part of the output, as if the calls had run one after another.
   *
   * @param inputs in order of arrival.
   */
  readonly split: (output: Output, inputs: readonly Input[]) => Output[];
}

/**
 * Which faces an operation indexes, or does not find although they were indexed a moment ago.
 * `interceptors/fresh-faces.interceptor.ts` asks for those again.
 */
export interface FreshFaces<Input, Output> {
  /** The faces that a call has indexed. */
  readonly added?: (output: Output) => readonly string[];
  /** The faces that a call has deleted. */
  readonly deleted?: (output: Output) => readonly string[];
  /** The faces that a call names, for operations that fail if one is missing. */
  readonly named?: (input: Input) => readonly string[];
  /** The faces that an output lists as missing. */
  readonly missing?: (output: Output) => readonly string[];
  /** The input that asks for these faces only. Default: the same input. */
  readonly only?: (input: Input, faceIds: readonly string[]) => Input;
  /** The output of both calls, of which the later one was about these faces. */
  readonly joined?: (earlier: Output, later: Output, faceIds: readonly string[]) => Output;
}

/** An SDK command, as far as it types an operation. */
interface Command<Input extends object, Output extends object> {
  readonly input: Input;
  resolveMiddleware(...parts: never[]): (...parts: never[]) => Promise<{ output: Output }>;
}

/** Rekognition's operations, as the SDK's commands type them. Only the types: the SDK is loaded with the first call. */
type SdkOperations = {
  [Key in keyof typeof Sdk as Key extends `${infer Name}Command` ? Name : never]: (typeof Sdk)[Key] extends new (
    ...input: never[]
  ) => Command<infer Input, infer Output>
    ? OperationDefinition<Input, Output>
    : never;
};

/** The definition of a Rekognition operation. The call pipeline knows no operation by name. */
export interface OperationDefinition<
  Input extends object = object,
  Output extends object = object,
> extends OperationTraits {
  readonly repeat: Repeat<Input>;
  /** Calls with equal lanes run one after another, per account and region. */
  readonly lane?: (input: Input) => readonly string[];
  /** Only for operations with a lane whose result does not depend on the order of the list. */
  readonly merge?: Merge<Input, Output>;
  readonly freshFaces?: FreshFaces<Input, Output>;
  /** The audited faces. Required for writes. */
  readonly audit?: FaceAudit<Input, Output>;
  /** `asDone` rewrites an output so that these faces are reported as successful. */
  readonly refusedFace?: { readonly reason: string; readonly asDone: (output: Output, input: Input) => Output };
  /** Whether the output is valid for this input. The SDK checks nothing. */
  readonly answer: (output: Output, input: Input) => boolean;
}

/** The traits of operations that change nothing. */
export const READ = { effect: 'read', scope: 'read', repeat: 'read' } as const;
export const WRITE = { effect: 'write', scope: 'write' } as const;
/** The traits of writes that only administrators may do. */
export const ADMIN = { effect: 'write', scope: 'admin' } as const;

/** What is defined, where writes need an audit. */
type Definition<Operation> = Operation extends { readonly audit?: infer Audit }
  ? Omit<Operation, 'name' | 'effect'> &
      ({ readonly effect: 'read' } | { readonly effect: 'write'; readonly audit: NonNullable<Audit> })
  : never;

/** Declares an operation of this AWS name. */
export function defineOperation<Name extends keyof SdkOperations>(
  name: Name,
  definition: Definition<SdkOperations[Name]>,
): SdkOperations[Name] {
  return { name, ...definition } as unknown as SdkOperations[Name];
}
