import { percentile } from '../figures.js';
import type { Contender } from './contenders.js';
import type { Load, Sample } from './load.js';
import { isThrottled } from './upstream.js';

/** Results of one contender under a load. */
export interface Row {
  readonly contender: string;
  readonly done: number;
  readonly failed: number;
  /** Until the last response. */
  readonly seconds: number;
  readonly upstreamCalls: number;
  readonly upstreamThrottled: number;
  /** Only if Redis may be used. */
  readonly redisCommands?: number;
  /** Of the calls that succeeded, from request to response. */
  readonly waitP50Ms: number;
  readonly waitP99Ms: number;
  /** Number of failed calls by status or error. */
  readonly failures: Readonly<Record<string, number>>;
}

export async function rowOf(
  { name, upstream }: { readonly name: string; readonly upstream: Contender['upstream'] },
  { samples }: Pick<Load, 'samples'>,
): Promise<Row> {
  const calls = await upstream.calls();
  const done = samples.filter(isDone);
  const waits = done.map(({ startedMs, endedMs }) => endedMs - startedMs);
  const failures: Record<string, number> = {};
  for (const { answer } of samples.filter((sample) => !isDone(sample)))
    failures[answer.failure] = (failures[answer.failure] ?? 0) + 1;
  return {
    contender: name,
    done: done.length,
    failed: samples.length - done.length,
    seconds: Math.max(...samples.map(({ endedMs }) => endedMs)) / 1_000,
    upstreamCalls: calls.length,
    upstreamThrottled: calls.filter(isThrottled).length,
    waitP50Ms: percentile(waits, 0.5),
    waitP99Ms: percentile(waits, 0.99),
    failures,
  };
}

export function isDone({ answer }: Pick<Sample, 'answer'>): boolean {
  return answer.failure === '';
}
