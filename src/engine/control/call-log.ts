/** A call as reported by `GET /_engine/calls`. */
export interface LoggedCall {
  /** Real time rather than the engine's clock, so that rates can be measured. */
  readonly atMs: number;
  /** `(unknown)` if the target is not an operation of this engine. */
  readonly operation: string;
  /** Null if the signature is invalid, because the caller is then unknown. */
  readonly accountId: string | null;
  readonly accessKeyId: string | null;
  readonly region: string | null;
  /** `pending`, then `ok` or the name of the exception or fault. */
  readonly result: string;
  readonly requestId: string;
}

type Counts = Map<string, Map<string, number>>;

const PENDING = 'pending';
const CAPACITY = 10_000;

/**
 * Records calls and their results.
 *
 * A call is `pending` from the signature check until its response is written, so a test can wait for n calls while
 * responses are delayed. The newest 10,000 calls are kept; counts cover all calls since the last reset.
 */
export class CallLog {
  private calls: { -readonly [Member in keyof LoggedCall]: LoggedCall[Member] }[] = [];
  private counts: Counts = new Map();

  /** Records a pending call. Returns a callback that sets its result. */
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

/** Removes results whose count drops to 0. */
function count(counts: Counts, operation: string, result: string, change: number): void {
  const results = counts.get(operation) ?? new Map<string, number>();
  const number = (results.get(result) ?? 0) + change;
  if (number === 0) results.delete(result);
  else results.set(result, number);
  counts.set(operation, results);
}
