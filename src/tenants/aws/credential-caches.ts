import type { Tenant } from '../../config/tenant.js';
import type { Failure } from '../../failures/failure.js';
import type { CredentialJournal } from '../../observability/credential-journal.js';
import type { Clock } from '../../resilience/time/clock.js';
import { ofOwnAccount } from './account-check.js';
import type { RoleTools } from './assumed-roles.js';
import { CredentialKeeper } from './credential-cache.js';
import { defaultChain, sourceOf } from './credential-sources.js';
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

  constructor(
    private readonly clock: Clock,
    private readonly sts: Sts,
    private readonly journal: CredentialJournal,
  ) {
    journal.watchAsking(() => sts.asking);
  }

  of(tenant: Tenant): CredentialKeeper {
    const keeper = this.keepers.get(tenant) ?? this.keeperFor(tenant);
    this.keepers.set(tenant, keeper);
    return keeper;
  }

  private keeperFor(tenant: Tenant): CredentialKeeper {
    const tools: RoleTools = { clock: this.clock, sts: this.sts, ownIdentity: (region) => this.ownIdentity(region) };
    const source = ofOwnAccount(sourceOf(tenant, tools), tenant, tools);
    const onTried = (failure?: Failure): void => this.journal.tried(tenant.credentials.kind, failure, tenant.id);
    return new CredentialKeeper(this.clock, source, { onTried });
  }

  /** One for all regions: any region's STS gives keys that are good in all of them. */
  private ownIdentity(region: string): CredentialKeeper {
    const source = defaultChain(region, { clock: this.clock, sts: this.sts });
    this.own ??= new CredentialKeeper(this.clock, source, { onTried: (failure) => this.journal.tried('own', failure) });
    return this.own;
  }
}
