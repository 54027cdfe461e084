import { randomInt } from 'node:crypto';

/** One access key. Several keys may name the same account: they then see the same collections. */
export interface EngineAccount {
  /** Twelve digits, as AWS has them. */
  accountId: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** When set, every call of this key must carry it as `X-Amz-Security-Token`. */
  sessionToken?: string;
}

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
  /** How long a changed user is UPDATING. Default 500. */
  settleMs?: number;
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
  /** What settling and idempotency tokens run on. Never the signature check. Default `Date.now`. */
  nowMs?: () => number;
}

/** The options with every default filled in; no `dataFile` means in memory. */
export type EngineSettings = Required<Omit<EngineOptions, 'dataFile'>> & { dataFile?: string };

/** The account of an engine that is told of none. */
export const DEFAULT_ACCOUNT: EngineAccount = {
  accountId: '000000000000',
  accessKeyId: 'test',
  secretAccessKey: 'test',
};

const SEEDS = 2 ** 32;

/** Fills in the defaults; an option that is `undefined` counts as not given. */
export function settingsOf(options: EngineOptions): EngineSettings {
  return {
    port: options.port ?? 0,
    host: options.host ?? '127.0.0.1',
    accounts: options.accounts ?? [DEFAULT_ACCOUNT],
    settleMs: options.settleMs ?? 500,
    conflicts: options.conflicts ?? 'overlapping',
    latencyMs: options.latencyMs ?? 0,
    seed: options.seed ?? randomInt(SEEDS),
    clockSkewMs: options.clockSkewMs ?? 0,
    control: options.control ?? false,
    nowMs: options.nowMs ?? Date.now,
    ...(options.dataFile === undefined ? {} : { dataFile: options.dataFile }),
  };
}
