import { Injectable } from '@nestjs/common';

import type { Call, CallInterceptor } from '../call.js';
import { UserLanes } from '../batching/user-lanes.js';

/** Runs one write per user at a time; waiting writes of the same user may be merged. */
@Injectable()
export class LaneInterceptor implements CallInterceptor {
  constructor(private readonly lanes: UserLanes) {}

  intercept<Output>(call: Call, next: (call: Call) => Promise<Output>): Promise<Output> {
    const lane = this.lanes.laneOf(call);
    if (lane === undefined) return next(call);
    // The definition's `split` returns parts of the same type as the whole output.
    const send = next as (call: Call) => Promise<object>;
    return this.lanes.run(call, lane, send) as Promise<Output>;
  }
}
