import { Injectable } from '@nestjs/common';

import { Failure } from '../../failures/failure.js';
import { Metrics } from '../../observability/metrics.js';
import { Bulkhead } from '../../resilience/bounds/bulkhead.js';
import { AccountQuotas } from '../../tenants/aws/account-quotas.js';
import type { Call, CallInterceptor, Next } from '../call.js';
import { UserLanes } from '../batching/user-lanes.js';

const MAX_WAITING = 10_000;
/**
 * The calls of one account may take no more places than they leave free, and those of one tenant four fifths of what the
 * other tenants leave of that, so that neither locks out the others.
 */
const PER_ACCOUNT = { share: 0.5 };
const PER_TENANT = { most: 2_000, share: 0.8 };
/** Of one tenant in one lane. */
const PER_LANE = { most: 100 };

/**
 * Rejects in advance only calls whose next free turn of the quota lies after their deadline, and calls beyond a queue
 * limit. Response times of Rekognition are not predicted: slow calls end at their deadline.
 */
@Injectable()
export class AdmitInterceptor implements CallInterceptor {
  private readonly waiting = new Bulkhead(MAX_WAITING, [PER_ACCOUNT, PER_TENANT, PER_LANE]);

  constructor(
    private readonly quotas: AccountQuotas,
    private readonly lanes: UserLanes,
    metrics: Metrics,
  ) {
    metrics.watch('facade_calls_waiting', () => this.waiting.held);
  }

  async intercept<Output>(call: Call, next: Next<Output>): Promise<Output> {
    const { lane } = call;
    // A call that joins a waiting batch needs no turn of its own.
    if (lane === undefined || this.lanes.openBatch(call, lane) === undefined) this.rejectDistantTurn(call);
    const { awsAccount: account, id: tenant } = call.caller.tenant;
    const leave = this.waiting.enter(lane === undefined ? [account, tenant] : [account, tenant, lane]);
    call.progress.onSealed = leave;
    try {
      return await next(call);
    } finally {
      leave();
    }
  }

  private rejectDistantTurn({ operation, caller: { tenant, deadline } }: Call): void {
    const { limiter } = this.quotas.of(tenant, operation.quota);
    if (limiter.isTooFar(tenant, deadline))
      throw new Failure('rate-limited', { retryAfterMs: limiter.promiseMs(tenant) });
  }
}
