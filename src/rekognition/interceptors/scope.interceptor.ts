import { Injectable } from '@nestjs/common';

import type { Call, CallInterceptor } from '../call.js';
import { scopedInput, scopedOutput } from '../tenant-scope.js';

/** Restricts each call to the tenant's collections and S3 locations. */
@Injectable()
export class ScopeInterceptor implements CallInterceptor {
  async intercept<Output>(call: Call, next: (call: Call) => Promise<Output>): Promise<Output> {
    const { operation, input, caller } = call;
    const output = await next(call.withInput(scopedInput(operation, input, caller.tenant)));
    return scopedOutput(output as object, caller.tenant) as Output;
  }
}
