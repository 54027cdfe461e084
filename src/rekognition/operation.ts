import type { FailureCode } from '../failures/failures.table.js';
import type { Scope } from '../config/tenants-file/tenants-file.js';
import type { OperationQuota } from '../tenants/aws/account-quotas.js';
import type { RekognitionCommand } from './command.js';
import type { FaceAudit } from './answers/face-audit.js';

/**
 * Whether an operation may be sent again when nobody knows whether it was carried out: reads may; writes with a
 * `ClientRequestToken` may, the token being the same; `harmless` writes end in the same state however often they
 * run; some depend on their input.
 */
export type Repeat<Input> = 'read' | 'token' | 'harmless' | 'never' | ((input: Input) => boolean);

/**
 * What answers mean after an attempt of the same call whose outcome is unknown: what they report may be the work of
 * that attempt.
 */
export interface AfterUnclear {
  /**
   * `contention`: the earlier attempt may still be running, so the refusal is retried until the deadline.
   * `done`: the state that the call asks for has been reached.
   */
  readonly refusals?: Partial<Record<FailureCode, 'contention' | 'done'>>;
  /** Reasons of Rekognition's for not changing a face that then count as done. */
  readonly reasons?: readonly string[];
}

/** What the edge needs to know of an operation, whatever its input and output. */
export interface OperationTraits {
  /** AWS's name, which is also the SDK command's, the metric's label and the way to find everything else. */
  readonly name: string;
  readonly effect: 'read' | 'write';
  /** What the caller's credential must allow. */
  readonly scope: Scope;
  /** What Rekognition can refuse this operation with, beyond what it can refuse every operation with. */
  readonly refusals: readonly FailureCode[];
  /** `token` where a caller's own key makes the operation safe to repeat. */
  readonly repeat: unknown;
  /** Failures that mean something else here: a ConflictException on CreateUser says that the user exists. */
  readonly means?: Partial<Record<FailureCode, FailureCode>>;
  /** Absent where answers mean the same after an unclear attempt; failures then say `effect: unknown`. */
  readonly afterUnclear?: AfterUnclear;
  /** Present on operations that wait for each other. */
  readonly lane?: unknown;
  readonly quota: OperationQuota;
}

/** How calls of one operation that wait for the same user are sent as one. */
export interface Merge<Input, Output> {
  /** The member of the input that lists what is asked for; all others must be equal. */
  readonly list: keyof Input & string;
  readonly mostItems: number;
  /**
   * What each caller would have been answered, had they been sent one after another.
   *
   * @param inputs in the order of arrival; the merged call asked for everything that they ask for.
   */
  readonly split: (output: Output, inputs: readonly Input[]) => Output[];
}

/** Everything the call pipeline knows about one Rekognition operation. The call pipeline knows no operation by name. */
export interface OperationDefinition<
  Input extends object = object,
  Output extends object = object,
> extends OperationTraits {
  readonly command: new (input: Input) => RekognitionCommand<Input, Output>;
  readonly repeat: Repeat<Input>;
  /** Calls with equal lanes run one after another. The gateway puts account and region in front. */
  readonly lane?: (input: Input) => readonly string[];
  /** Only for operations with a lane, and whose result does not depend on the order of what their list holds. */
  readonly merge?: Merge<Input, Output>;
  /** What the audit tells of the faces, on every write. */
  readonly audit?: FaceAudit<Input, Output>;
  /** Present with `reasons`: rewrites an answer so that what then counts as done is reported as done. */
  readonly afterUnclear?: AfterUnclear & { readonly answer?: (output: Output, input: Input) => Output };
  /** Whether an answer can be true of this input; the SDK checks nothing. */
  readonly answer: (output: Output, input: Input) => boolean;
}

/** No write is without its part in the audit. */
type Audited<Input, Output> =
  { readonly effect: 'read' } | { readonly effect: 'write'; readonly audit: FaceAudit<Input, Output> };

/** Declares an operation's row, checking that command, input and answer belong together. */
export function defineOperation<Input extends object, Output extends object>(
  row: OperationDefinition<Input, Output> & Audited<Input, Output>,
): OperationDefinition<Input, Output> {
  return row;
}
