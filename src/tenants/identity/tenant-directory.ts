import { hash, timingSafeEqual } from 'node:crypto';

import { Injectable } from '@nestjs/common';

import type { ApiKey, Tenant } from '../../config/tenant.js';
import type { ApiKeyReading } from '../../observability/metrics.js';
import type { CallLimits } from '../../resilience/time/call-limits.js';
import type { Clock } from '../../resilience/time/clock.js';
import { type Credential, type Identity, refuse } from './caller.js';
import { TokenVerifier } from './token-verifier.js';

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

@Injectable()
export class Authenticator {
  constructor(
    private readonly directory: TenantDirectory,
    private readonly tokens: TokenVerifier,
  ) {}

  /**
   * @throws CredentialRefused if the credential is unknown or no longer valid.
   * @throws Failure issuer-unavailable if that cannot be determined.
   * @throws DeadlinePassed, CallerLeft when the limits are reached before the issuer's keys arrive.
   */
  async identify({ kind, text }: Credential, limits: CallLimits): Promise<Identity> {
    return kind === 'key' ? this.ofKey(text) : this.ofToken(text, limits);
  }

  private ofKey(key: string): Identity {
    const identity = this.directory.identify(key);
    return identity ?? refuse('unknown-key');
  }

  private async ofToken(token: string, limits: CallLimits): Promise<Identity> {
    const claims = await this.tokens.verify(token, limits);
    const { issuer, subject, tenantId, tenantClaim, scopes, scopesFault, expiresAtMs } = claims;
    const tenant = this.directory.tenantOf(tenantId);
    if (tenant === undefined)
      return refuse('unknown-tenant', { claim: tenantClaim, fault: 'names no tenant of the tenants file' });
    const isTrusted = (): boolean =>
      this.tokens.trusts(issuer, tenantId) && this.directory.tenantOf(tenantId) !== undefined;
    const goodUntilMs = (): number => (isTrusted() ? expiresAtMs : Number.NEGATIVE_INFINITY);
    return { tenant, principal: { kind: 'subject', issuer, subject }, scopes, scopesFault, goodUntilMs };
  }
}

/** How often the wall clock is checked for steps. It also keeps timers below Node's limit of 2^31 ms. */
const LOOK_EVERY_MS = 5_000;

interface Watched {
  readonly goodUntilMs: () => number;
  readonly onRevoked: () => void;
  cancelTimer: () => void;
}

/** Notifies running calls when their credential expires or is removed from the tenants file. */
export class CredentialWatch {
  private readonly watched = new Set<Watched>();

  constructor(private readonly clock: Clock) {}

  /** Calls `onRevoked` once. @returns a function that stops watching, to be called when the call is over. */
  watch({ goodUntilMs }: Pick<Identity, 'goodUntilMs'>, onRevoked: () => void): () => void {
    const each: Watched = { goodUntilMs, onRevoked, cancelTimer: () => undefined };
    this.watched.add(each);
    this.check(each);
    return () => this.end(each);
  }

  /** Call this after tenants or issuers have changed. */
  checkAll(): void {
    for (const each of this.watched) this.check(each);
  }

  private check(each: Watched): void {
    each.cancelTimer();
    const leftMs = each.goodUntilMs() - this.clock.wallMs();
    if (leftMs <= 0) {
      this.end(each);
      each.onRevoked();
    } else if (leftMs < Number.POSITIVE_INFINITY) {
      each.cancelTimer = this.clock.schedule(Math.min(leftMs, LOOK_EVERY_MS), () => this.check(each));
    }
  }

  private end(each: Watched): void {
    each.cancelTimer();
    this.watched.delete(each);
  }
}
