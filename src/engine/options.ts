import { setTimeout } from 'node:timers/promises';
import type { EngineAccount, EngineRole } from './access/accounts.js';
import { ASSUMPTIONS, type Assumptions } from './assumptions.js';

/** When a write of a user fails with ConflictException. AWS documents no exact rule. */
export type ConflictRule = 'overlapping' | 'updating' | 'never';

/** Calls per second per account and region, by operation. Operations without an entry are not limited. */
export type Quotas = 'aws' | 'off' | Readonly<Record<string, number>>;

/** The options of startEngine. All are optional. */
export interface EngineOptions {
  /** Default 0: a free port. */
  port?: number;
  /** Default 127.0.0.1. */
  host?: string;
  /** SQLite file. Default: in memory. */
  dataFile?: string;
  /** Default: account 000000000000 with access key `test` and secret `test`. */
  accounts?: EngineAccount[];
  /** The roles that STS can assume. Default: none. */
  roles?: EngineRole[];
  /** Calls per second per account, region and operation. Default `off`. */
  quotas?: Quotas;
  /** How long a changed user is UPDATING. Default 500. */
  settleMs?: number;
  /** How long searches keep using the previous vector of a changed user. Default 0. */
  searchLagMs?: number;
  /** How long searches and AssociateFaces do not find a face that was just indexed. Default 0; AWS up to 2,000. */
  faceLagMs?: number;
  /** Folder with S3 objects as FOLDER/BUCKET/NAME. Default: no S3 objects. */
  s3Folder?: string;
  /**
   * `overlapping` (default): conflicts while another write of the user is in flight, from reading its request to
   * writing its response, latency included. `updating`: also while the user is UPDATING. `never`: no conflicts.
   */
  conflicts?: ConflictRule;
  /** Delay of every AWS response. Default 0. */
  latencyMs?: number;
  /** Seed of face ids, image ids and the random draws of faults with a share. Default: random. */
  seed?: number;
  /** Offset of the clock for signatures and the `Date` header. Default 0. */
  clockSkewMs?: number;
  /** Enables the routes under `/_engine/`. Default false. */
  control?: boolean;
  /**
   * The clock for user status, search lag, quotas, sessions and idempotency tokens; not for signatures. Default
   * `Date.now`.
   */
  nowMs?: () => number;
  /** Changes assumptions about AWS, see `docs/engine.md`. Absent members keep their defaults. */
  assumptions?: Partial<Assumptions>;
  /** Waits for delayed and dripping responses; rejects when `signal` aborts. Default: a timer. */
  wait?: (delayMs: number, signal: AbortSignal) => Promise<void>;
}

/** Options that may be absent: the store is in memory then, and there are no S3 objects. */
type MayBeAbsent = 'dataFile' | 's3Folder';

/** The options with defaults applied. */
export type EngineSettings = Readonly<
  Required<Omit<EngineOptions, MayBeAbsent>> & Pick<EngineOptions, MayBeAbsent> & { assumptions: Assumptions }
>;

/** The account of an engine without `accounts`. */
export const DEFAULT_ACCOUNT: EngineAccount = {
  accountId: '000000000000',
  accessKeyId: 'test',
  secretAccessKey: 'test',
};

/** The seed is random by default. */
export const DEFAULTS: Omit<EngineSettings, 'seed'> = {
  port: 0,
  host: '127.0.0.1',
  accounts: [DEFAULT_ACCOUNT],
  roles: [],
  quotas: 'off',
  settleMs: 500,
  searchLagMs: 0,
  faceLagMs: 0,
  conflicts: 'overlapping',
  latencyMs: 0,
  clockSkewMs: 0,
  control: false,
  nowMs: Date.now,
  wait: (delayMs, signal) => setTimeout(delayMs, undefined, { signal }),
  assumptions: ASSUMPTIONS,
};

/** Session expiry lies hours ahead, and AWS timestamps have four-digit years. */
const LATEST_MS = Date.UTC(9999, 0);

/**
 * The adjustable clock for user status, search lag, quotas, sessions and idempotency tokens. Signatures are checked
 * against real time, because clients sign with it.
 */
export class EngineClock {
  private aheadMs = 0;

  constructor(private readonly source: () => number) {}

  nowMs(): number {
    return Math.floor(this.source()) + this.aheadMs;
  }

  canAdvance(byMs: number): boolean {
    return this.nowMs() + byMs < LATEST_MS;
  }

  advance(byMs: number): void {
    this.aheadMs += byMs;
  }
}
