import { Injectable } from '@nestjs/common';

import type { Clock } from '../resilience/time/clock.js';
import { type AttemptResult, type CallLine, Logger } from './logger.js';
import { Metrics } from './metrics.js';
import { type Trace, traceparentOf } from './traces.js';
import type { OpenSpan, SpanAttributes, Traces } from './traces.js';

/** What a call spends its time on, one after another. */
export type StepName = 'lane' | 'credentials' | 'quota' | 'backoff' | 'attempt';

/** Follows a call through its steps. */
export interface Steps {
  /** Ends the present step, if there is one. */
  begin(step: StepName): void;
  /** @param result of an attempt. */
  end(result?: AttemptResult): void;
  /** W3C headers of the present step, if it is recorded. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface FollowedCall {
  readonly requestId: string;
  readonly trace: Trace;
  readonly tenant: string;
  readonly operation: string;
}

/** Waits that are shorter have no span: most calls wait for nothing. */
const MIN_WAIT_MS = 1;

/** Measures the steps of one call, records their spans, and logs its attempts at level `debug`. */
export class CallTimeline implements Steps {
  readonly spentMs: Record<StepName, number> = { lane: 0, credentials: 0, quota: 0, backoff: 0, attempt: 0 };
  /** The result of the last attempt. */
  last: AttemptResult | undefined;
  private attempts = 0;
  private present:
    { readonly name: StepName; readonly startedMs: number; readonly span: OpenSpan | undefined } | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly traces: Traces,
    private readonly logger: Logger,
    private readonly call: FollowedCall,
  ) {}

  begin(name: StepName): void {
    this.end();
    const { operation, trace: parent } = this.call;
    const isAttempt = name === 'attempt';
    const span = this.traces.begin({
      name: isAttempt ? `Rekognition/${operation}` : `wait for ${name}`,
      kind: isAttempt ? 'client' : 'internal',
      parent,
    });
    this.present = { name, startedMs: this.clock.monotonicMs(), span };
  }

  /** An attempt without a result was still running when the call ended. */
  end(result: AttemptResult = { outcome: 'abandoned' }): void {
    if (this.present === undefined) return;
    const { name, startedMs, span } = this.present;
    this.present = undefined;
    const durationMs = this.clock.monotonicMs() - startedMs;
    this.spentMs[name] += durationMs;
    if (name === 'attempt') this.endAttempt(durationMs, result, span);
    else if (durationMs >= MIN_WAIT_MS) span?.end(this.attributes, false);
  }

  get headers(): Readonly<Record<string, string>> {
    const trace = this.present?.span?.trace;
    if (trace === undefined) return {};
    return { traceparent: traceparentOf(trace), ...(trace.state !== undefined && { tracestate: trace.state }) };
  }

  private get attributes(): SpanAttributes {
    return { 'rpc.system': 'aws-api', 'rpc.service': 'Rekognition', 'rpc.method': this.call.operation };
  }

  private endAttempt(durationMs: number, result: AttemptResult, span: OpenSpan | undefined): void {
    const { requestId, trace, tenant, operation } = this.call;
    this.attempts += 1;
    this.last = result;
    const attempt = this.attempts;
    this.logger.attempt({ ...result, requestId, traceId: trace.traceId, tenant, operation, attempt, durationMs });
    const { outcome, awsStatus, awsRequestId, awsException } = result;
    span?.end(
      {
        ...this.attributes,
        'http.response.status_code': awsStatus,
        'aws.request_id': awsRequestId,
        'aws.exception': awsException,
        'facade.attempt': attempt,
        'error.type': outcome === 'ok' ? undefined : outcome,
      },
      outcome !== 'ok',
    );
  }
}

/** Passes the steps of a batch to the calls that are in it, also to those that join during a step. */
export class SharedSteps implements Steps {
  private members: readonly Steps[] = [];
  private present: StepName | undefined;

  join(steps: Steps | undefined): void {
    if (steps === undefined) return;
    this.members = [...this.members, steps];
    if (this.present !== undefined) steps.begin(this.present);
  }

  leave(steps: Steps | undefined): void {
    this.members = this.members.filter((member) => member !== steps);
  }

  begin(step: StepName): void {
    this.present = step;
    for (const steps of this.members) steps.begin(step);
  }

  end(result?: AttemptResult): void {
    this.present = undefined;
    for (const steps of this.members) steps.end(result);
  }

  get headers(): Readonly<Record<string, string>> {
    return this.members[0]?.headers ?? {};
  }
}

export interface FinishedAttempt {
  readonly operation: string;
  readonly durationMs: number;
  /** The failure's code; empty on success. */
  readonly errorType: string;
  /** Undefined if the attempt says nothing about Rekognition's health. */
  readonly upstream: Exclude<UpstreamHealth, 'unknown'> | undefined;
  /** Absent if there was no answer. */
  readonly answer?: { readonly status: number; readonly exception: string } | undefined;
}

/** Rekognition's health as of the last attempt. */
export type UpstreamHealth = 'unknown' | 'answering' | 'failing';

@Injectable()
export class CallRecorder {
  upstreamHealth: UpstreamHealth = 'unknown';

  constructor(
    private readonly metrics: Metrics,
    private readonly logger: Logger,
  ) {}

  /** @param upstreamWords Rekognition's error message. */
  callFinished(line: CallLine, upstreamWords?: string): void {
    const failed = line.outcome !== 'ok';
    const labels = { rpc_method: rpcMethod(line.operation), error_type: failed ? line.outcome : '' };
    this.metrics.callSeconds.observe(labels, line.durationMs / 1_000);
    if (failed && line.attempts === 0) this.metrics.shed.inc({ reason: line.outcome });
    this.logger.call(line, upstreamWords);
  }

  attemptFinished({ operation, durationMs, errorType, upstream, answer }: FinishedAttempt): void {
    this.upstreamHealth = upstream ?? this.upstreamHealth;
    this.metrics.attemptSeconds.observe(
      { rpc_method: rpcMethod(operation), error_type: errorType },
      durationMs / 1_000,
    );
    if (answer === undefined) return;
    const { status, exception } = answer;
    this.metrics.upstreamAnswers.inc({ rpc_method: rpcMethod(operation), http_status: status, exception });
  }
}

function rpcMethod(operation: string): string {
  return `Rekognition/${operation}`;
}
