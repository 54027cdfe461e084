import type { AuditSettings } from './audit-settings.js';
import type { ErasureSettings } from './erasure-settings.js';
import type { Issuer } from './tenants-file/issuer.js';
import type { Secrets } from './secrets.js';
import type { Tenant } from './tenant.js';
import type { QuotaChoice } from './tenants-file/tenants-file.js';
import type { TenantsFileSource } from './tenants-file/tenants-file-source.js';
import type { AddressRange } from './trusted-proxies.js';

/** Where calls are sent: AWS's endpoints, the embedded engine, or a URL with a compatible API. */
export type Upstream = { kind: 'aws' } | { kind: 'embedded' } | { kind: 'url'; url: string };

/** All settings, parsed and validated once at start. Nothing else reads the environment. */
export interface Config {
  readonly production: boolean;
  readonly host: string;
  readonly port: number;
  /** Empty, or a path with a leading and no trailing slash. */
  readonly basePath: string;
  readonly metrics: Exposure;
  /** Swagger UI and the OpenAPI document. */
  readonly docs: Exposure;
  readonly logLevel: LogLevel;
  /** Allowed CORS origins. */
  readonly corsOrigins: readonly string[];
  /** Proxies whose `X-Forwarded-For` header is trusted. */
  readonly trustedProxies: readonly AddressRange[];
  /** How long the service keeps serving after readiness returns 503, so that load balancers notice. */
  readonly drainDelayMs: number;
  readonly upstream: Upstream;
  readonly secrets: Secrets;
  readonly tenants: readonly Tenant[];
  /** Issuers whose tokens are accepted in addition to API keys. */
  readonly issuers: readonly Issuer[];
  /** Reloads tenants, quotas and issuers. Absent without a tenants file. */
  readonly tenantsFile?: TenantsFileSource;
  readonly quotas: AccountQuotaSettings;
  /** Operations whose calls are never merged. */
  readonly unmerged: ReadonlySet<string>;
  /** Images in memory at once. */
  readonly imageSlots: number;
  readonly audit: AuditSettings;
  /** Absent if erasures are off. */
  readonly erasures?: ErasureSettings;
}

/** Where an operator endpoint is served: nowhere, on the main port, or on its own port. */
export type Exposure = 'off' | 'on' | { readonly port: number };

/** Quotas by AWS account, and the default for all other accounts. */
export interface AccountQuotaSettings {
  readonly byAccount: ReadonlyMap<string, QuotaChoice>;
  readonly others: 'aws' | 'off';
}

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Injection token of the settings. */
export const CONFIG = Symbol('CONFIG');
