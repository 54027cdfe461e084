import { Injectable } from '@nestjs/common';

import type { Failure } from '../failures/failure.js';
import { Logger } from './logger.js';
import { Metrics } from './metrics.js';

/** Keeps the books on where tenants' AWS keys come from. */
@Injectable()
export class CredentialRecorder {
  constructor(
    private readonly metrics: Metrics,
    private readonly logger: Logger,
  ) {}

  /** @param asking how many questions STS has not answered yet. */
  watchAsking(asking: () => number): void {
    this.metrics.watchSts(asking);
  }

  /**
   * Notes one try to fetch keys.
   *
   * @param kind of credentials, or `own` for the service's own identity.
   */
  tried(kind: string, failure?: Failure, tenant?: string): void {
    this.metrics.credentialRefreshes.inc({ kind, outcome: failure?.code ?? 'ok' });
    if (failure?.code !== 'tenant-misconfigured' || tenant === undefined) return;
    this.metrics.tenantsClosed.inc();
    const { cause } = failure.facts;
    this.logger.tenantClosed(tenant, cause instanceof Error ? cause.message : '');
  }
}
