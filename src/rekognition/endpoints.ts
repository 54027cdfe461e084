import type { Tenant } from '../config/tenant.js';
import { Breaker } from '../resilience/breaker.js';
import type { Clock } from '../resilience/clock.js';
import { RetryBudget } from '../resilience/retry-budget.js';

/** What all calls to one endpoint share, whoever's they are. */
export interface Endpoint {
  readonly breaker: Breaker;
  readonly budget: RetryBudget;
}

const BUDGET_SHARE = 0.15;
const BUDGET_AT_LEAST = 3;

/** Rekognition's endpoints: one for each region, or the one that all calls are sent to. */
export class Endpoints {
  private readonly endpoints = new Map<string, Endpoint>();

  /** @param only the one endpoint that all regions' calls are sent to, if there is one. */
  constructor(
    private readonly clock: Clock,
    private readonly only: string | undefined,
  ) {}

  of({ region }: Pick<Tenant, 'region'>): Endpoint {
    const name = this.only ?? region;
    const endpoint = this.endpoints.get(name) ?? {
      breaker: new Breaker(this.clock),
      budget: new RetryBudget(this.clock, BUDGET_SHARE, BUDGET_AT_LEAST),
    };
    this.endpoints.set(name, endpoint);
    return endpoint;
  }

  /** By name: a region, or a URL. As many as the tenants have regions. */
  all(): Iterable<readonly [string, Endpoint]> {
    return this.endpoints;
  }
}
