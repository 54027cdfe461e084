import { randomInt } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { accountProblems, type EngineAccount, type EngineRole } from './access/accounts.js';
import { ASSUMPTIONS, type Assumptions } from './assumptions.js';
import type { ConflictRule, OperationSettings } from './operation.js';
import { quotaProblems, type Quotas } from './quotas.js';

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

/**
 * The options with defaults applied. Without `dataFile` the store is in memory, without `s3Folder` there are no S3
 * objects.
 */
export type EngineSettings = Required<Omit<EngineOptions, 'dataFile' | keyof OperationSettings>> &
  Pick<EngineOptions, 'dataFile'> &
  OperationSettings;

/** The account of an engine without `accounts`. */
export const DEFAULT_ACCOUNT: EngineAccount = {
  accountId: '000000000000',
  accessKeyId: 'test',
  secretAccessKey: 'test',
};

const SEEDS = 2 ** 32;

const DEFAULTS: Omit<EngineSettings, 'seed' | 'dataFile' | 's3Folder' | 'assumptions'> = {
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
};

/**
 * Applies the defaults; an `undefined` option counts as absent.
 *
 * @throws Error with one line per problem
 */
export function settingsOf(options: EngineOptions): EngineSettings {
  const problems = problemsOf(options);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const given: EngineOptions = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  return { ...DEFAULTS, seed: randomInt(SEEDS), ...given, assumptions: { ...ASSUMPTIONS, ...given.assumptions } };
}

function problemsOf({ accounts = [DEFAULT_ACCOUNT], roles = [], quotas, assumptions = {} }: EngineOptions): string[] {
  return [
    ...accountProblems([...accounts, ...roles]).map((problem) => `accounts and roles: ${problem}`),
    ...Object.keys(assumptions)
      .filter((name) => !Object.hasOwn(ASSUMPTIONS, name))
      .map((name) => `assumptions: ${name} is not an assumption of this engine`),
    ...(typeof quotas === 'object' ? quotaProblems(quotas) : []).map((problem) => `quotas: ${problem}`),
  ];
}

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
