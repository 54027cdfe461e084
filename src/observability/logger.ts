import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';

import type { LogLevel } from '../config/config.js';

/** One answered request. Routes are templates, so no collection, user or face id is ever in a line. */
export interface RequestLine {
  readonly requestId: string;
  readonly traceId?: string;
  readonly tenant?: string;
  readonly keyId?: string;
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
  /** The problem's code, when the answer is one. */
  readonly code?: string;
  /** Why the credential was refused, which the caller is not told. */
  readonly reason?: string;
}

/** One finished call to Rekognition. */
export interface CallLine {
  readonly requestId: string;
  readonly traceId?: string;
  readonly tenant: string;
  readonly operation: string;
  readonly outcome: string;
  readonly attempts: number;
  readonly durationMs: number;
  readonly awsRequestId?: string;
}

/** A file of many tenants can have as many faults, and a line must stay readable. */
const MOST_FAULTS = 100;

/**
 * Writes the service's log, one JSON object a line. Its methods are the list of what may be logged: bodies,
 * credentials, images and ids of users, faces and collections have no way in. Words that came from AWS may hold
 * such ids, so they are written at level `debug` only.
 */
export class Logger {
  private readonly pino: PinoLogger;

  constructor(level: LogLevel, destination?: DestinationStream) {
    const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
    this.pino = destination === undefined ? pino(options) : pino(options, destination);
  }

  request(line: RequestLine): void {
    this.pino.info(inWholeMs(line), 'request');
  }

  call(line: CallLine, upstreamWords?: string): void {
    this.pino.info(inWholeMs(line), 'call');
    if (upstreamWords !== undefined) this.pino.debug({ requestId: line.requestId, upstreamWords }, 'upstream words');
  }

  /** A bug: the stack is ours and is needed; it is the only place where one is written. */
  bug(requestId: string, error: unknown): void {
    const stack = error instanceof Error ? error.stack : String(error);
    this.pino.error({ requestId, stack }, 'unforeseen error');
  }

  /** A tenant's calls are refused from now on. The reason is for the operator and may name AWS accounts. */
  tenantClosed(tenant: string, reason: string): void {
    this.pino.error({ tenant, reason }, 'tenant closed until its settings change');
  }

  /** A version of the tenants file that is not taken over. Its faults are paths in it and words of ours. */
  tenantsFileRefused(faults: readonly string[]): void {
    const told = faults.slice(0, MOST_FAULTS);
    this.pino.error(
      { faults: told, faultCount: faults.length },
      'tenants file refused, its last good version is in force',
    );
  }

  /** Something about the process itself. */
  event(message: string, facts: Readonly<Record<string, string | number | boolean>> = {}): void {
    this.pino.info(facts, message);
  }

  warning(message: string): void {
    this.pino.warn(message);
  }
}

function inWholeMs<Line extends { readonly durationMs: number }>(line: Line): Line {
  return { ...line, durationMs: Math.round(line.durationMs) };
}
