import { Inject, Injectable } from '@nestjs/common';

import { awsRequestIdOf, classify, isSaid } from '../../failures/classify.js';
import { Failure } from '../../failures/failure.js';
import { CallRecorder } from '../../observability/recorders.js';
import { CLOCK, type Clock } from '../../resilience/time/clock.js';
import type { Call, CallInterceptor } from '../call.js';
import type { OperationTraits } from '../operation.js';

const NO_TOKEN_SENT: OperationTraits['means'] = { 'invalid-cursor': 'upstream-invalid-answer' };

/** Classifies what an attempt threw, applies the operation's `means`, and rejects invalid responses. */
@Injectable()
export class FailureInterceptor implements CallInterceptor {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly recorder: CallRecorder,
  ) {}

  async intercept<Output>(call: Call, next: (call: Call) => Promise<Output>): Promise<Output> {
    const startedMs = this.clock.monotonicMs();
    try {
      const output = await next(call);
      this.checkAnswer(call, output);
      this.finish(call, startedMs);
      return output;
    } catch (thrown) {
      const failure = translated(call, classify(thrown));
      if (failure.facts.awsRequestId !== undefined) call.noteAwsRequestId(failure.facts.awsRequestId);
      this.finish(call, startedMs, failure);
      throw failure;
    }
  }

  private checkAnswer(call: Call, output: unknown): void {
    const requestId = awsRequestIdOf(output as object);
    if (requestId !== undefined) call.noteAwsRequestId(requestId);
    if (isValidAnswer(call, output as object)) return;
    throw new Failure('upstream-invalid-answer', requestId === undefined ? {} : { awsRequestId: requestId });
  }

  private finish({ operation }: Call, startedMs: number, failure?: Failure): void {
    this.recorder.attemptFinished({
      operation: operation.name,
      durationMs: this.clock.monotonicMs() - startedMs,
      errorType: failure?.code ?? '',
      upstream: healthAfter(failure),
    });
  }
}

/** A check that throws has found a response of the wrong shape. */
function isValidAnswer({ operation, input }: Call, output: object): boolean {
  try {
    return operation.answer(output, input);
  } catch {
    return false;
  }
}

/** A list request without a token cannot have an invalid one: Rekognition's response is at fault. */
function translated({ operation, input }: Call, failure: Failure): Failure {
  const isList = operation.effect === 'read' && !('NextToken' in input);
  const means = { ...(isList && NO_TOKEN_SENT), ...operation.means };
  const code = means[failure.code];
  return code === undefined || !isSaid(code, failure) ? failure : new Failure(code, failure.facts);
}

/** A refusal counts as an answer. Disconnected callers and local shortages say nothing about Rekognition. */
function healthAfter(failure: Failure | undefined): 'answering' | 'failing' | undefined {
  if (failure === undefined) return 'answering';
  if (failure.row.blame === 'upstream') return 'failing';
  return failure.evidence === 'unknown' ? undefined : 'answering';
}
