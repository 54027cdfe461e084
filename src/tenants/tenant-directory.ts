import { createHash, timingSafeEqual } from 'node:crypto';

import type { ApiKey, Tenant } from '../config/tenant.js';
import type { Clock } from '../resilience/clock.js';

/** A credential that was found to be good. */
export interface Identity {
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
  private readonly identities: ReadonlyMap<string, Identity>;
  private readonly nobody = Buffer.alloc(32);

  constructor(
    private readonly clock: Clock,
    tenants: readonly Tenant[],
  ) {
    this.identities = new Map(
      tenants.flatMap((tenant) => tenant.apiKeys.map((key) => [key.sha256.toString('hex'), { tenant, key }] as const)),
    );
  }

  /** Whom the credential belongs to; undefined when nobody, or when it has expired. */
  identify(apiKey: string): Identity | undefined {
    const hash = createHash('sha256').update(apiKey).digest();
    const found = this.identities.get(hash.toString('hex'));
    const same = timingSafeEqual(hash, found?.key.sha256 ?? this.nobody);
    if (!same || found === undefined) return undefined;
    const { expiresAtMs = Number.POSITIVE_INFINITY } = found.key;
    return this.clock.nowMs() < expiresAtMs ? found : undefined;
  }
}
