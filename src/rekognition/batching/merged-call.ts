import type { Caller, WriteRecord } from '../../tenants/identity/caller.js';
import type { OperationDefinition } from '../operation.js';

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
