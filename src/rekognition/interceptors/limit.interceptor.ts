import { Inject, Injectable } from '@nestjs/common';

import { classify } from '../../failures/classify.js';
import { Failure } from '../../failures/failure.js';
import type { QuotaReading } from '../../observability/busiest.js';
import { Metrics } from '../../observability/metrics.js';
import type { Breaker } from '../../resilience/breaker.js';
import { CLOCK, type Clock } from '../../resilience/clock.js';
import { TurnTooFar } from '../../resilience/turns.js';
import { AccountQuotas, type Quota } from '../../tenants/account-quotas.js';
import { type Call, type CallInterceptor, takerOf } from '../call.js';
import { Endpoints } from '../endpoints.js';

/**
 * Lets each attempt wait for its turn of the account's quota, shared fairly between the account's tenants, and for a
 * place on the wire; sends none to an endpoint that fails.
 */
@Injectable()
export class LimitInterceptor implements CallInterceptor {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly quotas: AccountQuotas,
    private readonly endpoints: Endpoints,
    private readonly metrics: Metrics,
  ) {
    metrics.watchInFlight(() => quotas.attemptsInFlight);
    metrics.watchQuotas(() => quotas.limitedOnes().map(readingOf));
    metrics.watchEndpoints(() =>
      [...endpoints.all()].map(([endpoint, { breaker, budget }]) => ({
        endpoint,
        state: breaker.state,
        repeatsLeft: budget.left,
      })),
    );
  }

  async intercept<Output>(call: Call, next: (call: Call) => Promise<Output>): Promise<Output> {
    const quota = this.quotas.of(call.caller.tenant, call.operation.quota);
    const { breaker } = this.endpoints.of(call.caller.tenant);
    refuseWhileOpen(breaker);
    await this.turn(call, quota);
    try {
      refuseWhileOpen(breaker);
      return await this.attempt(call, quota, breaker, next);
    } finally {
      quota.turns.release(takerOf(call));
    }
  }

  private async turn(call: Call, { turns }: Quota): Promise<void> {
    const startedMs = this.clock.monotonicMs();
    try {
      await turns.take(takerOf(call), call.attempts > 0);
    } catch (thrown) {
      throw thrown instanceof TurnTooFar ? new Failure('rate-limited', { retryAfterMs: thrown.retryAfterMs }) : thrown;
    }
    this.metrics.quotaWaitSeconds.observe(
      { operation: call.operation.name },
      (this.clock.monotonicMs() - startedMs) / 1_000,
    );
  }

  private async attempt<Output>(
    call: Call,
    quota: Quota,
    breaker: Breaker,
    next: (call: Call) => Promise<Output>,
  ): Promise<Output> {
    breaker.begin();
    call.seal();
    call.attempts += 1;
    quota.attempts += 1;
    if (call.attempts === 1 && call.operation.merge !== undefined)
      this.metrics.mergeSize.observe({ operation: call.operation.name }, call.parts);
    try {
      const output = await next(call);
      breaker.end('answered');
      return output;
    } catch (thrown) {
      const failure = classify(thrown);
      if (failure.retry === 'slow-down') quota.turns.throttled();
      if (failure.endpoint !== 'unknown') breaker.end(failure.endpoint);
      throw failure;
    }
  }
}

function readingOf({ account, region, key: operation, turns, attempts }: Quota): QuotaReading {
  return { account, region, operation, ratePerSecond: turns.rate.perSecond, waiting: turns.waiting, attempts };
}

function refuseWhileOpen({ closedForMs }: Breaker): void {
  if (closedForMs > 0) throw new Failure('circuit-open', { retryAfterMs: closedForMs });
}
