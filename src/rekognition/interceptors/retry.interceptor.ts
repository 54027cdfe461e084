import { Inject, Injectable } from '@nestjs/common';

import { classify } from '../../failures/classify.js';
import { Failure } from '../../failures/failure.js';
import type { Retry } from '../../failures/failures.table.js';
import { Metrics } from '../../observability/metrics.js';
import { backoffMs, type BackoffRange } from '../../resilience/breakers/retry-budget.js';
import { CLOCK, type Clock } from '../../resilience/time/clock.js';
import { pause, throwIfEnded } from '../../resilience/time/call-limits.js';
import { CredentialCaches } from '../../tenants/aws/credential-cache.js';
import type { Call, CallInterceptor, Next } from '../call.js';
import { Endpoints } from '../../resilience/breakers/breakers.js';
import { afterUnclear } from '../refusals.js';

/** Retries per call for one class of failures. */
interface RepeatRule extends BackoffRange {
  readonly mostRepeats: number;
}

const REPEATS: Readonly<Record<Exclude<Retry, 'never'>, RepeatRule>> = {
  refresh: { mostRepeats: 1, baseMs: 0, capMs: 0 },
  'slow-down': { mostRepeats: 2, baseMs: 500, capMs: 5_000 },
  contention: { mostRepeats: Number.POSITIVE_INFINITY, baseMs: 250, capMs: 2_000 },
  'not-sent': { mostRepeats: 2, baseMs: 100, capMs: 1_000 },
  stale: { mostRepeats: 1, baseMs: 0, capMs: 0 },
  unclear: { mostRepeats: 2, baseMs: 100, capMs: 1_000 },
};

/** Attempt timeout if another attempt could follow. Random, so that calls which hang together do not end together. */
const ATTEMPT_MS = { least: 2_400, most: 3_000 };

/** How often a call was repeated, by kind of failure. */
type Repeats = Partial<Record<Retry, number>>;

/**
 * Retries failed attempts. Refused attempts had no effect, so retrying is always safe. Unclear ones are retried only if
 * the operation allows it, and from a retry budget. A backoff that would end after the deadline is not started.
 */
@Injectable()
export class RetryInterceptor implements CallInterceptor {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly caches: CredentialCaches,
    private readonly endpoints: Endpoints,
    private readonly metrics: Metrics,
  ) {}

  async intercept<Output>(call: Call, next: Next<Output>): Promise<Output> {
    const repeats: Repeats = {};
    this.endpoints.budgets.deposit(this.endpoints.destinationOf(call));
    try {
      for (;;) {
        this.beginAttempt(call, repeats);
        const answer = await next(call).then((output) => ({ output }), classify);
        const result = call.unclear ? afterUnclear(call, answer) : answer;
        if (!(result instanceof Failure)) return result.output;
        await this.beforeRepeat(result, call, repeats);
      }
    } catch (thrown) {
      throw withEffect(classify(thrown), call);
    }
  }

  private beginAttempt(call: Call, repeats: Repeats): void {
    throwIfEnded(call.caller);
    const another = call.mayRepeat && count(repeats, 'unclear') < REPEATS.unclear.mostRepeats;
    call.attempts.longestMs = another ? randomAttemptMs() : Number.POSITIVE_INFINITY;
  }

  /** Waits until the next attempt is due, or throws the failure if there is none. */
  private async beforeRepeat(failure: Failure, call: Call, repeats: Repeats): Promise<void> {
    const retry = retryOf(failure, call, repeats);
    if (retry === 'unclear' || retry === 'stale') call.noteUnclear();
    if (retry === 'never') throw failure;
    const nth = count(repeats, retry) + 1;
    if (nth > REPEATS[retry].mostRepeats) throw failure;
    const delayMs = Math.max(backoffMs(REPEATS[retry], nth, Math.random()), failure.facts.retryAfterMs ?? 0);
    if (delayMs >= call.caller.deadline.remainingMs) throw failure;
    if (retry === 'unclear' && !this.mayRepeatUnclear(call)) throw failure;
    if (retry === 'refresh') this.renewCredentials(failure, call);
    repeats[retry] = nth;
    this.metrics.retries.inc({ operation: call.operation.name, reason: retry });
    if (delayMs === 0) return;
    call.progress.steps?.begin('backoff');
    await pause(this.clock, delayMs, call.caller).finally(() => call.progress.steps?.end());
  }

  private mayRepeatUnclear(call: Call): boolean {
    return call.mayRepeat && this.endpoints.budgets.withdraw(this.endpoints.destinationOf(call));
  }

  /** After a clock correction the keys are good: the client must be kept, because it holds the correction. */
  private renewCredentials(failure: Failure, { caller, attempts: { keys } }: Call): void {
    if (keys !== undefined && failure.facts.clockCorrected !== true) this.caches.of(caller.tenant).renew(keys);
  }
}

/** Reads and writes with a token are retried once at no cost to the budget. */
function retryOf({ retry }: Failure, { operation }: Call, repeats: Repeats): Retry {
  const free = operation.repeat === 'read' || operation.repeat === 'token';
  const once = count(repeats, 'stale') < REPEATS.stale.mostRepeats;
  return retry === 'stale' && !(free && once) ? 'unclear' : retry;
}

function randomAttemptMs(): number {
  return ATTEMPT_MS.least + Math.random() * (ATTEMPT_MS.most - ATTEMPT_MS.least);
}

function count(repeats: Repeats, retry: Retry): number {
  return repeats[retry] ?? 0;
}

const MAY_BE_DONE = 'The answer to an earlier attempt of this request was lost, so the change may have been made.';

/** After an unclear attempt, later failures do not tell whether the change was made. */
function withEffect(failure: Failure, call: Call): Failure {
  const { operation, caller } = call;
  if (!call.unclear || operation.effect === 'read') return failure;
  const repeatable = operation.repeat === 'token' ? caller.idempotencyKey !== undefined : call.mayRepeat;
  return failure.with({
    effect: 'unknown',
    retryable: failure.retryable && repeatable,
    // Otherwise the caller would read that the request is wrong.
    ...(failure.row.blame === 'caller' && { detail: `${failure.message} ${MAY_BE_DONE}` }),
  });
}
