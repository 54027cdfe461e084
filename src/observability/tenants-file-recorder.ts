import { Injectable } from '@nestjs/common';

import { Logger } from './logger.js';
import { Metrics } from './metrics.js';

/** Records reloads of the tenants file in log and metrics. */
@Injectable()
export class TenantsFileRecorder {
  private valid = true;
  private acceptedAtMs = 0;

  constructor(
    private readonly metrics: Metrics,
    private readonly logger: Logger,
  ) {}

  /** Called when the file is watched; the version read at start is in force. */
  begin(nowMs: number): void {
    this.acceptedAtMs = nowMs;
    this.metrics.watchTenantsFile(() => ({ valid: this.valid, acceptedAtMs: this.acceptedAtMs }));
  }

  accepted(nowMs: number, tenants: number): void {
    this.valid = true;
    this.acceptedAtMs = nowMs;
    this.metrics.tenantsFileReloads.inc({ outcome: 'accepted' });
    this.logger.event('tenants file loaded', { tenants });
  }

  refused(faults: readonly string[]): void {
    this.valid = false;
    this.metrics.tenantsFileReloads.inc({ outcome: 'refused' });
    this.logger.tenantsFileRefused(faults);
  }
}
