/** One call as a test or a curious user sees it. */
export interface LoggedCall {
  /** Real time, not the engine's advanced clock: what rates are counted by. */
  readonly atMs: number;
  /** `(unknown)` when the target names no operation of this engine. */
  readonly operation: string;
  /** Null when the signature was refused: then nobody's word is taken for it. */
  readonly accountId: string | null;
  readonly accessKeyId: string | null;
  readonly region: string | null;
  /** `pending`, then `ok`, the exception's name or the fault's. */
  readonly result: string;
  readonly requestId: string;
}

type Counts = Map<string, Map<string, number>>;

const PENDING = 'pending';
const CAPACITY = 10_000;

/**
 * What calls arrived and what became of them.
 *
 * A call is here from the moment its request has been read and its signature looked at, with the result `pending`
 * until its answer is about to be written: so a test can wait for "n calls seen" while answers are being delayed.
 * Only the newest 10,000 calls are kept; the counts cover all since the last reset.
 */
export class CallLog {
  private calls: { -readonly [Member in keyof LoggedCall]: LoggedCall[Member] }[] = [];
  private counts: Counts = new Map();

  /** Records a call as pending and gives back what fills in its result. */
  open(call: Omit<LoggedCall, 'result'>): (result: string) => void {
    const { counts } = this;
    const entry = { ...call, result: PENDING };
    this.calls.push(entry);
    if (this.calls.length > CAPACITY) this.calls.shift();
    count(counts, call.operation, PENDING, 1);
    return (result) => {
      entry.result = result;
      count(counts, call.operation, PENDING, -1);
      count(counts, call.operation, result, 1);
    };
  }

  snapshot(): { calls: readonly LoggedCall[]; counts: Record<string, Record<string, number>> } {
    const counts = Object.fromEntries(
      [...this.counts].map(([operation, results]) => [operation, Object.fromEntries(results)]),
    );
    return { calls: this.calls, counts };
  }

  reset(): void {
    this.calls = [];
    this.counts = new Map();
  }
}

/** A result that no call has any more is left out. */
function count(counts: Counts, operation: string, result: string, change: number): void {
  const results = counts.get(operation) ?? new Map<string, number>();
  const number = (results.get(result) ?? 0) + change;
  if (number === 0) results.delete(result);
  else results.set(result, number);
  counts.set(operation, results);
}
