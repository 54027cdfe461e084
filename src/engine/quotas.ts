import { operationNamed } from './targets.js';

/** @source Service endpoints and quotas, Amazon Rekognition: the regions whose default quotas are higher */
export const BIG_REGIONS: readonly string[] = ['us-east-1', 'us-west-2', 'eu-west-1'];

/** Calls per second per account and region, by operation. Operations without an entry are not limited. */
export type Quotas = 'aws' | 'off' | Readonly<Record<string, number>>;

const MAX_CALLS_PER_SECOND = 1_000_000;

/** Returns undefined if the operation is not limited. */
export function callsPerSecond(quotas: Quotas, operation: string, region: string): number | undefined {
  if (quotas === 'off') return undefined;
  if (quotas !== 'aws') return Object.hasOwn(quotas, operation) ? quotas[operation] : undefined;
  const quota = operationNamed(operation)?.callsPerSecond;
  return typeof quota === 'object' ? quota[BIG_REGIONS.includes(region) ? 'bigRegions' : 'others'] : quota;
}

/** Returns the problems of a JSON value as quotas by operation. */
export function quotaProblems(json: unknown): string[] {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    return ['must be an object of operations and calls per second'];
  return Object.entries(json).flatMap(([operation, calls]) => [
    ...(operationNamed(operation) ? [] : [`${operation} is not an operation of this engine`]),
    ...(typeof calls === 'number' && calls > 0 && calls <= MAX_CALLS_PER_SECOND
      ? []
      : [`${operation} must be a number of calls per second above 0, up to ${MAX_CALLS_PER_SECOND}`]),
  ]);
}
