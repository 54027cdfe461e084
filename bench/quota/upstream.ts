/** One call as the engine saw it. */
export interface UpstreamCall {
  readonly atMs: number;
  readonly result: string;
}

/** The engine's side of a contender, over its control routes. */
export class Upstream {
  constructor(readonly url: string) {}

  async calls(): Promise<UpstreamCall[]> {
    const answer = await fetch(`${this.url}/_engine/calls`);
    return ((await answer.json()) as { calls: UpstreamCall[] }).calls;
  }

  /** This part of the calls fails from now on; 0 heals. */
  async fail(share: number): Promise<void> {
    const rules = share === 0 ? [] : [{ operation: '*', fault: 'InternalServerError', share }];
    await fetch(`${this.url}/_engine/faults`, { method: 'PUT', body: JSON.stringify(rules) });
  }
}

export function isThrottled({ result }: UpstreamCall): boolean {
  return result === 'ProvisionedThroughputExceededException' || result === 'ThrottlingException';
}

/** The part of the calls that were throttled; 0 of none. */
export function throttledShare(calls: readonly UpstreamCall[]): number {
  return calls.length === 0 ? 0 : calls.filter(isThrottled).length / calls.length;
}

/** The calls between two seconds after an instant. */
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
