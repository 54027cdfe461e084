import { randomInt } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { accountProblems } from './access/accounts.js';
import type { EngineAccount, EngineRole } from './access/accounts.js';
import { quotaProblems } from './quotas.js';
import type { Quotas } from './quotas.js';

/** When a write of a user is refused with ConflictException; AWS documents no exact rule. */
export type ConflictRule = 'overlapping' | 'updating' | 'never';

/** What an engine may be started with. Everything has a default. */
export interface EngineOptions {
  /** 0, the default, is a free one. */
  port?: number;
  /** Default 127.0.0.1. */
  host?: string;
  /** SQLite file; without one everything is kept in memory. */
  dataFile?: string;
  /** Default: account 000000000000 with access key `test` and secret `test`. */
  accounts?: EngineAccount[];
  /** The roles that STS hands out sessions of. Default: none. */
  roles?: EngineRole[];
  /** Calls per second of each account, region and operation: AWS's own, none, or by operation. Default `off`. */
  quotas?: Quotas;
  /** How long a changed user is UPDATING. Default 500. */
  settleMs?: number;
  /** How long before a search finds a changed user vector; until then it finds the one before. Default 0. */
  searchLagMs?: number;
  /** Folder whose FOLDER/BUCKET/NAME are read as S3 objects. Default: there are none. */
  s3Folder?: string;
  /**
   * `overlapping` (default): another write of the user is in flight, from its request read to its answer written,
   * latency included. `updating`: that, or the user is UPDATING. `never`: no write of a user is ever refused.
   */
  conflicts?: ConflictRule;
  /** Added to every answer of the AWS side. Default 0. */
  latencyMs?: number;
  /** Makes face and image ids, and the draws of shared faults, a repeatable series. Default: random. */
  seed?: number;
  /** Added to the clock that signatures and the `Date` header are held to. Default 0. */
  clockSkewMs?: number;
  /** Opens the routes under `/_engine/`. Default false. */
  control?: boolean;
  /** What settling, search lag, quotas, sessions and idempotency tokens run on. Never the signature check. Default `Date.now`. */
  nowMs?: () => number;
  /** What delayed and dripping answers wait on; rejects when `signal` ends it. Default: a timer. */
  wait?: (delayMs: number, signal: AbortSignal) => Promise<void>;
}

/** The options with every default filled in; no `dataFile` means in memory, no `s3Folder` no S3 objects. */
export type EngineSettings = Required<Omit<EngineOptions, 'dataFile' | 's3Folder'>> &
  Pick<EngineOptions, 'dataFile' | 's3Folder'>;

/** The account of an engine that is told of none. */
export const DEFAULT_ACCOUNT: EngineAccount = {
  accountId: '000000000000',
  accessKeyId: 'test',
  secretAccessKey: 'test',
};

const SEEDS = 2 ** 32;

const DEFAULTS: Omit<EngineSettings, 'seed' | 'dataFile' | 's3Folder'> = {
  port: 0,
  host: '127.0.0.1',
  accounts: [DEFAULT_ACCOUNT],
  roles: [],
  quotas: 'off',
  settleMs: 500,
  searchLagMs: 0,
  conflicts: 'overlapping',
  latencyMs: 0,
  clockSkewMs: 0,
  control: false,
  nowMs: Date.now,
  wait: (delayMs, signal) => setTimeout(delayMs, undefined, { signal }),
};

/**
 * Fills in the defaults; an option that is `undefined` counts as not given.
 *
 * @throws Error with a line for everything that is wrong.
 */
export function settingsOf(options: EngineOptions): EngineSettings {
  const problems = problemsOf(options);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const given: EngineOptions = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  return { ...DEFAULTS, seed: randomInt(SEEDS), ...given };
}

function problemsOf({ accounts = [DEFAULT_ACCOUNT], roles = [], quotas }: EngineOptions): string[] {
  return [
    ...accountProblems([...accounts, ...roles]).map((problem) => `accounts and roles: ${problem}`),
    ...(typeof quotas === 'object' ? quotaProblems(quotas) : []).map((problem) => `quotas: ${problem}`),
  ];
}
