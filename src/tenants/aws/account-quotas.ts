import type { AccountQuotaSettings } from '../../config/config.js';
import type { Tenant } from '../../config/tenant.js';
import type { Clock } from '../../resilience/time/clock.js';
import { Rate, UNLIMITED } from '../../resilience/rate/rate.js';
import { Slots } from '../../resilience/bounds/slots.js';
import { FairRateLimiter } from '../../resilience/rate/fair-rate-limiter.js';

/** What AWS allows of an operation by default, in calls per second of one account in one region. */
export interface OperationQuota {
  /** Operations with one key draw on one quota. */
  readonly key: string;
  readonly bigRegions: number;
  readonly others: number;
}

/** The quota of one key in one account and region, as all tenants of the account share it. */
export interface Quota {
  readonly account: string;
  readonly region: string;
  readonly key: string;
  /** What the quota is made of. */
  readonly operation: OperationQuota;
  readonly limited: boolean;
  readonly limiter: FairRateLimiter;
  /** How many attempts were begun. */
  attempts: number;
}

/** @source AWS General Reference, "Amazon Rekognition endpoints and quotas": the regions with higher default quotas */
const BIG_REGIONS = new Set(['us-east-1', 'us-west-2', 'eu-west-1']);

/** Sockets are shared by all tenants: none may fill them with calls that hang. See Slots. */
const SLOTS = { perFlow: 32, total: 256 };
const CAPACITY_QUOTAS = 10_000;

/**
 * The quotas of every account and region: kept as long as they are in use, and the 10,000 used last.
 */
export class AccountQuotas {
  private readonly quotas = new Map<string, Quota>();
  private readonly slots = new Slots(SLOTS);

  constructor(
    private readonly clock: Clock,
    private settings: AccountQuotaSettings,
  ) {}

  of({ awsAccount: account, region }: Pick<Tenant, 'awsAccount' | 'region'>, operation: OperationQuota): Quota {
    const id = `${account}/${region}/${operation.key}`;
    const known = this.quotas.get(id);
    if (known !== undefined) return known;
    const rate = new Rate(this.clock, this.ratePerSecond(account, region, operation));
    const quota: Quota = {
      account,
      region,
      key: operation.key,
      operation,
      get limited() {
        return rate.configured < UNLIMITED;
      },
      limiter: new FairRateLimiter(this.clock, rate, this.slots),
      attempts: 0,
    };
    this.makeRoom();
    this.quotas.set(id, quota);
    return quota;
  }

  /** Takes other quotas of accounts. Those whose rate is another one go on at it, with all who wait for their turns. */
  configure(byAccount: AccountQuotaSettings['byAccount']): void {
    this.settings = { ...this.settings, byAccount };
    for (const { account, region, operation, limiter } of this.quotas.values()) {
      const perSecond = this.ratePerSecond(account, region, operation);
      if (perSecond !== limiter.rate.configured) limiter.configure(perSecond);
    }
  }

  /** How many attempts are on the wire, whoever's they are. */
  get attemptsInFlight(): number {
    return this.slots.takenInAll;
  }

  /** Every quota in use that has a limit, in the order in which they were first needed. */
  limitedOnes(): Quota[] {
    return [...this.quotas.values()].filter(({ limited }) => limited);
  }

  private ratePerSecond(account: string, region: string, { key, bigRegions, others }: OperationQuota): number {
    const chosen = this.settings.byAccount.get(account) ?? this.settings.others;
    if (chosen === 'off') return UNLIMITED;
    const usual = BIG_REGIONS.has(region) ? bigRegions : others;
    return chosen === 'aws' ? usual : (chosen[key] ?? usual);
  }

  /** The oldest for which nobody waits goes; it would begin anew with a full bucket. */
  private makeRoom(): void {
    if (this.quotas.size < CAPACITY_QUOTAS) return;
    for (const [id, { limiter }] of this.quotas) {
      if (limiter.waiting > 0) continue;
      this.quotas.delete(id);
      return;
    }
  }
}
