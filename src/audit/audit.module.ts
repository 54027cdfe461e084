import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';

import { Inject, Module, type OnApplicationBootstrap, type OnApplicationShutdown, type Provider } from '@nestjs/common';

import { CONFIG, type Config } from '../config/config.js';
import { Logger } from '../observability/logger.js';
import { Metrics } from '../observability/metrics.js';
import { ObservabilityModule } from '../observability/observability.module.js';
import { CLOCK, type Clock } from '../resilience/time/clock.js';
import { ChainWriter } from './audit-chain-writer.js';
import { type AuditDestination, AuditFile, AuditOutput } from './audit-file.js';
import type { AuditRun } from './audit-line.js';
import { AuditLog } from './audit-log.js';
import { type AuditReports, AuditWriter } from './audit-writer.js';

const auditLog: Provider = {
  provide: AuditLog,
  useFactory: (config: Config, clock: Clock, metrics: Metrics, logger: Logger) => {
    const run = { run: randomUUID(), host: hostname(), pid: process.pid };
    const destination = destinationOf(config.audit, run);
    const chain = destination && new ChainWriter(destination, config.secrets.keysFor('audit'), run);
    const writer = chain && new AuditWriter(clock, chain, reportsTo(metrics, logger, run));
    if (writer !== undefined) metrics.watchAuditQueue(() => writer.waitingLines);
    return new AuditLog(clock, metrics, writer, config.audit.required);
  },
  inject: [CONFIG, CLOCK, Metrics, Logger],
};

/** Starts the audit before the service listens and stops it after the last response. */
@Module({ imports: [ObservabilityModule], providers: [auditLog], exports: [AuditLog] })
export class AuditModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(@Inject(AuditLog) private readonly audit: AuditLog) {}

  onApplicationBootstrap(): Promise<void> {
    return this.audit.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.audit.stop();
  }
}

function destinationOf({ to }: Config['audit'], run: AuditRun): AuditDestination | undefined {
  if (to.kind === 'off') return undefined;
  return to.kind === 'stdout' ? new AuditOutput(process.stdout) : new AuditFile(to.path, run);
}

function reportsTo(metrics: Metrics, logger: Logger, { run, host }: AuditRun): AuditReports {
  return {
    added: (event) => metrics.auditLines.inc({ event }),
    head: ({ seq, mac }) => logger.event('audit head', { head: `${seq}:${mac}`, run, host }),
    waiting: (message) => logger.warning(`waiting for the audit: ${message}`),
    spaceLow: (isLow) => {
      if (isLow) logger.warning("the audit's disk has less than 5 % free space: rejected writes are counted only");
      else logger.event("the audit's disk has free space again");
    },
    failing: (code) => logger.warning(`the audit cannot be written (${code})`),
    recovered: () => logger.event('the audit is written again'),
  };
}
