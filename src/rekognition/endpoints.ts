import { Breakers, type Destination } from '../resilience/breakers/breakers.js';
import type { Clock } from '../resilience/time/clock.js';
import { RetryBudgets } from '../resilience/breakers/retry-budget.js';
import type { Call } from './call.js';

/** Whether and how often Rekognition may be asked: its endpoints are one per region, or one for all calls. */
export class Endpoints {
  readonly breakers: Breakers;
  readonly budgets: RetryBudgets;

  /** @param only the URL that all regions' calls are sent to, if there is one. */
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
