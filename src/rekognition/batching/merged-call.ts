import type { Deadline } from '../../resilience/time/call-limits.js';
import type { Caller, WriteRecord } from '../../tenants/identity/caller.js';
import type { OperationDefinition } from '../operation.js';

/** What a batch knows of its members' callers. */
export interface MergedCaller extends Pick<WriteRecord, 'markSent'> {
  readonly callers: () => readonly Caller[];
  /** The farthest of all. */
  readonly deadline: () => Deadline;
  /** Aborted when no caller waits any more. */
  readonly signal: AbortSignal;
}

/** A sole member's idempotency key applies to the call; keys of several members do not. */
export function callerOfAll(first: Caller, { callers, deadline, signal, markSent }: MergedCaller): Caller {
  const sole = (): Caller | undefined => (callers().length === 1 ? callers()[0] : undefined);
  return {
    ...first,
    get deadline() {
      return deadline();
    },
    get idempotencyKey() {
      return sole()?.idempotencyKey;
    },
    signal,
    onUnclear: () => {
      for (const { onUnclear } of callers()) onUnclear?.();
    },
    record: {
      // Of several members, each record says whether its own request is a repeat.
      get isRepeat() {
        return sole()?.record?.isRepeat === true;
      },
      markSent,
    },
  };
}

export function farthestDeadline([first, ...others]: readonly Caller[], ofNone: Deadline): Deadline {
  const farther = (one: Deadline, other: Deadline): Deadline => (other.atMs > one.atMs ? other : one);
  return others.reduce((farthest, { deadline }) => farther(farthest, deadline), first?.deadline ?? ofNone);
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
