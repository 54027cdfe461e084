import { Injectable } from '@nestjs/common';

import { Logger } from './logger.js';
import { Metrics } from './metrics.js';

/** Keeps the books on which version of the tenants file is in force. */
@Injectable()
export class TenantsFileRecorder {
  private valid = true;
  private acceptedAtMs = 0;

  constructor(
    private readonly metrics: Metrics,
    private readonly logger: Logger,
  ) {}

  /** From now on the file is watched, and the version that was read at start is in force. */
  begin(nowMs: number): void {
    this.acceptedAtMs = nowMs;
    this.metrics.watchTenantsFile(() => ({ valid: this.valid, acceptedAtMs: this.acceptedAtMs }));
  }

  accepted(nowMs: number, tenants: number): void {
    this.valid = true;
    this.acceptedAtMs = nowMs;
    this.metrics.tenantsFileReloads.inc({ outcome: 'accepted' });
    this.logger.event('tenants file taken over', { tenants });
  }

  refused(faults: readonly string[]): void {
    this.valid = false;
    this.metrics.tenantsFileReloads.inc({ outcome: 'refused' });
    this.logger.tenantsFileRefused(faults);
  }
}
