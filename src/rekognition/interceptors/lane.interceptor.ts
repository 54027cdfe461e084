import { Injectable } from '@nestjs/common';

import type { Call, CallInterceptor } from '../call.js';
import { UserLanes } from '../batching/user-lanes.js';

/** Lets one write of a user run at a time, and those that wait for the same user go together. */
@Injectable()
export class LaneInterceptor implements CallInterceptor {
  constructor(private readonly lanes: UserLanes) {}

  intercept<Output>(call: Call, next: (call: Call) => Promise<Output>): Promise<Output> {
    const lane = this.lanes.laneOf(call);
    if (lane === undefined) return next(call);
    // The row's own functions, which alone look inside, make the caller's part of the same type as the whole.
    const send = next as (call: Call) => Promise<object>;
    return this.lanes.run(call, lane, send) as Promise<Output>;
  }
}
