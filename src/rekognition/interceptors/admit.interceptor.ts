import { Injectable } from '@nestjs/common';

import { Failure } from '../../failures/failure.js';
import { Metrics } from '../../observability/metrics.js';
import { WaitingRoom } from '../../resilience/bounds/waiting-room.js';
import { AccountQuotas } from '../../tenants/aws/account-quotas.js';
import { type Call, type CallInterceptor, limiterRequestOf } from '../call.js';
import { UserLanes } from '../batching/user-lanes.js';

const CAPACITY = { perLane: 100, perTenant: 2_000, total: 10_000 };

/**
 * Rejects in advance only calls whose next free turn of the quota lies after their deadline, and calls beyond a queue
 * limit. Response times of Rekognition are not predicted: slow calls end at their deadline.
 */
@Injectable()
export class AdmitInterceptor implements CallInterceptor {
  private readonly room = new WaitingRoom(CAPACITY);

  constructor(
    private readonly quotas: AccountQuotas,
    private readonly lanes: UserLanes,
    metrics: Metrics,
  ) {
    metrics.watchWaiting(() => this.room.waiting);
  }

  async intercept<Output>(call: Call, next: (call: Call) => Promise<Output>): Promise<Output> {
    const lane = this.lanes.laneOf(call);
    // A call that joins a waiting batch needs no turn of its own.
    if (lane === undefined || this.lanes.openBatch(call, lane) === undefined) this.rejectDistantTurn(call);
    const { awsAccount: account, id: tenant } = call.caller.tenant;
    const leave = this.room.enter({ account, tenant, lane });
    call.progress.onSealed = leave;
    try {
      return await next(call);
    } finally {
      leave();
    }
  }

  private rejectDistantTurn(call: Call): void {
    const { limiter } = this.quotas.of(call.caller.tenant, call.operation.quota);
    const request = limiterRequestOf(call);
    if (limiter.isTooFar(request)) throw new Failure('rate-limited', { retryAfterMs: limiter.promiseMs(request) });
  }
}
