import { Injectable } from '@nestjs/common';

import type { Call, CallInterceptor, Next } from '../call.js';
import type { OperationDefinition } from '../operation.js';

/** Marks the idempotency records of all merged writes as sent, before the first attempt. */
@Injectable()
export class RecordInterceptor implements CallInterceptor {
  appliesTo({ effect }: OperationDefinition): boolean {
    return effect === 'write';
  }

  intercept<Output>(call: Call, next: Next<Output>): Promise<Output> {
    const { record } = call.caller;
    if (record === undefined || call.attempts.count !== 1) return next(call);
    return record.markSent(call.mayRepeat).then(() => next(call));
  }
}
