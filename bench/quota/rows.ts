import { percentile } from '../figures.js';
import type { Contender } from './contenders.js';
import type { Load, Sample } from './load.js';
import { isThrottled } from './upstream.js';

/** What one contender made of a load. */
export interface Row {
  readonly contender: string;
  readonly done: number;
  readonly failed: number;
  /** Until the last answer. */
  readonly seconds: number;
  readonly upstreamCalls: number;
  readonly upstreamThrottled: number;
  /** Where Redis may be used. */
  readonly redisCommands?: number;
  /** Of the calls that were done, from their sending to their answer. */
  readonly waitP50Ms: number;
  readonly waitP99Ms: number;
  /** By what they failed with. */
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
