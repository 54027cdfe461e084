import type { ErasureSettings } from './erasure-settings.js';
import type { AuditTarget } from './parsers.js';
import type { RedisSettings } from './redis-settings.js';
import type { Secrets } from './secrets.js';
import type { ConfiguredOperation } from './session-policy.js';
import type { Settings, TraceSampler } from './settings.js';
import type { Tenant } from './tenant.js';
import type { Issuer, QuotaChoice } from './tenants-file/tenants-file.schema.js';
import type { TenantsFileSource } from './tenants-file/tenants-file-source.js';

/** All settings, parsed and validated once at start. Nothing else reads the environment. */
export interface Config extends Settings {
  /** State that replicas share. Undefined: each replica has its own. */
  readonly redis: RedisSettings | undefined;
  readonly metrics: Exposure;
  /** Swagger UI and the OpenAPI document. */
  readonly docs: Exposure;
  readonly secrets: Secrets;
  readonly tenants: readonly Tenant[];
  /** Issuers whose tokens are accepted in addition to API keys. */
  readonly issuers: readonly Issuer[];
  /** Reloads tenants, quotas and issuers. Absent without a tenants file. */
  readonly tenantsFile?: TenantsFileSource;
  readonly quotas: AccountQuotaSettings;
  /** Absent if traces are off. */
  readonly traces?: TraceSettings;
  /** The operations of the service, from which session policies are derived. */
  readonly operations: readonly ConfiguredOperation[];
  /** Maximum number of images in memory. */
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

/** Where audit entries are written, and whether a write fails when its entry cannot be written. */
export interface AuditSettings {
  readonly to: AuditTarget;
  readonly required: boolean;
}

/** Where traces are sent, and which. */
export interface TraceSettings {
  readonly endpoint: string;
  readonly sampler: TraceSampler;
  /** For the samplers `traceidratio`. */
  readonly ratio: number;
}

/** Injection token of the settings. */
export const CONFIG = Symbol('CONFIG');

/** Where the SDK sends requests of one AWS service: to a URL, or to an endpoint of AWS for the region. */
export type AwsEndpoint =
  { readonly endpoint: string } | { readonly useFipsEndpoint: boolean; readonly useDualstackEndpoint: boolean };

/** How AWS is reached. */
export interface Network {
  readonly connectTimeoutMs: number;
  /** In the format that Node's agents take. */
  readonly proxyEnv?: ProxyEnvironment | undefined;
}

export type ProxyEnvironment = Readonly<Record<'HTTPS_PROXY' | 'NO_PROXY', string>>;

type EndpointSettings = Pick<Config, 'upstream' | 'rekognitionUrl' | 'stsUrl' | 'fips' | 'dualStack'>;

export function rekognitionEndpoint(config: EndpointSettings): AwsEndpoint {
  return endpointOf(upstreamUrl(config) ?? config.rekognitionUrl, config);
}

/** The endpoint of a compatible API is used for STS too, unless STS has its own URL. */
export function stsEndpoint(config: EndpointSettings): AwsEndpoint {
  return endpointOf(config.stsUrl ?? upstreamUrl(config), config);
}

export function networkOf(config: Pick<Config, 'connectTimeoutMs' | 'httpsProxy' | 'noProxy'>): Network {
  return { connectTimeoutMs: config.connectTimeoutMs, proxyEnv: proxyOf(config) };
}

export function proxyOf({ httpsProxy, noProxy }: Pick<Config, 'httpsProxy' | 'noProxy'>): ProxyEnvironment | undefined {
  return httpsProxy === undefined ? undefined : { HTTPS_PROXY: httpsProxy, NO_PROXY: noProxy };
}

function upstreamUrl({ upstream }: EndpointSettings): string | undefined {
  return upstream.kind === 'url' ? upstream.url : undefined;
}

function endpointOf(url: string | undefined, { fips, dualStack }: EndpointSettings): AwsEndpoint {
  return url === undefined ? { useFipsEndpoint: fips, useDualstackEndpoint: dualStack } : { endpoint: url };
}
