import { Inject, Injectable } from '@nestjs/common';

import { Failure } from '../../failures/failure.js';
import { Metrics } from '../../observability/metrics.js';
import { CLOCK, type Clock } from '../../resilience/clock.js';
import { WaitingRoom } from '../../resilience/waiting-room.js';
import { AccountQuotas } from '../../tenants/account-quotas.js';
import { type Call, type CallInterceptor, takerOf } from '../call.js';
import { UserLanes } from '../user-lanes.js';

const CAPACITY = { perLane: 100, perFlow: 2_000, total: 10_000 };

/**
 * Refuses at once what would wait longer than its caller does, and lets no more wait than there is room for. So no
 * caller is timed out after a wait that could have been foreseen.
 */
@Injectable()
export class AdmitInterceptor implements CallInterceptor {
  private readonly room = new WaitingRoom(CAPACITY);

  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly quotas: AccountQuotas,
    private readonly lanes: UserLanes,
    metrics: Metrics,
  ) {
    metrics.watchWaiting(() => this.room.waiting);
  }

  async intercept<Output>(call: Call, next: (call: Call) => Promise<Output>): Promise<Output> {
    const { tenant, deadline } = call.caller;
    call.expectedEndMs = this.expectedEndMs(call);
    if (call.expectedEndMs >= deadline.atMs) {
      const { turns, usual } = this.quotas.of(tenant, call.operation.quota);
      throw new Failure('rate-limited', { retryAfterMs: turns.promiseMs(takerOf(call, usual)) });
    }
    const leave = this.room.enter(tenant.id, this.lanes.laneOf(call));
    call.onSealed = leave;
    try {
      return await next(call);
    } finally {
      leave();
    }
  }

  /** The lane's end, the turn after it, and one call's time; who joins a call that waits shares its end. */
  private expectedEndMs(call: Call): number {
    const { turns, usual } = this.quotas.of(call.caller.tenant, call.operation.quota);
    const lane = this.lanes.laneOf(call);
    const nowMs = this.clock.monotonicMs();
    const open = lane === undefined ? undefined : this.lanes.openTo(call, lane);
    if (open !== undefined) return Math.max(nowMs + usual.atMostMs, open.call.expectedEndMs);
    const laneEndMs = lane === undefined ? nowMs : Math.max(nowMs, this.lanes.expectedEndMs(lane));
    return laneEndMs + turns.expectedWaitMs(takerOf(call, usual)) + usual.atMostMs;
  }
}
