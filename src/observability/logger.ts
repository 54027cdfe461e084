import { hostname } from 'node:os';

import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';

import type { LogLevel } from '../config/settings.js';
import { VERSION } from '../config/version.js';
import { type FailureCode, type FailureDefinition, FAILURES } from '../failures/failures.table.js';

/** `route` is a template, so that no line contains a collection, user or face id. */
export interface RequestLine {
  readonly requestId: string;
  readonly traceId?: string;
  readonly tenant?: string | undefined;
  readonly keyId?: string | undefined;
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
  /** Address of the client, as the trusted proxies report it. */
  readonly clientAddress: string;
  readonly code?: FailureCode | undefined;
  /** Why the credential was rejected; not disclosed to the caller. */
  readonly reason?: string | undefined;
  /** The claim of a token that failed, and why. Contains nothing of the token. */
  readonly claim?: string | undefined;
  readonly fault?: string | undefined;
}

export interface CallLine {
  readonly requestId: string;
  readonly traceId?: string;
  readonly tenant: string;
  readonly operation: string;
  /** `ok`, or the code of the failure. */
  readonly outcome: FailureCode | 'ok';
  readonly attempts: number;
  readonly durationMs: number;
  /** Where the time went. What is left of `durationMs` was spent in this process or on its stores. */
  readonly laneMs: number;
  readonly credentialsMs: number;
  readonly quotaMs: number;
  readonly backoffMs: number;
  readonly wireMs: number;
  /** Of the last attempt, like the next two. */
  readonly awsRequestId?: string | undefined;
  readonly awsStatus?: number | undefined;
  readonly awsException?: string | undefined;
}

/** How an attempt ended. */
export interface AttemptResult {
  /** `ok`, or the code of the failure. */
  readonly outcome: string;
  readonly awsRequestId?: string | undefined;
  /** HTTP status of Rekognition's answer; absent if there was none. */
  readonly awsStatus?: number | undefined;
  /** Name of the AWS exception; absent on success. */
  readonly awsException?: string | undefined;
}

/** One attempt of a call. */
interface AttemptLine extends AttemptResult {
  readonly requestId: string;
  readonly traceId: string;
  readonly tenant: string;
  readonly operation: string;
  readonly attempt: number;
  readonly durationMs: number;
}

/**
 * Lines of requests and calls are written together, at the latest after a second and when the process ends. That saves a
 * system call of 15 to 30 µs per line.
 */
const WRITTEN_LATER = { dest: 1, sync: false, minLength: 4_096, periodicFlush: 1_000 };

const DURATIONS = [
  'durationMs',
  'laneMs',
  'credentialsMs',
  'quotaMs',
  'backoffMs',
  'wireMs',
] satisfies (keyof CallLine)[];
const IN_WHOLE_MS = Object.fromEntries(DURATIONS.map((name) => [name, Math.round]));

/** Keeps a line readable if a large tenants file has many faults. */
const MAX_FAULTS = 100;

/**
 * Writes one JSON object per line. Its methods accept no bodies, credentials, images or ids of users, faces and
 * collections. Messages from AWS may contain such ids, so they are logged at level `debug` only.
 */
export class Logger {
  private readonly pino: PinoLogger;

  constructor(level: LogLevel, destination?: DestinationStream) {
    const options = {
      level,
      base: { version: VERSION, pod: hostname() },
      formatters: { level: (label: string) => ({ level: label }) },
      serializers: IN_WHOLE_MS,
      timestamp: pino.stdTimeFunctions.isoTime,
    };
    this.pino = pino(options, destination ?? pino.destination(WRITTEN_LATER));
  }

  request(line: RequestLine): void {
    this.pino[line.status >= 500 ? 'error' : severityOf(line.code)](line, 'request');
  }

  call(line: CallLine, upstreamWords?: string): void {
    this.pino[line.outcome === 'ok' ? 'info' : severityOf(line.outcome)](line, 'call');
    if (upstreamWords !== undefined) this.pino.debug({ requestId: line.requestId, upstreamWords }, 'upstream message');
  }

  attempt(line: AttemptLine): void {
    this.pino.debug(line, 'attempt');
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
    this.faults('tenants file rejected; its last valid version stays in force', faults);
  }

  /** Secrets that the tenants file names and that do not exist. Only the tenants that need them are closed. */
  secretsMissing(faults: readonly string[]): void {
    this.faults('tenants closed until their secrets exist', faults);
  }

  event(message: string, facts: Readonly<Record<string, string | number | boolean>> = {}): void {
    this.pino.info(facts, message);
    this.pino.flush();
  }

  warning(message: string): void {
    this.pino.warn(message);
    this.pino.flush();
  }

  private faults(message: string, faults: readonly string[]): void {
    this.pino.error({ faults: faults.slice(0, MAX_FAULTS), faultCount: faults.length }, message);
    this.pino.flush();
  }
}

/** Failures of the service or of AWS are errors; refusals by AWS or its quota warnings; the caller's mistakes neither. */
function severityOf(code: FailureCode | undefined): 'info' | 'warn' | 'error' {
  if (code === undefined) return 'info';
  const { status, blame, exceptions }: FailureDefinition = FAILURES[code];
  if (status >= 500) return 'error';
  return blame !== 'caller' || exceptions !== undefined ? 'warn' : 'info';
}
