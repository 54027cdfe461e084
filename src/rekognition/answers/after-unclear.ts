import { Failure } from '../../failures/failure.js';
import type { Call } from '../call.js';

/** How an attempt ended: with an answer or a failure. */
export type AttemptResult<Output> = { readonly output: Output } | Failure;

/**
 * Reads the result of an attempt by the operation's `afterUnclear`, once an earlier attempt may have been carried out.
 * Otherwise callers would be blamed for what the service itself did: "user exists", "not found".
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
  const meaning = rules.refusals?.[result.code];
  // Only operations whose answers hold nothing that callers are told have refusals that count as done.
  if (meaning === 'done') return { output: {} as Output };
  return meaning === undefined ? result : result.with({ retry: meaning, retryable: true });
}
