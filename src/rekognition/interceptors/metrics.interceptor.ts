import { Inject, Injectable } from '@nestjs/common';

import { classify } from '../../failures/classify.js';
import type { Failure } from '../../failures/failure.js';
import { CallRecorder } from '../../observability/recorders.js';
import { CLOCK, type Clock } from '../../resilience/time/clock.js';
import type { Call, CallInterceptor } from '../call.js';

/** Counts, times and logs each call once. */
@Injectable()
export class MetricsInterceptor implements CallInterceptor {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly recorder: CallRecorder,
  ) {}

  async intercept<Output>(call: Call, next: (call: Call) => Promise<Output>): Promise<Output> {
    const startedMs = this.clock.monotonicMs();
    try {
      const output = await next(call);
      this.finish(call, startedMs);
      return output;
    } catch (thrown) {
      const failure = classify(thrown);
      this.finish(call, startedMs, failure);
      throw failure;
    }
  }

  private finish({ operation, caller, attempts }: Call, startedMs: number, failure?: Failure): void {
    const awsRequestId = attempts.awsRequestIds.at(-1);
    const line = {
      requestId: caller.requestId,
      traceId: caller.trace.traceId,
      tenant: caller.tenant.id,
      operation: operation.name,
      outcome: failure?.code ?? 'ok',
      attempts: attempts.total,
      durationMs: this.clock.monotonicMs() - startedMs,
      ...(awsRequestId !== undefined && { awsRequestId }),
    };
    this.recorder.callFinished(line, upstreamMessage(failure));
  }
}

/** The SDK copies members of the response onto the error, so name and message may have any type. */
function upstreamMessage(failure: Failure | undefined): string | undefined {
  const cause = failure?.facts.cause;
  if (!(cause instanceof Error)) return undefined;
  const parts: unknown[] = [cause.name, cause.message];
  return parts.filter((part) => typeof part === 'string').join(': ');
}
