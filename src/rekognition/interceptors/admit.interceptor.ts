import { Injectable } from '@nestjs/common';

import { Failure } from '../../failures/failure.js';
import { Metrics } from '../../observability/metrics.js';
import { WaitingRoom } from '../../resilience/bounds/waiting-room.js';
import { AccountQuotas } from '../../tenants/aws/account-quotas.js';
import { type Call, type CallInterceptor, takerOf } from '../call.js';
import { UserLanes } from '../batching/user-lanes.js';

const CAPACITY = { perLane: 100, perTenant: 2_000, total: 10_000 };

/**
 * Rejects in advance only what arithmetic rejects: a call whose next free turn of the quota comes after its deadline,
 * and one for which a counted bound is reached. How long Rekognition takes is not foreseen: a call that it answers too
 * slowly, or that waits behind one in its lane, ends at its deadline.
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
    if (lane === undefined || this.lanes.openTo(call, lane) === undefined) this.refuseDistantTurn(call);
    const { awsAccount: account, id: tenant } = call.caller.tenant;
    const leave = this.room.enter({ account, tenant, lane });
    call.onSealed = leave;
    try {
      return await next(call);
    } finally {
      leave();
    }
  }

  private refuseDistantTurn(call: Call): void {
    const { limiter } = this.quotas.of(call.caller.tenant, call.operation.quota);
    const taker = takerOf(call);
    if (limiter.isTooFar(taker)) throw new Failure('rate-limited', { retryAfterMs: limiter.promiseMs(taker) });
  }
}
