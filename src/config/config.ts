import type { AuditSettings } from './audit-settings.js';
import type { Secrets } from './secrets.js';
import type { Tenant } from './tenant.js';

/** Where Rekognition is: AWS's own endpoints, the engine in this process's care, or any URL that speaks its wire. */
export type Upstream = { kind: 'aws' } | { kind: 'embedded' } | { kind: 'url'; url: string };

/** Everything that can be set, parsed and checked once at start. Nothing else reads the environment. */
export interface Config {
  readonly production: boolean;
  readonly host: string;
  readonly port: number;
  /** Empty, or a path that begins with a slash and does not end with one. */
  readonly basePath: string;
  /** When set, metrics are served on this port alone. */
  readonly metricsPort?: number;
  readonly logLevel: LogLevel;
  /** Origins whose pages may call this service from a browser. */
  readonly corsOrigins: readonly string[];
  /** How long the service goes on serving after readiness turned to 503, so that balancers notice. */
  readonly drainDelayMs: number;
  readonly upstream: Upstream;
  readonly secrets: Secrets;
  readonly tenants: readonly Tenant[];
  readonly quotas: AccountQuotaSettings;
  /** Operations whose calls are sent one by one even where they could be merged. */
  readonly unmerged: ReadonlySet<string>;
  readonly audit: AuditSettings;
}

/** AWS's published quotas, no limit, or calls per second by operation in place of the published ones. */
export type QuotaChoice = 'aws' | 'off' | Readonly<Record<string, number>>;

/** What each AWS account allows, which the calls of its tenants are held to. */
export interface AccountQuotaSettings {
  readonly byAccount: ReadonlyMap<string, QuotaChoice>;
  readonly others: 'aws' | 'off';
}

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The injection token of the settings. */
export const CONFIG = Symbol('CONFIG');
