import type { FailureCode } from '../failures/failures.table.js';
import type { Scope } from '../config/tenants-file/tenants-file.schema.js';
import type { OperationQuota } from '../tenants/aws/account-quotas.js';
import type { RekognitionCommand } from './command.js';
import type { FaceAudit } from './answers/face-audit.js';

/**
 * Whether an operation may be retried after an unclear outcome: reads may; writes with a `ClientRequestToken` may, with
 * the same token; `harmless` writes reach the same state however often they run; for some it depends on the input.
 */
export type Repeat<Input> = 'read' | 'token' | 'harmless' | 'never' | ((input: Input) => boolean);

/** How to read results after an attempt with an unclear outcome: a refusal may be an effect of that attempt. */
export interface AfterUnclear {
  /**
   * `contention`: the earlier attempt may still be running, so retry until the deadline. `done`: the requested state is
   * reached.
   */
  readonly refusals?: Partial<Record<FailureCode, 'contention' | 'done'>>;
  /** Rekognition's reasons for an unsuccessful face that count as success. */
  readonly reasons?: readonly string[];
}

/** The parts of a definition that do not depend on the types of input and output. */
export interface OperationTraits {
  /** AWS's operation name; also the metric label and the key in every list of operations. */
  readonly name: string;
  readonly effect: 'read' | 'write';
  /** Scope that the caller needs. */
  readonly scope: Scope;
  /** Failures specific to this operation, in addition to those of every operation. */
  readonly refusals: readonly FailureCode[];
  /** `token` if an idempotency key makes the operation safe to retry. */
  readonly repeat: unknown;
  /** Failures with a different meaning here: a ConflictException of CreateUser means that the user exists. */
  readonly means?: Partial<Record<FailureCode, FailureCode>>;
  /** Absent if results need no other reading after an unclear attempt; failures then report `effect: unknown`. */
  readonly afterUnclear?: AfterUnclear;
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

/** The definition of a Rekognition operation. The call pipeline knows no operation by name. */
export interface OperationDefinition<
  Input extends object = object,
  Output extends object = object,
> extends OperationTraits {
  readonly command: new (input: Input) => RekognitionCommand<Input, Output>;
  readonly repeat: Repeat<Input>;
  /** Calls with equal lanes run one after another, per account and region. */
  readonly lane?: (input: Input) => readonly string[];
  /** Only for operations with a lane whose result does not depend on the order of the list. */
  readonly merge?: Merge<Input, Output>;
  /** The audited faces. Required for writes. */
  readonly audit?: FaceAudit<Input, Output>;
  /** `answer` is present with `reasons`: rewrites an output so that these faces are reported as successful. */
  readonly afterUnclear?: AfterUnclear & { readonly answer?: (output: Output, input: Input) => Output };
  /** Whether the output is valid for this input. The SDK checks nothing. */
  readonly answer: (output: Output, input: Input) => boolean;
}

type Audited<Input, Output> =
  { readonly effect: 'read' } | { readonly effect: 'write'; readonly audit: FaceAudit<Input, Output> };

/** Declares an operation; checks that the types of command, input and output match. */
export function defineOperation<Input extends object, Output extends object>(
  definition: OperationDefinition<Input, Output> & Audited<Input, Output>,
): OperationDefinition<Input, Output> {
  return definition;
}
