import { Injectable } from '@nestjs/common';

import { Call, type CallInterceptor } from '../call.js';
import { scopedInput, scopedOutput } from '../tenant-scope.js';

/** Restricts each call to the tenant's collections and S3 locations. */
@Injectable()
export class ScopeInterceptor implements CallInterceptor {
  async intercept<Output>(call: Call, next: (call: Call) => Promise<Output>): Promise<Output> {
    const { operation, caller } = call;
    const input = scopedInput(operation, call.input, caller.tenant);
    const scoped = new Call(operation, () => input, caller);
    scoped.onAdmitted = call.onAdmitted;
    try {
      return scopedOutput((await next(scoped)) as object, caller.tenant) as Output;
    } finally {
      call.noteAttemptsOf(scoped);
    }
  }
}
