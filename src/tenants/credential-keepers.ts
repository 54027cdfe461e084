import type { Tenant } from '../config/tenant.js';
import type { Failure } from '../failures/failure.js';
import type { CredentialJournal } from '../observability/credential-journal.js';
import type { Clock } from '../resilience/clock.js';
import { accountOf, ofOwnAccount } from './account-check.js';
import type { RoleTools } from './assumed-roles.js';
import { CredentialKeeper } from './credential-keeper.js';
import { defaultChain, sourceOf } from './credential-sources.js';
import type { CredentialSource } from './credentials.js';
import type { Sts } from './sts.js';

/**
 * The keeper of each tenant's keys, and of the service's own, which assume the roles of tenants.
 *
 * A keeper belongs to a tenant with the settings that it has: other settings make another one, and a keeper goes when
 * nobody knows its tenant any more.
 */
export class CredentialKeepers {
  private readonly keepers = new WeakMap<Tenant, CredentialKeeper>();
  private own: CredentialKeeper | undefined;
  private tries = 0;

  constructor(
    private readonly clock: Clock,
    private readonly sts: Sts,
    private readonly journal: CredentialJournal,
  ) {}

  /** How many sources are being asked. */
  get fetching(): number {
    return this.tries;
  }

  of(tenant: Tenant): CredentialKeeper {
    const keeper = this.keepers.get(tenant) ?? this.keeperFor(tenant);
    this.keepers.set(tenant, keeper);
    return keeper;
  }

  private keeperFor(tenant: Tenant): CredentialKeeper {
    const tools: RoleTools = { clock: this.clock, sts: this.sts, ownIdentity: (region) => this.ownIdentity(region) };
    const ask = (keys: Parameters<typeof accountOf>[2]): ReturnType<typeof accountOf> =>
      accountOf(this.sts, tenant.region, keys);
    const source = ofOwnAccount(sourceOf(tenant, tools), ask, tenant);
    return this.keeperOf(source, (failure) => this.journal.tried(tenant.credentials.kind, failure, tenant.id));
  }

  /** One for all regions: any region's STS gives keys that are good in all of them. */
  private ownIdentity(region: string): CredentialKeeper {
    this.own ??= this.keeperOf(defaultChain(region, { clock: this.clock, sts: this.sts }), (failure) =>
      this.journal.tried('own', failure),
    );
    return this.own;
  }

  private keeperOf(source: CredentialSource, onTried: (failure?: Failure) => void): CredentialKeeper {
    const counted: CredentialSource = () => {
      this.tries += 1;
      return source().finally(() => (this.tries -= 1));
    };
    return new CredentialKeeper(this.clock, counted, { onTried });
  }
}
