import type { ConfiguredOperation } from '../../config/session-policy.js';
import type { Tenant } from '../../config/tenant.js';
import type { Failure } from '../../failures/failure.js';
import type { CredentialRecorder } from '../../observability/credential-recorder.js';
import type { Clock } from '../../resilience/time/clock.js';
import { checkedAccount } from './account-check.js';
import type { RoleTools } from './assumed-roles.js';
import { CredentialCache } from './credential-cache.js';
import { defaultChain, sourceOf } from './credential-sources.js';
import type { Sts } from './sts.js';

/**
 * One credential cache per Tenant object, and one for the service's own identity, which assumes roles. Changed settings
 * create a new Tenant object and so a new cache.
 */
export class CredentialCaches {
  private readonly caches = new WeakMap<Tenant, CredentialCache>();
  private own: CredentialCache | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly sts: Sts,
    private readonly recorder: CredentialRecorder,
    private readonly operations: readonly ConfiguredOperation[],
  ) {
    recorder.watchAsking(() => sts.asking);
  }

  of(tenant: Tenant): CredentialCache {
    const cache = this.caches.get(tenant) ?? this.create(tenant);
    this.caches.set(tenant, cache);
    return cache;
  }

  private create(tenant: Tenant): CredentialCache {
    const { clock, sts, operations } = this;
    const tools: RoleTools = { clock, sts, operations, ownIdentity: (region) => this.ownIdentity(region) };
    const source = checkedAccount(sourceOf(tenant, tools), tenant, tools);
    const onTried = (failure?: Failure): void => this.recorder.tried(tenant.credentials.kind, failure, tenant.id);
    return new CredentialCache(this.clock, source, { onTried });
  }

  /** One cache for all regions: STS credentials of any region are valid everywhere. */
  private ownIdentity(region: string): CredentialCache {
    const source = defaultChain(region, { clock: this.clock, sts: this.sts });
    this.own ??= new CredentialCache(this.clock, source, { onTried: (failure) => this.recorder.tried('own', failure) });
    return this.own;
  }
}
