import type { Quotas } from './options.js';
import { isObject } from './protocol/json.js';
import { operationNamed } from './targets.js';

/** @source Service endpoints and quotas, Amazon Rekognition: the regions whose default quotas are higher */
export const BIG_REGIONS: readonly string[] = ['us-east-1', 'us-west-2', 'eu-west-1'];

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
  if (!isObject(json)) return ['must be an object of operations and calls per second'];
  return Object.entries(json).flatMap(([operation, calls]) => [
    ...(operationNamed(operation) ? [] : [`${operation} is not an operation of this engine`]),
    ...(typeof calls === 'number' && calls > 0 && calls <= MAX_CALLS_PER_SECOND
      ? []
      : [`${operation} must be a number of calls per second above 0, up to ${MAX_CALLS_PER_SECOND}`]),
  ]);
}

const SECOND_MS = 1_000;
/** Tolerance for rounding errors in sums of fractions. */
const ROUNDING_MS = 1e-6;

/**
 * Token buckets by name. Each holds one second's worth of calls (at least one) and starts full.
 *
 * At most `capacity` buckets are kept. Beyond that, full buckets are dropped, which changes nothing, or else the
 * oldest.
 */
export class TokenBuckets {
  /** When each bucket will be full again. */
  private readonly fullAtMs = new Map<string, number>();

  constructor(private readonly capacity = 10_000) {}

  get size(): number {
    return this.fullAtMs.size;
  }

  /** Takes one token. Returns false if there is none. */
  take(name: string, ratePerSecond: number, nowMs: number): boolean {
    const tokenMs = SECOND_MS / ratePerSecond;
    const fullAtMs = Math.max(this.fullAtMs.get(name) ?? nowMs, nowMs) + tokenMs;
    if (fullAtMs - nowMs > Math.max(SECOND_MS, tokenMs) + ROUNDING_MS) return false;
    if (!this.fullAtMs.has(name)) this.evict(nowMs);
    this.fullAtMs.set(name, fullAtMs);
    return true;
  }

  private evict(nowMs: number): void {
    if (this.fullAtMs.size < this.capacity) return;
    for (const [name, fullAtMs] of this.fullAtMs) if (fullAtMs <= nowMs) this.fullAtMs.delete(name);
    const [oldest] = this.fullAtMs.keys();
    if (oldest !== undefined && this.fullAtMs.size >= this.capacity) this.fullAtMs.delete(oldest);
  }
}
