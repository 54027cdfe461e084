import type { AuditSettings, Config, Exposure } from './config.js';
import { ConfigInvalid, Environment, readTextFile, unknownNames } from './environment.js';
import { erasuresOf } from './erasure-settings.js';
import { imageSlotsIn, memoryLimitBytes } from './image-slots.js';
import type { RedisSettings } from './redis-settings.js';
import { readSecrets, type Secrets } from './secrets.js';
import type { ConfiguredOperation } from './session-policy.js';
import { type Setting, SETTINGS, type Settings } from './settings.js';
import type { Tenant } from './tenant.js';
import type { TenantsOfFile } from './tenants-file/read-tenants-file.js';
import { TenantsFileSource } from './tenants-file/tenants-file-source.js';

/**
 * Parses and validates all settings.
 *
 * @param operations the operations of the service, from which session policies are derived.
 * @param demoTenants used with the embedded engine when there is no tenants file.
 * @throws ConfigInvalid listing every fault.
 */
export function loadConfig(
  variables: Readonly<Record<string, string | undefined>>,
  operations: readonly ConfiguredOperation[],
  demoTenants: readonly Tenant[] = [],
): Config {
  const { https_proxy: HTTPS_PROXY, no_proxy: NO_PROXY } = variables;
  const environment = new Environment({ HTTPS_PROXY, NO_PROXY, ...variables });
  const settings = readSettings(environment);
  const isEmbedded = settings.upstream.kind === 'embedded';
  const { file, tenantsFile } = readTenants(environment, settings, { operations, demoTenants });
  for (const fault of unknownNames([...settings.unmerged], operations)) environment.fault(`UNMERGED: ${fault}`);
  const secrets = readSecrets(environment, settings.secretsPath, settings.production);
  const erasures = erasuresOf(environment, settings);
  const { tracesEndpoint: endpoint, tracesSampler: sampler, tracesShare: ratio } = settings;
  const config: Config = {
    ...settings,
    redis: redisOf(environment, settings),
    metrics: exposureOf(settings.metricsEnabled, settings.metricsPort),
    docs: exposureOf(settings.docsEnabled, settings.docsPort),
    secrets,
    tenants: file.tenants,
    issuers: file.issuers,
    ...(tenantsFile !== undefined && { tenantsFile }),
    quotas: { byAccount: file.quotas, others: settings.defaultQuotas ?? (isEmbedded ? 'off' : 'aws') },
    operations,
    imageSlots: imageSlotsIn(memoryLimitBytes()),
    audit: auditOf(environment, settings, secrets),
    ...(erasures !== undefined && { erasures }),
    ...(endpoint !== undefined && { traces: { endpoint, sampler, ratio } }),
  };
  checkPortsDiffer(environment, config);
  checkEndpoints(environment, config);
  if (environment.faults.length > 0) throw new ConfigInvalid(environment.faults);
  return config;
}

/** A faulty setting is reported to `environment` and yields its default. */
function readSettings(environment: Environment): Settings {
  const rows = Object.entries<Setting<unknown>>(SETTINGS);
  return Object.fromEntries(rows.map(([key, row]) => [key, environment.read(row)])) as Settings;
}

function exposureOf(isEnabled: boolean, port: number | undefined): Exposure {
  if (!isEnabled) return 'off';
  return port === undefined ? 'on' : { port };
}

function checkPortsDiffer(environment: Environment, { port, metrics, docs }: Config): void {
  const [metricsPort, docsPort] = [metrics, docs].map((exposure) => typeof exposure === 'object' && exposure.port);
  if (metricsPort === port) environment.fault('METRICS_PORT must differ from PORT');
  if (docsPort === port) environment.fault('DOCS_PORT must differ from PORT');
  if (docsPort !== false && docsPort === metricsPort) environment.fault('DOCS_PORT must differ from METRICS_PORT');
}

/** With such a combination, the SDK would reject every call. */
function checkEndpoints(environment: Environment, { upstream, rekognitionUrl, fips, dualStack }: Config): void {
  if (upstream.kind === 'url' && rekognitionUrl !== undefined)
    environment.fault('AWS_ENDPOINT_URL_REKOGNITION needs REKOGNITION=aws');
  const hasUrl = upstream.kind === 'url' || (upstream.kind === 'aws' && rekognitionUrl !== undefined);
  if (hasUrl && (fips || dualStack))
    environment.fault(
      'AWS_USE_FIPS_ENDPOINT and AWS_USE_DUALSTACK_ENDPOINT cannot change a URL: name the one you need',
    );
}

function auditOf(
  environment: Environment,
  { auditTo: to, auditRequired, secretsPath }: Settings,
  secrets: Secrets,
): AuditSettings {
  if (to.kind === 'off' && auditRequired === true) environment.fault('AUDIT_REQUIRED=true needs AUDIT');
  if (to.kind === 'file' && secrets.random && secretsPath === undefined) {
    environment.fault('AUDIT to a file needs SECRETS_FILE: with random secrets the file could not be verified later');
  }
  return { to, required: auditRequired ?? to.kind !== 'off' };
}

/** Returns undefined without `REDIS_URL`. */
function redisOf(
  environment: Environment,
  { redis, redisPasswordPath: path, secretsPath }: Settings,
): RedisSettings | undefined {
  if (redis === undefined) {
    if (path !== undefined && environment.text('REDIS_URL') === undefined)
      environment.fault('REDIS_PASSWORD_FILE needs REDIS_URL');
    return undefined;
  }
  if (secretsPath === undefined)
    environment.fault('REDIS_URL needs SECRETS_FILE: replicas can share answers only if they share secrets');
  const readPassword = (): string | undefined =>
    path === undefined ? undefined : readTextFile(path)?.replace(/\r?\n$/, '') || undefined;
  if (path !== undefined && readPassword() === undefined)
    environment.fault('REDIS_PASSWORD_FILE cannot be read or is empty');
  return { ...redis, readPassword };
}

function readTenants(
  environment: Environment,
  { tenantsPath, upstream, production }: Settings,
  { operations, demoTenants }: { operations: readonly ConfiguredOperation[]; demoTenants: readonly Tenant[] },
): { file: TenantsOfFile; tenantsFile?: TenantsFileSource } {
  const demo: TenantsOfFile = { tenants: demoTenants, quotas: new Map(), issuers: [], closed: [] };
  if (tenantsPath === undefined) {
    if (upstream.kind !== 'embedded') environment.fault('TENANTS_FILE is required');
    else if (production)
      environment.fault(
        'TENANTS_FILE is required with NODE_ENV=production: the demo tenant is not allowed in production',
      );
    return { file: demo };
  }
  const tenantsFile = new TenantsFileSource(tenantsPath, environment.variables, operations);
  const loaded = tenantsFile.read();
  if (loaded.outcome === 'refused') environment.faults.push(...loaded.faults);
  return { file: loaded.outcome === 'accepted' ? loaded.file : demo, tenantsFile };
}
