import type { Tenant } from '../../config/tenant.js';
import type { Failure } from '../../failures/failure.js';
import type { CredentialRecorder } from '../../observability/credential-recorder.js';
import type { Clock } from '../../resilience/time/clock.js';
import { ofOwnAccount } from './account-check.js';
import type { RoleTools } from './assumed-roles.js';
import { CredentialCache } from './credential-cache.js';
import { defaultChain, sourceOf } from './credential-sources.js';
import type { Sts } from './sts.js';

/**
 * The cache of each tenant's keys, and of the service's own, which assume the roles of tenants.
 *
 * A cache belongs to a tenant with the settings that it has: other settings make another one, and a cache goes when
 * nobody knows its tenant any more.
 */
export class CredentialCaches {
  private readonly caches = new WeakMap<Tenant, CredentialCache>();
  private own: CredentialCache | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly sts: Sts,
    private readonly recorder: CredentialRecorder,
  ) {
    recorder.watchAsking(() => sts.asking);
  }

  of(tenant: Tenant): CredentialCache {
    const cache = this.caches.get(tenant) ?? this.keeperFor(tenant);
    this.caches.set(tenant, cache);
    return cache;
  }

  private keeperFor(tenant: Tenant): CredentialCache {
    const tools: RoleTools = { clock: this.clock, sts: this.sts, ownIdentity: (region) => this.ownIdentity(region) };
    const source = ofOwnAccount(sourceOf(tenant, tools), tenant, tools);
    const onTried = (failure?: Failure): void => this.recorder.tried(tenant.credentials.kind, failure, tenant.id);
    return new CredentialCache(this.clock, source, { onTried });
  }

  /** One for all regions: any region's STS gives keys that are good in all of them. */
  private ownIdentity(region: string): CredentialCache {
    const source = defaultChain(region, { clock: this.clock, sts: this.sts });
    this.own ??= new CredentialCache(this.clock, source, { onTried: (failure) => this.recorder.tried('own', failure) });
    return this.own;
  }
}
