import { createHash, timingSafeEqual } from 'node:crypto';

import type { ApiKey, Tenant } from '../config/tenant.js';
import type { Clock } from '../resilience/clock.js';
import type { Identity } from './identity.js';

interface Entry {
  readonly tenant: Tenant;
  readonly key: ApiKey;
}

/**
 * Finds who an API key belongs to.
 *
 * Keys are looked up by hash, and one comparison in constant time follows whether or not there is an entry, so that
 * the time taken tells nothing about which keys exist.
 */
export class TenantDirectory {
  private readonly entries: ReadonlyMap<string, Entry>;
  private readonly byId: ReadonlyMap<string, Tenant>;
  private readonly nobody = Buffer.alloc(32);

  constructor(
    private readonly clock: Clock,
    tenants: readonly Tenant[],
  ) {
    this.byId = new Map(tenants.map((tenant) => [tenant.id, tenant]));
    this.entries = new Map(
      tenants.flatMap((tenant) => tenant.apiKeys.map((key) => [key.sha256.toString('hex'), { tenant, key }] as const)),
    );
  }

  /** Whom the credential belongs to; undefined when nobody, or when it has expired. */
  identify(apiKey: string): Identity | undefined {
    const hash = createHash('sha256').update(apiKey).digest();
    const found = this.entries.get(hash.toString('hex'));
    const same = timingSafeEqual(hash, found?.key.sha256 ?? this.nobody);
    if (!same || found === undefined) return undefined;
    const { tenant, key } = found;
    if (this.clock.nowMs() >= (key.expiresAtMs ?? Number.POSITIVE_INFINITY)) return undefined;
    return { tenant, principal: { kind: 'key', keyId: key.id }, scopes: key.scopes };
  }

  /** The tenant of this id, exactly as it is written in the tenants file. */
  tenantOf(id: string): Tenant | undefined {
    return this.byId.get(id);
  }
}
