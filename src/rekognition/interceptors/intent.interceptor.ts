import { Injectable } from '@nestjs/common';

import type { Call, CallInterceptor } from '../call.js';

/** Writes the audit intent before an admitted write can be sent or join a batch. */
@Injectable()
export class IntentInterceptor implements CallInterceptor {
  intercept<Output>(call: Call, next: (call: Call) => Promise<Output>): Promise<Output> {
    // Without an intent, no microtask passes between admission and the lane.
    const { onAdmitted } = call.progress;
    return onAdmitted === undefined ? next(call) : onAdmitted().then(() => next(call));
  }
}
