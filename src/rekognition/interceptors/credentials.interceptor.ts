import { Inject, Injectable } from '@nestjs/common';

import type { StaticKeys } from '../../config/tenant.js';
import { Failure } from '../../failures/failure.js';
import { CLOCK, type Clock } from '../../resilience/time/clock.js';
import { DeadlinePassed, withinLimits } from '../../resilience/time/call-limits.js';
import { CredentialCaches } from '../../tenants/aws/credential-sources.js';
import type { Call, CallInterceptor } from '../call.js';

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

  intercept<Output>(call: Call, next: (call: Call) => Promise<Output>): Promise<Output> {
    const cache = this.caches.of(call.caller.tenant);
    const goOn = (keys: StaticKeys): Promise<Output> => {
      call.attempts.keys = keys;
      return next(call);
    };
    const ready = cache.ready();
    return ready === undefined ? this.waitFor(call, cache.get()).then(goOn) : goOn(ready);
  }

  private async waitFor({ caller, progress }: Call, keys: Promise<StaticKeys>): Promise<StaticKeys> {
    progress.steps?.begin('credentials');
    try {
      return await withinLimits(this.clock, caller, keys);
    } catch (thrown) {
      throw thrown instanceof DeadlinePassed ? new Failure('credentials-unavailable', { cause: thrown }) : thrown;
    } finally {
      progress.steps?.end();
    }
  }
}
