import { Injectable } from '@nestjs/common';

import type { Failure } from '../failures/failure.js';
import { Logger } from './logger.js';
import { Metrics } from './metrics.js';

const IN_USE_MS = 120_000;

@Injectable()
export class CredentialRecorder {
  /** By kind of credentials; on the wall clock. */
  private readonly used = new Map<string, { readonly expiresAtMs: number; readonly atMs: number }>();

  constructor(
    private readonly metrics: Metrics,
    private readonly logger: Logger,
  ) {}

  /** @param wallMs returns the time on the wall clock. */
  watch(asking: () => number, wallMs: () => number): void {
    this.metrics.watchSts(asking);
    this.metrics.watchCredentialExpiry(() =>
      [...this.used]
        .filter(([, { atMs }]) => wallMs() - atMs < IN_USE_MS)
        .map(([kind, { expiresAtMs }]) => [kind, expiresAtMs] as const),
    );
  }

  /** Idle credentials are not renewed, so only those in use count. */
  usedAt(atMs: number, kind: string, expiresAtMs: number): void {
    const before = this.used.get(kind);
    const isStale = before === undefined || atMs - before.atMs >= IN_USE_MS / 2;
    if (isStale || expiresAtMs <= before.expiresAtMs) this.used.set(kind, { expiresAtMs, atMs });
  }

  /** @param kind of credentials; `own` for the service's own identity. */
  tried(kind: string, failure?: Failure, tenant?: string): void {
    this.metrics.credentialRefreshes.inc({ kind, outcome: failure?.code ?? 'ok' });
    if (failure?.code !== 'tenant-misconfigured' || tenant === undefined) return;
    this.metrics.tenantsClosed.inc();
    const { cause } = failure.facts;
    this.logger.tenantClosed(tenant, cause instanceof Error ? cause.message : '');
  }
}

@Injectable()
export class TenantsFileRecorder {
  private valid = true;
  private acceptedAtMs = 0;
  private closed: readonly string[] = [];

  constructor(
    private readonly metrics: Metrics,
    private readonly logger: Logger,
  ) {}

  /** Called when the file is watched; the version read at start is in force. */
  begin(nowMs: number, closed: readonly string[]): void {
    this.acceptedAtMs = nowMs;
    this.metrics.watchTenantsFile(() => ({
      valid: this.valid,
      acceptedAtMs: this.acceptedAtMs,
      missingSecrets: this.closed.length,
    }));
    this.noteClosed(closed);
  }

  /** @param closed the secrets that are missing. Their tenants are closed until they exist. */
  accepted(nowMs: number, tenants: number, closed: readonly string[]): void {
    this.valid = true;
    this.acceptedAtMs = nowMs;
    this.metrics.tenantsFileReloads.inc({ outcome: 'accepted' });
    this.logger.event('tenants file loaded', { tenants });
    this.noteClosed(closed);
  }

  refused(faults: readonly string[]): void {
    this.valid = false;
    this.metrics.tenantsFileReloads.inc({ outcome: 'refused' });
    this.logger.tenantsFileRefused(faults);
  }

  private noteClosed(closed: readonly string[]): void {
    this.closed = closed;
    if (closed.length > 0) this.logger.secretsMissing(closed);
  }
}
