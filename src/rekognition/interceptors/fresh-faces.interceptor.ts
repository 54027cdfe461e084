import { Inject, Injectable } from '@nestjs/common';

import { classify } from '../../failures/classify.js';
import { Failure } from '../../failures/failure.js';
import { Metrics } from '../../observability/metrics.js';
import { RecentMap } from '../../resilience/bounds/recent-map.js';
import { pause } from '../../resilience/time/call-limits.js';
import { CLOCK, type Clock } from '../../resilience/time/clock.js';
import type { Call, CallInterceptor, Next } from '../call.js';
import type { FreshFaces, OperationDefinition } from '../operation.js';
import type { AttemptResult } from '../refusals.js';

const FRESH_MS = 10_000;
const MAX_FACES = 10_000;
/** Random waits before each repeat. The shortest ones add up to more than the 2 s that AWS takes by public reports. */
const WAITS_MS = [
  { least: 200, most: 500 },
  { least: 600, most: 1_200 },
  { least: 1_400, most: 2_000 },
];

const NOT_YET = {
  detail: 'The face was indexed a moment ago, and Rekognition does not find it yet.',
  retryable: true,
};

/**
 * Rekognition may not find a face that was just indexed. If a result misses faces that this process indexed in the last
 * ten seconds, waits and asks again within the caller's time.
 */
@Injectable()
export class FreshFacesInterceptor implements CallInterceptor {
  /** When each face was indexed, on the monotonic clock. */
  private readonly indexedAtMs = new RecentMap<string, number>(MAX_FACES);

  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly metrics: Metrics,
  ) {}

  appliesTo({ freshFaces }: OperationDefinition): boolean {
    return freshFaces !== undefined;
  }

  async intercept<Output>(call: Call, next: Next<Output>): Promise<Output> {
    const rules = call.operation.freshFaces as unknown as FreshFaces<object, Output>;
    let result: AttemptResult<Output> = await next(call).then((output) => ({ output }), classify);
    for (const [nth, { least, most }] of WAITS_MS.entries()) {
      const missing = this.freshOf(call, missingIn(result, rules, call.input));
      const waitMs = least + Math.random() * (most - least);
      if (missing.length === 0 || waitMs >= call.caller.deadline.remainingMs) break;
      this.metrics.retries.inc({ operation: call.operation.name, reason: 'fresh-face' });
      const again = repeatOf(call, rules.only?.(call.input, missing) ?? call.input, nth);
      const later: AttemptResult<Output> = await pause(this.clock, waitMs, call.caller)
        .then(() => next(again))
        .then((output) => ({ output }), classify);
      if (later instanceof Failure && !isAboutFace(later)) return resultAfter(result, later);
      result = joined(result, later, rules, missing);
    }
    return this.outputOf(call, rules, result);
  }

  private outputOf<Output>(call: Call, rules: FreshFaces<object, Output>, result: AttemptResult<Output>): Output {
    if (result instanceof Failure) {
      const isEarly = this.freshOf(call, missingIn(result, rules, call.input)).length > 0;
      throw isEarly ? result.with(NOT_YET) : result;
    }
    for (const faceId of rules.added?.(result.output) ?? [])
      this.indexedAtMs.set(keyOf(call, faceId), this.clock.monotonicMs());
    for (const faceId of this.freshOf(call, rules.deleted?.(result.output) ?? []))
      this.indexedAtMs.set(keyOf(call, faceId), Number.NEGATIVE_INFINITY);
    return result.output;
  }

  private freshOf(call: Call, faceIds: readonly string[]): string[] {
    const sinceMs = this.clock.monotonicMs() - FRESH_MS;
    return faceIds.filter(
      (faceId) => (this.indexedAtMs.get(keyOf(call, faceId)) ?? Number.NEGATIVE_INFINITY) > sinceMs,
    );
  }
}

function keyOf({ caller: { tenant }, input }: Call, faceId: string): string {
  const { CollectionId } = input as { readonly CollectionId?: string };
  return [tenant.awsAccount, tenant.region, CollectionId, faceId].join(' ');
}

function isAboutFace({ resource }: Failure): boolean {
  return resource === 'face';
}

function missingIn<Output>(
  result: AttemptResult<Output>,
  { named, missing }: FreshFaces<object, Output>,
  input: object,
): readonly string[] {
  if (result instanceof Failure) return isAboutFace(result) ? (named?.(input) ?? []) : [];
  return missing?.(result.output) ?? [];
}

/** A separate call with a new token: Rekognition answers a repeated token with the result of the first call. */
function repeatOf(call: Call, input: object, nth: number): Call {
  const { caller } = call;
  const repeated = caller.idempotencyKey !== undefined && {
    idempotencyKey: JSON.stringify([caller.idempotencyKey, nth, input]),
  };
  call.progress.attempts = call.attempts.fork();
  return call.withInput(input, { ...caller, ...repeated });
}

function joined<Output>(
  earlier: AttemptResult<Output>,
  later: AttemptResult<Output>,
  rules: FreshFaces<object, Output>,
  faceIds: readonly string[],
): AttemptResult<Output> {
  if (later instanceof Failure) return earlier;
  if (earlier instanceof Failure || rules.joined === undefined) return later;
  return { output: rules.joined(earlier.output, later.output, faceIds) };
}

/** A repeat that failed without an effect leaves the result as it was, unless the failure is the caller's affair. */
function resultAfter<Output>(earlier: AttemptResult<Output>, later: Failure): Output {
  if (later.effect !== 'none') throw later;
  if (!(earlier instanceof Failure)) return earlier.output;
  throw later.row.blame === 'caller' ? later : earlier.with(NOT_YET);
}
