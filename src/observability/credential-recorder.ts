import { Injectable } from '@nestjs/common';

import type { Failure } from '../failures/failure.js';
import { Logger } from './logger.js';
import { Metrics } from './metrics.js';

/** Records fetches of AWS credentials in log and metrics. */
@Injectable()
export class CredentialRecorder {
  constructor(
    private readonly metrics: Metrics,
    private readonly logger: Logger,
  ) {}

  /** @param inFlight returns the number of STS calls in flight. */
  watchAsking(inFlight: () => number): void {
    this.metrics.watchSts(inFlight);
  }

  /**
   * Records one attempt to fetch credentials.
   *
   * @param kind of credentials; `own` for the service's own identity.
   */
  tried(kind: string, failure?: Failure, tenant?: string): void {
    this.metrics.credentialRefreshes.inc({ kind, outcome: failure?.code ?? 'ok' });
    if (failure?.code !== 'tenant-misconfigured' || tenant === undefined) return;
    this.metrics.tenantsClosed.inc();
    const { cause } = failure.facts;
    this.logger.tenantClosed(tenant, cause instanceof Error ? cause.message : '');
  }
}
