import { Injectable } from '@nestjs/common';

import type { Call, CallInterceptor } from '../call.js';

/** Has the audit write the intent of an admitted write before the write can be sent or join a batch. */
@Injectable()
export class IntentInterceptor implements CallInterceptor {
  async intercept<Output>(call: Call, next: (call: Call) => Promise<Output>): Promise<Output> {
    await call.onAdmitted();
    return next(call);
  }
}
