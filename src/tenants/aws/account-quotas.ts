import type { AccountQuotaSettings } from '../../config/config.js';
import type { Tenant } from '../../config/tenant.js';
import type { Clock } from '../../resilience/time/clock.js';
import { Rate, UNLIMITED } from '../../resilience/rate/rate.js';
import { Bulkhead } from '../../resilience/bounds/bulkhead.js';
import { FleetTurns, type SharedTurns } from '../../resilience/rate/fleet-turns.js';
import { FairRateLimiter } from '../../resilience/rate/fair-rate-limiter.js';

/** AWS's default quota of an operation, in calls per second per account and region. */
export interface OperationQuota {
  /** Operations with the same key share a quota. */
  readonly key: string;
  readonly bigRegions: number;
  readonly others: number;
}

/** The quota of one key in one account and region, shared by the account's tenants. */
export interface Quota {
  readonly account: string;
  readonly region: string;
  readonly key: string;
  readonly operation: OperationQuota;
  readonly limited: boolean;
  readonly limiter: FairRateLimiter;
  /** Attempts started. */
  attempts: number;
}

/** @source AWS General Reference, "Amazon Rekognition endpoints and quotas": the regions with higher default quotas */
const BIG_REGIONS = new Set(['us-east-1', 'us-west-2', 'eu-west-1']);

/** Connection slots of all tenants, and the share of one: at most 32. See Bulkhead. */
const MAX_SLOTS = 256;
const TENANT_SHARE = 1 / 8;
const MAX_QUOTAS = 10_000;

/** How quotas are divided between replicas. */
export interface QuotaFleet {
  readonly replicas: number;
  readonly turns?: SharedTurns | undefined;
}

/** The quotas of all accounts and regions. At most 10,000 are kept; those with waiting calls are not evicted. */
export class AccountQuotas {
  private readonly quotas = new Map<string, Quota>();
  private readonly slots = new Bulkhead(MAX_SLOTS, [{ share: TENANT_SHARE }]);

  constructor(
    private readonly clock: Clock,
    private settings: AccountQuotaSettings,
    private readonly fleet: QuotaFleet = { replicas: 1 },
  ) {}

  of({ awsAccount: account, region }: Pick<Tenant, 'awsAccount' | 'region'>, operation: OperationQuota): Quota {
    const id = `${account}/${region}/${operation.key}`;
    const known = this.quotas.get(id);
    if (known !== undefined) return known;
    const rate = new Rate(this.clock, this.ratePerSecond(account, region, operation));
    const { turns } = this.fleet;
    const quota: Quota = {
      account,
      region,
      key: operation.key,
      operation,
      get limited() {
        return rate.configured < UNLIMITED;
      },
      limiter: new FairRateLimiter(this.clock, rate, this.slots, {
        replicas: () => this.fleet.replicas,
        ...(turns !== undefined && { turns: new FleetTurns(this.clock, rate, turns, id) }),
      }),
      attempts: 0,
    };
    this.evict();
    this.quotas.set(id, quota);
    return quota;
  }

  /** Calls that wait continue at the new rate. */
  configure(byAccount: AccountQuotaSettings['byAccount']): void {
    this.settings = { ...this.settings, byAccount };
    for (const { account, region, operation, limiter } of this.quotas.values()) {
      const perSecond = this.ratePerSecond(account, region, operation);
      if (perSecond !== limiter.rate.configured) limiter.configure(perSecond);
    }
  }

  /** Call when turns start or stop being shared with other replicas. */
  sharingChanged(): void {
    for (const { limiter } of this.quotas.values()) limiter.sharingChanged();
  }

  get replicas(): number {
    return this.fleet.replicas;
  }

  get attemptsInFlight(): number {
    return this.slots.held;
  }

  limitedOnes(): Quota[] {
    return [...this.quotas.values()].filter(({ limited }) => limited);
  }

  private ratePerSecond(account: string, region: string, { key, bigRegions, others }: OperationQuota): number {
    const chosen = this.settings.byAccount.get(account) ?? this.settings.others;
    if (chosen === 'off') return UNLIMITED;
    const usual = BIG_REGIONS.has(region) ? bigRegions : others;
    return chosen === 'aws' ? usual : (chosen[key] ?? usual);
  }

  /** Evicts the oldest quota without waiting calls. It would restart with a full bucket. */
  private evict(): void {
    if (this.quotas.size < MAX_QUOTAS) return;
    for (const [id, { limiter }] of this.quotas) {
      if (limiter.waiting > 0) continue;
      this.quotas.delete(id);
      return;
    }
  }
}
