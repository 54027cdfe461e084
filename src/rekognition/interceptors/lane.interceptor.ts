import { Inject, Injectable } from '@nestjs/common';

import { Metrics } from '../../observability/metrics.js';
import { CLOCK, type Clock } from '../../resilience/clock.js';
import { Lanes } from '../../resilience/lanes.js';
import type { Call, CallInterceptor } from '../call.js';

const CAPACITY = { perLaneJobs: 100, totalJobs: 10_000 };

/**
 * Lets one write of a user run at a time. Users are told apart as Rekognition does, by account, region, collection
 * and id: tenants that share an account wait for each other, others never do.
 */
@Injectable()
export class LaneInterceptor implements CallInterceptor {
  private readonly lanes: Lanes;

  constructor(@Inject(CLOCK) clock: Clock, metrics: Metrics) {
    this.lanes = new Lanes(clock, CAPACITY);
    metrics.watchLanes(() => this.lanes.depth);
  }

  intercept<Output>({ operation, input, caller }: Call, next: () => Promise<Output>): Promise<Output> {
    const lane = operation.lane?.(input);
    if (lane === undefined) return next();
    const key = JSON.stringify([caller.tenant.awsAccount, caller.tenant.region, ...lane]);
    return this.lanes.run(key, caller, next);
  }
}
