import { Injectable } from '@nestjs/common';

import { type CallLine, Logger } from './logger.js';
import { Metrics } from './metrics.js';

/** One attempt on the wire. */
export interface FinishedAttempt {
  readonly operation: string;
  readonly durationMs: number;
  /** Empty when it succeeded, else the failure's code. */
  readonly errorType: string;
  /** How the upstream looked; absent when the attempt tells nothing about it. */
  readonly upstream: Exclude<UpstreamHealth, 'unknown'> | undefined;
}

/** How Rekognition looked from here when it was last asked. */
export type UpstreamHealth = 'unknown' | 'answering' | 'failing';

/** Keeps the books on calls to Rekognition: log, metrics, and how the last attempt went. */
@Injectable()
export class CallRecorder {
  private health: UpstreamHealth = 'unknown';

  constructor(
    private readonly metrics: Metrics,
    private readonly logger: Logger,
  ) {}

  get upstreamHealth(): UpstreamHealth {
    return this.health;
  }

  /** @param upstreamWords Rekognition's own sentence about a failure. */
  callFinished(line: CallLine, upstreamWords?: string): void {
    const failed = line.outcome !== 'ok';
    const labels = { rpc_method: rpcMethod(line.operation), error_type: failed ? line.outcome : '' };
    this.metrics.callSeconds.observe(labels, line.durationMs / 1_000);
    if (failed && line.attempts === 0) this.metrics.shed.inc({ reason: line.outcome });
    this.logger.call(line, upstreamWords);
  }

  attemptFinished({ operation, durationMs, errorType, upstream }: FinishedAttempt): void {
    this.health = upstream ?? this.health;
    this.metrics.attemptSeconds.observe(
      { rpc_method: rpcMethod(operation), error_type: errorType },
      durationMs / 1_000,
    );
  }
}

function rpcMethod(operation: string): string {
  return `Rekognition/${operation}`;
}
