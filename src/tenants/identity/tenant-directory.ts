import { hash, timingSafeEqual } from 'node:crypto';

import type { ApiKey, Tenant } from '../../config/tenant.js';
import type { ApiKeyReading } from '../../observability/metrics.js';
import type { Clock } from '../../resilience/time/clock.js';
import type { Identity } from './caller.js';

interface KeyEntry {
  readonly tenant: Tenant;
  readonly key: ApiKey;
  lastUsedAtMs: number | undefined;
}

/** Looks up tenants by API key or id. A lookup takes equally long whether or not the key exists. */
export class TenantDirectory {
  private entries: ReadonlyMap<string, KeyEntry> = new Map();
  private byId: ReadonlyMap<string, Tenant> = new Map();
  private readonly noHash = Buffer.alloc(32);

  constructor(
    private readonly clock: Clock,
    tenants: readonly Tenant[],
  ) {
    this.replace(tenants);
  }

  replace(tenants: readonly Tenant[]): void {
    const entries = tenants.flatMap((tenant) =>
      tenant.apiKeys.map((key) => ({ tenant, key, lastUsedAtMs: this.entries.get(hexOf(key))?.lastUsedAtMs })),
    );
    this.byId = new Map(tenants.map((tenant) => [tenant.id, tenant]));
    this.entries = new Map(entries.map((entry) => [hexOf(entry.key), entry]));
  }

  /** Returns undefined if the key is unknown or has expired. */
  identify(apiKey: string): Identity | undefined {
    const hex = hash('sha256', apiKey);
    const found = this.entries.get(hex);
    const same = timingSafeEqual(Buffer.from(hex, 'hex'), found?.key.sha256 ?? this.noHash);
    if (!same || found === undefined) return undefined;
    const { tenant, key } = found;
    const goodUntilMs = (): number => this.goodUntilMs(tenant.id, hex);
    const nowMs = this.clock.wallMs();
    if (nowMs >= goodUntilMs()) return undefined;
    found.lastUsedAtMs = nowMs;
    return { tenant, principal: { kind: 'key', keyId: key.id }, scopes: key.scopes, goodUntilMs };
  }

  /** Ids are case-sensitive. */
  tenantOf(id: string): Tenant | undefined {
    return this.byId.get(id);
  }

  *keyReadings(): Generator<ApiKeyReading> {
    for (const { tenant, key, lastUsedAtMs } of this.entries.values()) {
      yield { tenant: tenant.id, key: key.id, expiresAtMs: key.expiresAtMs, lastUsedAtMs };
    }
  }

  private goodUntilMs(tenantId: string, hash: string): number {
    const entry = this.entries.get(hash);
    if (entry?.tenant.id !== tenantId) return Number.NEGATIVE_INFINITY;
    return entry.key.expiresAtMs ?? Number.POSITIVE_INFINITY;
  }
}

function hexOf({ sha256 }: ApiKey): string {
  return sha256.toString('hex');
}
