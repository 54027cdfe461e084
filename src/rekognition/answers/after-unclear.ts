import { Failure } from '../../failures/failure.js';
import type { Call } from '../call.js';

/** The output or failure of an attempt. */
export type AttemptResult<Output> = { readonly output: Output } | Failure;

/**
 * Applies the operation's `afterUnclear` rules if an earlier attempt may have succeeded. Without them, the caller would
 * get "already exists" or "not found" for a change that the service itself made.
 */
export function afterUnclear<Output>(
  { operation: { afterUnclear: rules }, input, unclear }: Call,
  result: AttemptResult<Output>,
): AttemptResult<Output> {
  if (!unclear || rules === undefined) return result;
  if (!(result instanceof Failure)) {
    const { output } = result;
    return rules.answer === undefined ? result : { output: rules.answer(output as object, input) as Output };
  }
  const rule = rules.refusals?.[result.code];
  // Only operations whose output is not shown to callers have refusals that count as done.
  if (rule === 'done') return { output: {} as Output };
  return rule === undefined ? result : result.with({ retry: rule, retryable: true });
}
