import { Inject, Injectable } from '@nestjs/common';

import { Failure } from '../../failures/failure.js';
import { CLOCK, type Clock } from '../../resilience/time/clock.js';
import { DeadlinePassed, withinLimits } from '../../resilience/time/call-limits.js';
import { type CredentialCache, CredentialCaches } from '../../tenants/aws/credential-cache.js';
import type { Call, CallInterceptor, Next } from '../call.js';

/**
 * Obtains the tenant's keys before the attempt takes quota or a connection slot, so that a tenant with failing
 * credentials does not delay others.
 */
@Injectable()
export class CredentialsInterceptor implements CallInterceptor {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly caches: CredentialCaches,
  ) {}

  intercept<Output>(call: Call, next: Next<Output>): Promise<Output> {
    const cache = this.caches.of(call.caller.tenant);
    call.attempts.keys = cache.ready();
    return call.attempts.keys === undefined ? this.waitFor(call, cache).then(() => next(call)) : next(call);
  }

  private async waitFor({ caller, progress, attempts }: Call, cache: CredentialCache): Promise<void> {
    progress.steps?.begin('credentials');
    try {
      attempts.keys = await withinLimits(this.clock, caller, cache.get());
    } catch (thrown) {
      throw thrown instanceof DeadlinePassed ? new Failure('credentials-unavailable', { cause: thrown }) : thrown;
    } finally {
      progress.steps?.end();
    }
  }
}
