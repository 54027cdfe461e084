import { Inject, Injectable } from '@nestjs/common';

import { awsRequestIdOf, classify } from '../../failures/classify.js';
import { Failure } from '../../failures/failure.js';
import { type FailureDefinition, FAILURES } from '../../failures/failures.table.js';
import { CallRecorder, type FinishedAttempt } from '../../observability/call-timeline.js';
import { CLOCK, type Clock } from '../../resilience/time/clock.js';
import type { Call, CallInterceptor, Next } from '../call.js';
import { meaningOf } from '../refusals.js';

const EXCEPTIONS = new Set(Object.values<FailureDefinition>(FAILURES).flatMap(({ exceptions = [] }) => exceptions));

/** Classifies what an attempt threw, applies what that means for the operation, and rejects invalid responses. */
@Injectable()
export class FailureInterceptor implements CallInterceptor {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly recorder: CallRecorder,
  ) {}

  async intercept<Output>(call: Call, next: Next<Output>): Promise<Output> {
    const startedMs = this.clock.monotonicMs();
    call.progress.steps?.begin('attempt');
    try {
      const output = await next(call);
      this.finish(call, startedMs, this.checkAnswer(call, output));
      return output;
    } catch (thrown) {
      const failure = meaningOf(call, classify(thrown));
      const { awsRequestId } = failure.facts;
      if (awsRequestId !== undefined) call.attempts.noteAwsRequestId(awsRequestId);
      this.finish(call, startedMs, awsRequestId, failure);
      throw failure;
    }
  }

  /** Returns the AWS request id. */
  private checkAnswer(call: Call, output: unknown): string | undefined {
    const requestId = awsRequestIdOf(output as object);
    if (requestId !== undefined) call.attempts.noteAwsRequestId(requestId);
    if (isValidAnswer(call, output as object)) return requestId;
    throw new Failure('upstream-invalid-answer', requestId === undefined ? {} : { awsRequestId: requestId });
  }

  private finish({ operation, progress }: Call, startedMs: number, awsRequestId?: string, failure?: Failure): void {
    const answer = answerOf(failure);
    progress.steps?.end({
      outcome: failure?.code ?? 'ok',
      awsRequestId,
      awsStatus: answer?.status,
      awsException: answer?.exception || undefined,
    });
    this.recorder.attemptFinished({
      operation: operation.name,
      durationMs: this.clock.monotonicMs() - startedMs,
      errorType: failure?.code ?? '',
      upstream: healthAfter(failure),
      answer,
    });
  }
}

/** HTTP status and exception of Rekognition's answer; undefined without one. Unknown names could be many. */
function answerOf(failure: Failure | undefined): FinishedAttempt['answer'] {
  if (failure === undefined) return { status: 200, exception: '' };
  const { name = '', $metadata } = (failure.facts.cause ?? {}) as {
    name?: string;
    $metadata?: { httpStatusCode?: number };
  };
  const status = $metadata?.httpStatusCode;
  return status === undefined ? undefined : { status, exception: EXCEPTIONS.has(name) ? name : '_other' };
}

/** A check that throws has found a response of the wrong shape. */
function isValidAnswer({ operation, input }: Call, output: object): boolean {
  try {
    return operation.answer(output, input);
  } catch {
    return false;
  }
}

/** A refusal counts as an answer. Disconnected callers and local shortages say nothing about Rekognition. */
function healthAfter(failure: Failure | undefined): 'answering' | 'failing' | undefined {
  if (failure === undefined) return 'answering';
  if (failure.row.blame === 'upstream') return 'failing';
  return failure.evidence === 'unknown' ? undefined : 'answering';
}
