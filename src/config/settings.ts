import {
  ADDRESS_RANGES,
  AUDIT_TARGET,
  BASE_PATH,
  choice,
  either,
  FILE_PATH,
  HTTP_URL,
  OPERATIONS,
  OPTIONAL_PORT,
  ORIGINS,
  type Parser,
  PORT,
  SHARE,
  TEXT,
  UPSTREAM,
  wholeNumber,
} from './parsers.js';
import { REDIS, type RedisTarget } from './redis-settings.js';

/** How operators set a setting in the chart. `npm run settings` writes it into the chart's files. */
export interface ChartValue {
  /** Path in values.yaml, such as `audit.to`. Default: the key in SETTINGS. */
  readonly path?: string;
  /** Default: the setting's own default. */
  readonly default?: string | number | boolean;
  /** The template renders the variable only under this condition. */
  readonly when?: string;
}

export interface Setting<Value> {
  /** Name of the environment variable. */
  readonly name: string;
  readonly parser: Parser<Value>;
  /** Default, as written in the environment. Absent: the setting may be undefined. */
  readonly default?: string;
  /** Meaning, in Markdown. */
  readonly text: string;
  /** A value that operators set, or a template that the chart fixes. Absent: only `extraEnv` can set it. */
  readonly chart?: ChartValue | string;
}

function setting<Value>(
  name: string,
  parser: Parser<Value>,
  standard: string,
  text: string,
  chart: ChartValue = {},
): Setting<Value> {
  return { name, parser, default: standard, text, chart };
}

function optional<Value>(
  name: string,
  parser: Parser<Value>,
  text: string,
  chart: ChartValue | string = {},
): Setting<Value | undefined> {
  return { name, parser, text, chart };
}

/** Off by default. Only `extraEnv` can set it. */
function flag(name: string, text: string): Setting<boolean> {
  return { name, parser: either('true', 'false'), default: 'false', text };
}

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const SAMPLERS = [
  ...(['always_on', 'always_off', 'traceidratio'] as const),
  ...(['parentbased_always_on', 'parentbased_always_off', 'parentbased_traceidratio'] as const),
] as const;
export type TraceSampler = (typeof SAMPLERS)[number];

const FILES = '/etc/rekognition-facade/files';
const PRODUCTION: Parser<boolean> = { ...TEXT, parse: (text) => text === 'production' };

/** All settings, in the order in which the documentation lists them. */
export const SETTINGS = {
  upstream: setting(
    'REKOGNITION',
    UPSTREAM,
    'aws',
    "where calls go: `aws`, a URL that speaks Rekognition's wire protocol, or `embedded` (the engine, in this process; not in the chart)",
    { path: 'rekognition' },
  ),
  rekognitionUrl: {
    name: 'AWS_ENDPOINT_URL_REKOGNITION',
    parser: HTTP_URL,
    text: 'URL of Rekognition alone, such as that of a VPC endpoint ([why and how](deployment.md#vpc-fips-and-dual-stack-endpoints)); only with `REKOGNITION=aws`',
  } as Setting<string | undefined>,
  stsUrl: {
    name: 'AWS_ENDPOINT_URL_STS',
    parser: HTTP_URL,
    text: "URL of AWS STS; default: a URL in `REKOGNITION`, or AWS's endpoint",
  } as Setting<string | undefined>,
  fips: flag('AWS_USE_FIPS_ENDPOINT', 'whether to use the FIPS endpoints of Rekognition and STS'),
  dualStack: flag(
    'AWS_USE_DUALSTACK_ENDPOINT',
    'whether to use the dual-stack endpoints (IPv4 and IPv6) of Rekognition and STS',
  ),
  connectTimeoutMs: setting(
    'CONNECT_TIMEOUT_MS',
    wholeNumber(100, 600_000),
    '1000',
    'maximum time to establish a connection to AWS, including TLS, in milliseconds; raise it if a proxy is slow',
  ),
  httpsProxy: {
    name: 'HTTPS_PROXY',
    parser: HTTP_URL,
    text: 'URL of the proxy for https connections to AWS and to issuers, such as `http://proxy:3128`; also `https_proxy`',
  } as Setting<string | undefined>,
  noProxy: {
    name: 'NO_PROXY',
    parser: TEXT,
    default: '',
    text: 'hosts that are not reached through the proxy, separated by commas, such as `.corp.example`; also `no_proxy`',
  } as Setting<string>,
  tenantsPath: optional(
    'TENANTS_FILE',
    TEXT,
    'path of the tenants file, YAML or JSON (see below), or of a directory of such files; required unless `embedded`',
    `${FILES}/tenants{{ if .Values.tenantsFile.others }}.d{{ end }}`,
  ),
  secretsPath: optional(
    'SECRETS_FILE',
    TEXT,
    'path of a file with one secret of at least 32 bytes per line ([how to replace one](security.md#replacing-a-secret)); required with `NODE_ENV=production`, random otherwise',
    `${FILES}/secrets`,
  ),
  redis: optional<RedisTarget>(
    'REDIS_URL',
    REDIS,
    'the Redis or Valkey that replicas share ([replicas](replicas.md)), such as `redis://redis:6379` or `rediss://user@redis` for TLS, or several addresses of a cluster, separated by commas; needs `SECRETS_FILE`',
    { path: 'redis.url', default: '' },
  ),
  redisPasswordPath: optional(
    'REDIS_PASSWORD_FILE',
    TEXT,
    'path of a file with the password of the Redis user; read again for each connection',
    `"{{ if .Values.redis.password.secret }}${FILES}/redis-password{{ end }}"`,
  ),
  replicas: {
    ...setting(
      'REPLICAS',
      wholeNumber(1, 1_000),
      '1',
      'number of replicas that share each quota; with Redis, used only until Redis has counted them',
    ),
    chart: '{{ include "rekognition-facade.mostPods" . | quote }}',
  } as Setting<number>,
  port: setting('PORT', PORT, '3000', 'port of the API'),
  host: setting('HOST', TEXT, '0.0.0.0', 'address to listen on, such as `::` for IPv6; the demo uses `127.0.0.1`', {
    default: '',
  }),
  basePath: setting('BASE_PATH', BASE_PATH, '', 'prefix of all routes, such as `/faces`'),
  metricsEnabled: setting('METRICS', either('on', 'off'), 'on', 'whether `/metrics` is served'),
  metricsPort: optional('METRICS_PORT', OPTIONAL_PORT, 'port that serves `/metrics`, instead of `PORT`', {
    default: 9_090,
    when: '.Values.metricsEnabled',
  }),
  docsEnabled: setting('DOCS', either('on', 'off'), 'on', 'whether `/docs` and `/openapi.json` are served'),
  docsPort: optional(
    'DOCS_PORT',
    OPTIONAL_PORT,
    'port that serves the documentation, instead of `PORT`; the API is served there too',
    { when: '.Values.docsEnabled' },
  ),
  logLevel: setting(
    'LOG_LEVEL',
    choice(...LOG_LEVELS),
    'info',
    "minimum severity of messages to log: `fatal`, `error`, `warn`, `info`, `debug` (adds Rekognition's own messages, which may contain ids), `silent`",
  ),
  tracesEndpoint: optional(
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    HTTP_URL,
    'URL of an OpenTelemetry collector (OTLP over HTTP) that [traces](observability.md#traces) are sent to, such as `http://collector:4318`; without it, traces are off',
    { path: 'traces.endpoint', default: '' },
  ),
  tracesSampler: setting(
    'OTEL_TRACES_SAMPLER',
    choice(...SAMPLERS),
    'parentbased_always_on',
    "OpenTelemetry sampler that selects the requests to trace; `parentbased_…` follows the caller's decision",
    { path: 'traces.sampler', when: '.Values.traces.endpoint' },
  ),
  tracesShare: setting(
    'OTEL_TRACES_SAMPLER_ARG',
    SHARE,
    '1',
    'fraction of the requests that the sampler `traceidratio` traces, from 0 to 1',
    { path: 'traces.share', default: 1, when: '.Values.traces.endpoint' },
  ),
  corsOrigins: setting(
    'CORS_ORIGINS',
    ORIGINS,
    '',
    "origins whose pages may call the service, such as `https://app.example` or an app's `capacitor://localhost`; the only wildcard is `http://localhost:*`, the default of the demo",
  ),
  keepAliveMs: setting(
    'KEEP_ALIVE_MS',
    wholeNumber(1_000, 3_600_000),
    '650000',
    'how long an idle connection is kept open, in milliseconds; must be longer than the idle timeout of the load balancer in front ([why](deployment.md#behind-a-load-balancer-or-ingress))',
  ),
  hstsMaxAgeSeconds: setting(
    'HSTS_MAX_AGE_SECONDS',
    wholeNumber(0, 63_072_000),
    '0',
    '`max-age` of the header `Strict-Transport-Security`, in seconds; with `0` the header is not sent',
  ),
  trustedProxies: setting(
    'TRUSTED_PROXIES',
    ADDRESS_RANGES,
    '',
    'addresses or ranges of your proxies, such as `10.0.0.0/8`, whose `X-Forwarded-For` is trusted',
  ),
  drainDelayMs: setting(
    'DRAIN_DELAY_MS',
    wholeNumber(0, 60_000),
    '5000',
    'how long the service keeps serving requests after readiness has turned to 503, in milliseconds; must be longer than load balancers and probes take to notice',
  ),
  defaultQuotas: optional(
    'QUOTAS',
    choice('aws', 'off'),
    "quotas of accounts that the tenants file does not name: `aws` (AWS's published ones; the default) or `off` (the default if `embedded`)",
    { path: 'quotas', default: 'aws' },
  ),
  unmerged: setting('UNMERGED', OPERATIONS, '', 'operations whose calls are never merged, such as `DisassociateFaces`'),
  auditTo: setting(
    'AUDIT',
    AUDIT_TARGET,
    'off',
    'where to write the [audit](audit.md): `off`, `stdout`, or a file that no other process uses, such as `/var/log/rekognition-facade/audit.log`',
    { path: 'audit.to' },
  ),
  auditRequired: optional(
    'AUDIT_REQUIRED',
    either('true', 'false'),
    'whether writes are rejected while the audit cannot be written; by default they are',
    { path: 'audit.required', default: true, when: 'ne .Values.audit.to "off"' },
  ),
  erasuresPath: optional(
    'ERASURES',
    FILE_PATH,
    'file for the [records of erasures](tasks/erase.md), such as `/var/lib/rekognition-facade/erasures.db`; no other process may use it. By default the records are in the Redis of `REDIS_URL`, or in memory with `embedded`; without any of these, erasures are unavailable',
    { path: 'erasures.file', default: '' },
  ),
  erasuresKeptDays: setting(
    'ERASURES_KEPT_DAYS',
    wholeNumber(1, 3_650),
    '90',
    'how many days the record of an erasure is kept after the erasure has ended',
    { path: 'erasures.keptDays' },
  ),
  receiptKeysPath: optional(
    'RECEIPT_KEYS_FILE',
    TEXT,
    'path of a JSON Web Key Set with the private Ed25519 keys that sign receipts of erasures; `npm run receipt -- new-key` prints one; enables erasures, together with `ERASURES` or `REDIS_URL`',
    `"{{ if .Values.erasures.receiptKeys.secret }}${FILES}/receipt-keys{{ end }}"`,
  ),
  production: {
    name: 'NODE_ENV',
    parser: PRODUCTION,
    default: '',
    text: "`production` requires `SECRETS_FILE`, rejects the demo tenant, and keeps API keys out of the browser's storage in Swagger UI",
  },
};

type Table = typeof SETTINGS;

export type Settings = {
  readonly [Key in keyof Table]: Table[Key] extends { readonly parser: Parser<infer Value> } ? Value : never;
};
