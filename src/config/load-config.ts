import { readAudit } from './audit-settings.js';
import { readErasures } from './erasure-settings.js';
import { type Config, type Exposure, LOG_LEVELS, type Upstream } from './config.js';
import { ConfigInvalid, Environment } from './environment.js';
import { imageSlotsIn, memoryLimitBytes } from './image-slots.js';
import type { TenantsOfFile } from './tenants-file/read-tenants-file.js';
import { readSecrets } from './secrets.js';
import type { Tenant } from './tenant.js';
import { TenantsFileSource } from './tenants-file/tenants-file-source.js';
import { readTrustedProxies } from './trusted-proxies.js';

/**
 * Parses and validates all settings.
 *
 * @param demoTenants used with the embedded engine when there is no tenants file.
 * @throws ConfigInvalid listing every fault.
 */
export function loadConfig(
  variables: Readonly<Record<string, string | undefined>>,
  demoTenants: readonly Tenant[] = [],
): Config {
  const environment = new Environment(variables);
  const production = environment.text('NODE_ENV') === 'production';
  const upstream = readUpstream(environment);
  const { file, tenantsFile } = readTenants(environment, upstream, production, demoTenants);
  const secrets = readSecrets(environment, production);
  const erasures = readErasures(environment, upstream.kind === 'embedded' && !production);
  const config: Config = {
    production,
    host: environment.text('HOST') ?? '0.0.0.0',
    port: environment.wholeNumber('PORT', 3_000, [0, 65_535]),
    basePath: readBasePath(environment),
    metrics: exposureOf(
      environment.choice('METRICS', ON_OR_OFF, 'on'),
      environment.wholeNumber('METRICS_PORT', 0, [1, 65_535]),
    ),
    docs: exposureOf(environment.choice('DOCS', ON_OR_OFF, 'on'), environment.wholeNumber('DOCS_PORT', 0, [1, 65_535])),
    logLevel: environment.choice('LOG_LEVEL', LOG_LEVELS, 'info'),
    corsOrigins: readOrigins(environment),
    trustedProxies: readTrustedProxies(environment),
    drainDelayMs: environment.wholeNumber('DRAIN_DELAY_MS', 5_000, [0, 60_000]),
    upstream,
    secrets,
    tenants: file.tenants,
    issuers: file.issuers,
    ...(tenantsFile !== undefined && { tenantsFile }),
    quotas: { byAccount: file.quotas, others: readQuotas(environment, upstream) },
    unmerged: readUnmerged(environment),
    imageSlots: imageSlotsIn(memoryLimitBytes()),
    audit: readAudit(environment, secrets),
    ...(erasures !== undefined && { erasures }),
  };
  environment.notSupported('REDIS_URL');
  checkPortsDiffer(environment, config);
  if (environment.faults.length > 0) throw new ConfigInvalid(environment.faults);
  return config;
}

const ON_OR_OFF = ['on', 'off'] as const;

function exposureOf(choice: 'on' | 'off', port: number): Exposure {
  return choice === 'off' || port === 0 ? choice : { port };
}

function checkPortsDiffer(environment: Environment, { port, metrics, docs }: Config): void {
  const [metricsPort, docsPort] = [metrics, docs].map((exposure) => typeof exposure === 'object' && exposure.port);
  if (metricsPort === port) environment.fault('METRICS_PORT must differ from PORT');
  if (docsPort === port) environment.fault('DOCS_PORT must differ from PORT');
  if (docsPort !== false && docsPort === metricsPort) environment.fault('DOCS_PORT must differ from METRICS_PORT');
}

function readUpstream(environment: Environment): Upstream {
  const text = environment.text('REKOGNITION') ?? 'aws';
  if (text === 'aws' || text === 'embedded') return { kind: text };
  if (/^https?:$/.test(URL.parse(text)?.protocol ?? '')) return { kind: 'url', url: text };
  return environment.refuse('REKOGNITION must be aws, embedded or an http(s) URL', { kind: 'aws' });
}

function readBasePath(environment: Environment): string {
  const text = environment.text('BASE_PATH') ?? '/';
  if (text === '/') return '';
  if (/^(\/[A-Za-z0-9._~-]+)+$/.test(text) && !/\/\.{1,2}(\/|$)/.test(text)) return text;
  return environment.refuse('BASE_PATH must begin with a slash and not end with one, such as /faces', '');
}

function readOrigins(environment: Environment): string[] {
  const origins = (environment.text('CORS_ORIGINS') ?? '').split(',').map((origin) => origin.trim());
  const named = origins.filter((origin) => origin !== '');
  if (named.every((origin) => URL.parse(origin)?.origin === origin)) return named;
  return environment.refuse('CORS_ORIGINS must be origins such as https://app.example, separated by commas', []);
}

/** Default: AWS's published quotas, or none with the embedded engine. */
function readQuotas(environment: Environment, { kind }: Upstream): 'aws' | 'off' {
  return environment.choice('QUOTAS', ['aws', 'off'], kind === 'embedded' ? 'off' : 'aws');
}

function readUnmerged(environment: Environment): Set<string> {
  const names = (environment.text('UNMERGED') ?? '').split(',').map((name) => name.trim());
  const named = names.filter((name) => name !== '');
  if (named.every((name) => /^[A-Z][A-Za-z]{1,63}$/.test(name))) return new Set(named);
  return environment.refuse('UNMERGED must be operations such as DisassociateFaces, separated by commas', new Set());
}

function readTenants(
  environment: Environment,
  upstream: Upstream,
  production: boolean,
  demoTenants: readonly Tenant[],
): { file: TenantsOfFile; tenantsFile?: TenantsFileSource } {
  const demo: TenantsOfFile = { tenants: demoTenants, quotas: new Map(), issuers: [] };
  const path = environment.text('TENANTS_FILE');
  if (path === undefined) {
    if (upstream.kind !== 'embedded') environment.fault('TENANTS_FILE is required');
    else if (production)
      environment.fault(
        'TENANTS_FILE is required with NODE_ENV=production: the demo tenant is not allowed in production',
      );
    return { file: demo };
  }
  const tenantsFile = new TenantsFileSource(path, environment.variables);
  const loaded = tenantsFile.read();
  if (loaded.outcome === 'refused') environment.faults.push(...loaded.faults);
  return { file: loaded.outcome === 'accepted' ? loaded.file : demo, tenantsFile };
}
