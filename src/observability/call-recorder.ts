import { Injectable } from '@nestjs/common';

import { type CallLine, Logger } from './logger.js';
import { Metrics } from './metrics.js';

/** One HTTP attempt. */
export interface FinishedAttempt {
  readonly operation: string;
  readonly durationMs: number;
  /** The failure's code; empty on success. */
  readonly errorType: string;
  /** Undefined if the attempt says nothing about Rekognition's health. */
  readonly upstream: Exclude<UpstreamHealth, 'unknown'> | undefined;
}

/** Rekognition's health as of the last attempt. */
export type UpstreamHealth = 'unknown' | 'answering' | 'failing';

/** Records calls to Rekognition in log and metrics, and remembers the outcome of the last attempt. */
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

  /** @param upstreamWords Rekognition's error message. */
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
