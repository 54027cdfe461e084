import { Injectable } from '@nestjs/common';

import type { Call, CallInterceptor, Next } from '../call.js';
import { mayRepeat } from '../operation.js';

/** Marks the idempotency records of all merged writes as sent, before the first attempt. */
@Injectable()
export class RecordInterceptor implements CallInterceptor {
  intercept<Output>(call: Call, next: Next<Output>): Promise<Output> {
    const { operation, input, caller, attempts } = call;
    if (operation.effect === 'read' || attempts.count !== 1 || caller.record === undefined) return next(call);
    return caller.record.markSent(mayRepeat(operation, input)).then(() => next(call));
  }
}
