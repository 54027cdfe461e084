import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';

import type { LogLevel } from '../config/settings.js';

/** `route` is a template, so that no line contains a collection, user or face id. */
interface RequestLine {
  readonly requestId: string;
  readonly traceId?: string;
  readonly tenant?: string;
  readonly keyId?: string;
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
  readonly code?: string;
  /** Why the credential was rejected; not disclosed to the caller. */
  readonly reason?: string;
  /** The claim of a token that failed, and why. Contains nothing of the token. */
  readonly claim?: string;
  readonly fault?: string;
}

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

/**
 * Lines of requests and calls are written together, at the latest after a second and when the process ends. That saves a
 * system call of 15 to 30 µs per line.
 */
const WRITTEN_LATER = { dest: 1, sync: false, minLength: 4_096, periodicFlush: 1_000 };

/** Keeps a line readable if a large tenants file has many faults. */
const MOST_FAULTS = 100;

/**
 * Writes one JSON object per line. Its methods accept no bodies, credentials, images or ids of users, faces and
 * collections. Messages from AWS may contain such ids, so they are logged at level `debug` only.
 */
export class Logger {
  private readonly pino: PinoLogger;

  constructor(level: LogLevel, destination?: DestinationStream) {
    const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
    this.pino = pino(options, destination ?? pino.destination(WRITTEN_LATER));
  }

  request(line: RequestLine): void {
    this.pino.info(inWholeMs(line), 'request');
  }

  call(line: CallLine, upstreamWords?: string): void {
    this.pino.info(inWholeMs(line), 'call');
    if (upstreamWords !== undefined) this.pino.debug({ requestId: line.requestId, upstreamWords }, 'upstream message');
  }

  /** Logs an unexpected error. No other method logs a stack. */
  bug(requestId: string, error: unknown): void {
    const stack = error instanceof Error ? error.stack : String(error);
    this.pino.error({ requestId, stack }, 'unexpected error');
    this.pino.flush();
  }

  /** The tenant's calls are rejected from now on. The reason is for operators and may name AWS accounts. */
  tenantClosed(tenant: string, reason: string): void {
    this.pino.error({ tenant, reason }, 'tenant closed until its settings change');
    this.pino.flush();
  }

  /** A rejected version of the tenants file. Faults contain paths and our own words, but no values of the file. */
  tenantsFileRefused(faults: readonly string[]): void {
    this.pino.error(
      { faults: faults.slice(0, MOST_FAULTS), faultCount: faults.length },
      'tenants file rejected; its last valid version stays in force',
    );
    this.pino.flush();
  }

  /** Secrets that the tenants file names and that do not exist. Only the tenants that need them are closed. */
  secretsMissing(faults: readonly string[]): void {
    const facts = { faults: faults.slice(0, MOST_FAULTS), faultCount: faults.length };
    this.pino.error(facts, 'tenants closed until their secrets exist');
    this.pino.flush();
  }

  event(message: string, facts: Readonly<Record<string, string | number | boolean>> = {}): void {
    this.pino.info(facts, message);
    this.pino.flush();
  }

  warning(message: string): void {
    this.pino.warn(message);
    this.pino.flush();
  }
}

function inWholeMs<Line extends { readonly durationMs: number }>(line: Line): Line {
  return { ...line, durationMs: Math.round(line.durationMs) };
}
