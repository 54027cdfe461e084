import { isSaid } from '../failures/classify.js';
import { Failure } from '../failures/failure.js';
import { type FailureCode, type FailureDefinition, FAILURES } from '../failures/failures.table.js';
import type { Call } from './call.js';
import type { OperationTraits, OperationRefusal } from './operation.js';

// What Rekognition's refusals mean for one operation: how calls apply it, and how the OpenAPI document describes it.

type RefusalTraits = Pick<OperationTraits, 'refusals' | 'refusedFace'>;

/** The output or failure of an attempt. */
export type AttemptResult<Output> = { readonly output: Output } | Failure;

const refusalsOf = ({ refusals }: Pick<RefusalTraits, 'refusals'>): OperationRefusal[] =>
  refusals.map((refusal) => (typeof refusal === 'string' ? { code: refusal } : refusal));

/** The failures that callers of an operation get: those of every operation and its own, by the names they have here. */
export function failuresOf(
  definition: Pick<RefusalTraits, 'refusals'>,
  ofEveryOperation: readonly FailureCode[] = [],
): FailureCode[] {
  const own = refusalsOf(definition);
  const meanings = new Map(own.map(({ code, means = code }) => [code, means]));
  const codes = [...ofEveryOperation, ...own.map(({ code }) => code)].flatMap((code) => {
    const { frontEnd }: FailureDefinition = FAILURES[code];
    return [meanings.get(code) ?? code, ...(frontEnd && ofEveryOperation.includes(code) ? [code] : [])];
  });
  return [...new Set(codes)];
}

/** Returns what the failure of an attempt means for its operation. */
export function meaningOf({ operation, input }: Call, failure: Failure): Failure {
  const { means, alsoMeant } = refusalsOf(operation).find(({ code }) => code === failure.code) ?? {};
  const { frontEnd, cause } = failure.facts;
  if (means !== undefined && frontEnd !== true) {
    const message = cause instanceof Error ? cause.message : '';
    if (isSaid(means, failure) || alsoMeant?.(message, input) === true) return new Failure(means, failure.facts);
  }
  // A list request without a token cannot have an invalid one: Rekognition's response is at fault.
  const isTokenOurs = operation.effect === 'read' && !('NextToken' in input);
  return isTokenOurs ? withOwnToken(failure) : failure;
}

/** An invalid token that no caller sent is a fault of Rekognition's. */
export function withOwnToken(failure: Failure): Failure {
  return failure.code === 'invalid-cursor' ? new Failure('upstream-invalid-answer', failure.facts) : failure;
}

/**
 * Reads a result again because an earlier attempt may have succeeded. Otherwise the caller would get "already exists" or
 * "not found" for a change that the service itself made.
 */
export function afterUnclear<Output>({ operation, input }: Call, result: AttemptResult<Output>): AttemptResult<Output> {
  if (!(result instanceof Failure)) {
    const { refusedFace } = operation;
    return refusedFace === undefined
      ? result
      : { output: refusedFace.asDone(result.output as object, input) as Output };
  }
  const reading = refusalsOf(operation).find(({ code, means = code }) => means === result.code)?.afterUnclear;
  // Only operations whose output is not shown to callers have refusals that count as done.
  if (reading === 'done') return { output: {} as Output };
  return reading === undefined ? result : result.with({ retry: reading, retryable: true });
}

const READINGS = {
  contention: 'is retried until the deadline, then answered with `effect: unknown`',
  done: 'counts as success',
} as const;

/** Describes what `afterUnclear` does, for the OpenAPI document. Empty if it does nothing. */
export function afterUnclearText(definition: RefusalTraits): string {
  const { refusedFace } = definition;
  const readings = refusalsOf(definition).flatMap(({ code, means = code, afterUnclear: reading }) =>
    reading === undefined ? [] : [`\`${means}\` ${READINGS[reading]}`],
  );
  if (refusedFace !== undefined)
    readings.push(`a face that Rekognition reports as \`${refusedFace.reason}\` counts as done`);
  if (readings.length === 0) return '';
  return (
    'If the response to an attempt was lost (for this request, or an earlier one with the same Idempotency-Key), ' +
    `${readings.join('; ')}, because that attempt may have caused it.`
  );
}
