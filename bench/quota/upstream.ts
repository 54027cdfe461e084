/** One call in the engine's log. */
export interface UpstreamCall {
  readonly atMs: number;
  readonly result: string;
}

/** Control routes of a contender's engine. */
export class Upstream {
  constructor(readonly url: string) {}

  async calls(): Promise<UpstreamCall[]> {
    const answer = await fetch(`${this.url}/_engine/calls`);
    return ((await answer.json()) as { calls: UpstreamCall[] }).calls;
  }

  /** Makes this share of the calls fail from now on; 0 ends it. */
  async fail(share: number): Promise<void> {
    const rules = share === 0 ? [] : [{ operation: '*', fault: 'InternalServerError', share }];
    await fetch(`${this.url}/_engine/faults`, { method: 'PUT', body: JSON.stringify(rules) });
  }
}

export function isThrottled({ result }: UpstreamCall): boolean {
  return result === 'ProvisionedThroughputExceededException' || result === 'ThrottlingException';
}

/** Returns the share of throttled calls; 0 if there are no calls. */
export function throttledShare(calls: readonly UpstreamCall[]): number {
  return calls.length === 0 ? 0 : calls.filter(isThrottled).length / calls.length;
}

/** Returns the calls in an interval, in seconds after an instant. */
export function between(
  calls: readonly UpstreamCall[],
  startedAtMs: number,
  [fromSecond, toSecond]: readonly [number, number],
): UpstreamCall[] {
  return calls.filter(({ atMs }) => {
    const second = (atMs - startedAtMs) / 1_000;
    return second >= fromSecond && second < toSecond;
  });
}
