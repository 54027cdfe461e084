import { Inject, Injectable } from '@nestjs/common';

import { classify } from '../../failures/classify.js';
import type { Failure } from '../../failures/failure.js';
import { CallRecorder, CallTimeline } from '../../observability/call-timeline.js';
import { type CallLine, Logger } from '../../observability/logger.js';
import { Traces } from '../../observability/traces.js';
import { CLOCK, type Clock } from '../../resilience/time/clock.js';
import type { Call, CallInterceptor, Next } from '../call.js';

/** Counts, times and logs each call once, and follows it through its waits and attempts. */
@Injectable()
export class MetricsInterceptor implements CallInterceptor {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly recorder: CallRecorder,
    private readonly traces: Traces,
    private readonly logger: Logger,
  ) {}

  async intercept<Output>(call: Call, next: Next<Output>): Promise<Output> {
    const { caller, operation } = call;
    const { requestId, trace, tenant } = caller;
    const followed = { requestId, trace, tenant: tenant.id, operation: operation.name };
    const timeline = new CallTimeline(this.clock, this.traces, this.logger, followed);
    call.progress.steps = timeline;
    const startedMs = this.clock.monotonicMs();
    try {
      const output = await next(call);
      this.finish(call, timeline, startedMs);
      return output;
    } catch (thrown) {
      const failure = classify(thrown);
      this.finish(call, timeline, startedMs, failure);
      throw failure;
    }
  }

  private finish({ operation, caller, attempts }: Call, timeline: CallTimeline, startedMs: number, failure?: Failure) {
    timeline.end();
    const { last, spentMs } = timeline;
    const line: CallLine = {
      requestId: caller.requestId,
      traceId: caller.trace.traceId,
      tenant: caller.tenant.id,
      operation: operation.name,
      outcome: failure?.code ?? 'ok',
      attempts: attempts.total,
      durationMs: this.clock.monotonicMs() - startedMs,
      laneMs: spentMs.lane,
      credentialsMs: spentMs.credentials,
      quotaMs: spentMs.quota,
      backoffMs: spentMs.backoff,
      wireMs: spentMs.attempt,
      awsRequestId: attempts.awsRequestIds.at(-1),
      awsStatus: last?.awsStatus,
      awsException: last?.awsException,
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
