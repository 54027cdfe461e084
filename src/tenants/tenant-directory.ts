import { createHash, timingSafeEqual } from 'node:crypto';

import type { ApiKey, Tenant } from '../config/tenant.js';
import type { Clock } from '../resilience/clock.js';
import type { Identity } from './identity.js';

interface Entry {
  readonly tenant: Tenant;
  readonly key: ApiKey;
}

/** Somebody who acts for a tenant, and by which key if it is one. */
interface Watched {
  readonly tenantId: string;
  /** Hash of the key; undefined for bearers of tokens. */
  readonly keyHash: string | undefined;
  readonly onRevoked: () => void;
}

/**
 * Finds who an API key belongs to, and the tenants by their ids, as the latest version of the tenants file has them.
 *
 * Keys are looked up by hash, and one comparison in constant time follows whether or not there is an entry, so that
 * the time taken tells nothing about which keys exist.
 */
export class TenantDirectory {
  private entries: ReadonlyMap<string, Entry> = new Map();
  private byId: ReadonlyMap<string, Tenant> = new Map();
  /** By tenant and key id. */
  private hashes: ReadonlyMap<string, string> = new Map();
  private readonly watched = new Set<Watched>();
  private readonly nobody = Buffer.alloc(32);

  constructor(
    private readonly clock: Clock,
    tenants: readonly Tenant[],
  ) {
    this.replace(tenants);
  }

  /** Knows these tenants and no others from now on. Those who act by a credential that is gone are told. */
  replace(tenants: readonly Tenant[]): void {
    const entries = tenants.flatMap((tenant) => tenant.apiKeys.map((key) => ({ tenant, key })));
    this.byId = new Map(tenants.map((tenant) => [tenant.id, tenant]));
    this.entries = new Map(entries.map((entry) => [hexOf(entry.key), entry]));
    this.hashes = new Map(entries.map(({ tenant, key }) => [`${tenant.id} ${key.id}`, hexOf(key)]));
    for (const each of this.watched) if (!this.isGood(each)) this.revoke(each);
  }

  /** Whom the credential belongs to; undefined when nobody, or when it has expired. */
  identify(apiKey: string): Identity | undefined {
    const hash = createHash('sha256').update(apiKey).digest();
    const found = this.entries.get(hash.toString('hex'));
    const same = timingSafeEqual(hash, found?.key.sha256 ?? this.nobody);
    if (!same || found === undefined || this.hasExpired(found.key)) return undefined;
    const { tenant, key } = found;
    return { tenant, principal: { kind: 'key', keyId: key.id }, scopes: key.scopes };
  }

  /** The tenant of this id, exactly as it is written in the tenants file. */
  tenantOf(id: string): Tenant | undefined {
    return this.byId.get(id);
  }

  /**
   * Calls `onRevoked` once when a version of the tenants file knows the tenant, or the key, no more; at once if that is
   * so already. What else changes about them is for later calls.
   *
   * @returns what ends the watch; whoever watches must call it when their call is over.
   */
  watch({ tenant, principal }: Pick<Identity, 'tenant' | 'principal'>, onRevoked: () => void): () => void {
    const keyHash = principal.kind === 'key' ? (this.hashes.get(`${tenant.id} ${principal.keyId}`) ?? '') : undefined;
    const each = { tenantId: tenant.id, keyHash, onRevoked };
    if (this.isGood(each)) this.watched.add(each);
    else onRevoked();
    return () => this.watched.delete(each);
  }

  private revoke(each: Watched): void {
    this.watched.delete(each);
    each.onRevoked();
  }

  private isGood({ tenantId, keyHash }: Watched): boolean {
    if (keyHash === undefined) return this.byId.has(tenantId);
    const entry = this.entries.get(keyHash);
    return entry !== undefined && entry.tenant.id === tenantId && !this.hasExpired(entry.key);
  }

  private hasExpired({ expiresAtMs = Number.POSITIVE_INFINITY }: ApiKey): boolean {
    return this.clock.wallMs() >= expiresAtMs;
  }
}

function hexOf({ sha256 }: ApiKey): string {
  return sha256.toString('hex');
}
