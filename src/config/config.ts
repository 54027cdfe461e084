import type { AuditSettings } from './audit-settings.js';
import type { Issuer } from './tenants-file/issuer.js';
import type { Secrets } from './secrets.js';
import type { Tenant } from './tenant.js';
import type { QuotaChoice } from './tenants-file/tenants-file.js';
import type { TenantsFileSource } from './tenants-file/tenants-file-source.js';
import type { AddressRange } from './trusted-proxies.js';

/** Where Rekognition is: AWS's own endpoints, the engine in this process's care, or any URL that speaks its wire. */
export type Upstream = { kind: 'aws' } | { kind: 'embedded' } | { kind: 'url'; url: string };

/** Everything that can be set, parsed and checked once at start. Nothing else reads the environment. */
export interface Config {
  readonly production: boolean;
  readonly host: string;
  readonly port: number;
  /** Empty, or a path that begins with a slash and does not end with one. */
  readonly basePath: string;
  readonly metrics: Exposure;
  /** Swagger UI and the OpenAPI document. */
  readonly docs: Exposure;
  readonly logLevel: LogLevel;
  /** Origins whose pages may call this service from a browser. */
  readonly corsOrigins: readonly string[];
  /** Whose word about a caller's address is believed. */
  readonly trustedProxies: readonly AddressRange[];
  /** How long the service goes on serving after readiness turned to 503, so that balancers notice. */
  readonly drainDelayMs: number;
  readonly upstream: Upstream;
  readonly secrets: Secrets;
  readonly tenants: readonly Tenant[];
  /** Whose tokens are taken beside API keys. */
  readonly issuers: readonly Issuer[];
  /** Where tenants, quotas and issuers were read and are read again; absent where no file says them. */
  readonly tenantsFile?: TenantsFileSource;
  readonly quotas: AccountQuotaSettings;
  /** Operations whose calls are sent one by one even where they could be merged. */
  readonly unmerged: ReadonlySet<string>;
  /** How many images may be in memory at once. */
  readonly imageSlots: number;
  readonly audit: AuditSettings;
}

/** Where a side of the service that is not for callers can be reached: nowhere, where callers are, or on a port alone. */
export type Exposure = 'off' | 'on' | { readonly port: number };

/** What each AWS account allows, which the calls of its tenants are held to. */
export interface AccountQuotaSettings {
  readonly byAccount: ReadonlyMap<string, QuotaChoice>;
  readonly others: 'aws' | 'off';
}

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The injection token of the settings. */
export const CONFIG = Symbol('CONFIG');
