import { Inject, Injectable } from '@nestjs/common';

import { classify } from '../../failures/classify.js';
import { Failure } from '../../failures/failure.js';
import type { QuotaReading } from '../../observability/busiest.js';
import { Metrics } from '../../observability/metrics.js';
import { type CallBreaker, Endpoints } from '../../resilience/breakers/breakers.js';
import type { Leave } from '../../resilience/bounds/bulkhead.js';
import { CLOCK, type Clock } from '../../resilience/time/clock.js';
import { throwIfEnded } from '../../resilience/time/call-limits.js';
import { Starts } from '../../resilience/rate/starts.js';
import { TurnAfterDeadline } from '../../resilience/rate/fair-rate-limiter.js';
import { AccountQuotas, type Quota } from '../../tenants/aws/account-quotas.js';
import type { Call, CallInterceptor, Next } from '../call.js';

/**
 * Makes each attempt wait for the account's quota, shared fairly between its tenants, and for a connection slot.
 * Rejects attempts while a circuit breaker is open.
 */
@Injectable()
export class LimitInterceptor implements CallInterceptor {
  private readonly starts = new Starts();

  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly quotas: AccountQuotas,
    private readonly endpoints: Endpoints,
    private readonly metrics: Metrics,
  ) {
    const { breakers, budgets } = endpoints;
    metrics.watchInFlight(() => quotas.attemptsInFlight);
    metrics.watchQuotas(() => quotas.limitedOnes().map(readingOf));
    metrics.watchBreakers(() => breakers.readings());
    metrics.watchRetryBudgets(() => budgets.leastLeft());
  }

  async intercept<Output>(call: Call, next: Next<Output>): Promise<Output> {
    const { tenant } = call.caller;
    const quota = this.quotas.of(tenant, call.operation.quota);
    const breaker = this.endpoints.breakers.of(this.endpoints.destinationOf(call));
    throwIfOpen(breaker);
    const startedMs = this.clock.monotonicMs();
    const leave = quota.limiter.takeNow(tenant) ?? (await this.waitForTurn(call, quota));
    const waitedMs = this.clock.monotonicMs() - startedMs;
    this.metrics.quotaWaitSeconds.observe({ operation: call.operation.name }, waitedMs / 1_000);
    try {
      await this.starts.next(tenant.id);
      throwIfEnded(call.caller);
      throwIfOpen(breaker);
      return await this.attempt(call, quota, breaker, next);
    } finally {
      leave();
    }
  }

  private async waitForTurn(call: Call, { limiter }: Quota): Promise<Leave> {
    call.progress.steps?.begin('quota');
    try {
      return await limiter.take(call.caller.tenant, call.caller, call.attempts.count > 0);
    } catch (thrown) {
      if (!(thrown instanceof TurnAfterDeadline)) throw thrown;
      throw new Failure('rate-limited', { retryAfterMs: thrown.retryAfterMs });
    } finally {
      call.progress.steps?.end();
    }
  }

  private async attempt<Output>(call: Call, quota: Quota, breaker: CallBreaker, next: Next<Output>): Promise<Output> {
    const end = breaker.begin();
    const { hung } = quota.limiter;
    const { id: flow } = call.caller.tenant;
    const startedMs = this.clock.monotonicMs();
    call.seal();
    call.attempts.count += 1;
    quota.attempts += 1;
    if (call.attempts.count === 1 && call.operation.merge !== undefined)
      this.metrics.mergeSize.observe({ operation: call.operation.name }, call.attempts.parts);
    try {
      const output = await next(call);
      end('answered');
      hung.answered(flow);
      return output;
    } catch (thrown) {
      const failure = classify(thrown);
      if (failure.retry === 'slow-down') quota.limiter.throttled();
      end(failure.evidence);
      if (failure.code === 'upstream-timeout') hung.unanswered(flow, this.clock.monotonicMs() - startedMs);
      else if (failure.evidence !== 'unknown') hung.answered(flow);
      throw failure;
    }
  }
}

function readingOf({ account, region, key: operation, limiter, attempts }: Quota): QuotaReading {
  return { account, region, operation, ratePerSecond: limiter.rate.perSecond, waiting: limiter.waiting, attempts };
}

function throwIfOpen({ closedForMs: retryAfterMs }: CallBreaker): void {
  if (retryAfterMs > 0) throw new Failure('circuit-open', { retryAfterMs });
}
