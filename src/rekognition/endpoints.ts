import { Breakers, type Destination } from '../resilience/breakers/breakers.js';
import type { Clock } from '../resilience/time/clock.js';
import { RetryBudgets } from '../resilience/breakers/retry-budget.js';
import type { Call } from './call.js';

/** Circuit breakers and retry budgets, per region or for one endpoint override. */
export class Endpoints {
  readonly breakers: Breakers;
  readonly budgets: RetryBudgets;

  /** @param only the endpoint override, if any. */
  constructor(
    clock: Clock,
    private readonly only: string | undefined,
  ) {
    this.breakers = new Breakers(clock);
    this.budgets = new RetryBudgets(clock);
  }

  destinationOf({ operation, caller }: Pick<Call, 'operation' | 'caller'>): Destination {
    const { awsAccount: account, region } = caller.tenant;
    return { endpoint: this.only ?? region, region, account, operation: operation.name };
  }
}
